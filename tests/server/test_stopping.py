"""Ctrl+C while pages are open: an end without a word, where streams that were cut off would leave tracebacks."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from pathlib import Path

import patient
from fairness import PATIENCE
from pages import ROOT, environment_for


def test_ctrl_c_ends_open_pages_in_silence(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "playground", "serve"],
        cwd=ROOT,
        env=environment_for(tmp_path / "data", {"port": "0"}),
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # noqa: PLW1509 - no threads yet
    ) as process:
        try:
            assert process.stderr is not None
            ready = re.search(r"http://\S+", process.stderr.readline())
            assert ready
            with patient.stream("GET", f"{ready[0]}/live") as page:
                next(page.iter_text())
                process.send_signal(signal.SIGINT)
                assert process.stderr.read() == ""
            assert process.wait(PATIENCE) == 130
        finally:
            process.kill()

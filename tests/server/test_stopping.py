"""Ctrl+C while pages are open: an end without a word."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx
from pages import ROOT, environment_for


def test_ctrl_c_ends_open_pages_at_once_and_in_silence(tmp_path: Path) -> None:
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
            with httpx.stream("GET", f"{ready[0]}/live", timeout=60) as page:
                next(page.iter_text())
                began = time.monotonic()
                process.send_signal(signal.SIGINT)
                assert process.stderr.read() == ""
            assert process.wait(20) == 130
            assert time.monotonic() - began < 2
        finally:
            process.kill()

"""Ctrl+C while pages are open: an end without a word, where streams that were cut off would leave tracebacks."""

from __future__ import annotations

import re
import signal
from pathlib import Path

import patient
from forking import fork_command
from pages import ROOT, environment_for


async def test_ctrl_c_ends_open_pages_in_silence(tmp_path: Path) -> None:
    process = await fork_command(["serve"], ROOT, environment_for(tmp_path / "data", {"port": "0"}), is_server=True)
    try:
        ready = re.search(r"http://\S+", (await process.stderr.readline()).decode())
        assert ready
        async with patient.AsyncClient() as client, client.stream("GET", f"{ready[0]}/live") as page:
            await anext(page.aiter_text())
            process.send_signal(signal.SIGINT)
            assert await process.stderr.read() == b""
        assert await process.wait() == 130
    finally:
        process.kill()
        await process.communicate()

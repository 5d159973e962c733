"""On a terminal, `run` has one live line; what stays at the end is the result."""

from __future__ import annotations

import asyncio
import os
import pty
import re

from commandline import Machine
from faultserver import FaultServer
from forking import fork_on_terminal


def read_all(master: int) -> str:
    """Everything that is written to a terminal until its last writer is gone."""
    seen = b""
    while True:
        try:
            piece = os.read(master, 4096)
        except OSError:  # what Linux says at the end
            return seen.decode()
        if not piece:
            return seen.decode()
        seen += piece


async def test_a_terminal_shows_one_line_that_lives(machine: Machine) -> None:
    master, slave = pty.openpty()
    async with FaultServer(duration=3, extra={"cost_estimate": 0.05}) as server:
        words = ("run", "qwen-image-2-0-pro", "--set", "prompt=Tea")
        environment = machine.environment({"PLAYGROUND_API_URL": server.url, "TERM": "xterm"})
        end = fork_on_terminal(slave, words, machine.folder, environment)
        seen, code = await asyncio.gather(asyncio.to_thread(read_all, master), asyncio.to_thread(end))
    os.close(master)
    assert code == 0
    assert re.search(r"\d+ s  (queued|processing)  about \$0\.05", seen)
    assert "\x1b[2K" in seen, "the line is drawn over itself"
    last = seen.rpartition("\x1b[2K")[2]
    assert "succeeded" in last
    assert next(machine.folder.glob("*.png")).name in last

"""The real command line, as a process of its own, in a folder of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from commandline import Finished, Machine, Playground
from forking import Command


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    folder = tmp_path / "here"
    folder.mkdir()
    return Machine(folder, tmp_path / "data")


@pytest.fixture
def playground(machine: Machine) -> Playground:
    async def run(*words: str, env: Mapping[str, str] | None = None, stdin: str | None = None) -> Finished:
        return await machine.finish(await machine.start(*words, env=env), stdin)

    return run


@pytest.fixture
async def start(machine: Machine) -> AsyncIterator[Callable[..., Any]]:
    """Starts a command that goes on; whatever still runs at the end of the test is stopped."""
    running: list[Command] = []

    async def begin(*words: str, env: Mapping[str, str] | None = None) -> Command:
        process = await machine.start(*words, env=env)
        running.append(process)
        return process

    yield begin
    for process in running:
        if process.returncode is None:
            process.kill()
            await process.communicate()

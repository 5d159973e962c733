"""The real command line, as a process of its own, in a folder of its own."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from commandline import Finished, Machine, Playground
from databases import new_ledger
from forking import Command

__all__ = ["new_ledger"]


@pytest.fixture
def machine(tmp_path: Path, new_ledger: Path) -> Machine:
    """One whose ledger has no runs yet: to make its tables takes longer than most commands."""
    folder, data = tmp_path / "here", tmp_path / "data"
    folder.mkdir()
    data.mkdir()
    shutil.copy2(new_ledger, data / "ledger.sqlite3")
    return Machine(folder, data)


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

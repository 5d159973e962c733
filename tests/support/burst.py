"""Processes that press many times at the same moment, on a ledger that others press on too.

One process imports the program; each that presses is a fork of it.
"""

from __future__ import annotations

import asyncio
import multiprocessing
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from datafolder import DataFolder, Time, rest, run_request
from fairness import PATIENCE
from faultserver import FaultServer

from playground.errors import StorageError
from playground.runs.budgets.limits import BudgetSettings
from playground.runs.run import Run
from playground.runs.runner import Runner

RUNS = 20
BUDGETS = BudgetSettings(all_month=RUNS * Decimal("0.05"), unknown=Decimal("0.05"))
"""For so many runs at the price that is set aside for what is not known; their service asks the same."""

_PRELOADED = ["playground.runs.runner", "playground.runs.trigrams", "sqlalchemy.dialects.postgresql.psycopg", "psycopg"]
"""What Python finds by itself: the parent of those that press does not look where this process finds `burst`."""


@dataclass(frozen=True, slots=True)
class Pressing:
    """A process that presses once it is told to."""

    process: BaseProcess
    pipe: Connection

    @classmethod
    def start(cls, data_folder: DataFolder, url: str, numbers: range) -> Pressing:
        """Start it; it presses once for each number."""
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(_PRELOADED)
        ours, theirs = context.Pipe()
        given = (theirs, data_folder.folder, data_folder.where, url, numbers)
        process = context.Process(target=work, args=given, daemon=True)
        process.start()
        theirs.close()
        return cls(process, ours)

    async def said(self) -> Any:
        """What it says next."""
        return await asyncio.to_thread(self.pipe.recv)

    async def end(self) -> int | None:
        """Its exit code."""
        await asyncio.to_thread(self.process.join, PATIENCE)
        self.pipe.close()
        return self.process.exitcode


def work(pipe: Connection, folder: Path, database: str | Path, url: str, numbers: Sequence[int]) -> None:
    """Such a process: says `ready`, waits, presses, and says what came of it by its name; ends when its runs have."""
    asyncio.run(_press(pipe, DataFolder(folder, Time(pace=1.0), database, BUDGETS), url, numbers))


async def _press(pipe: Connection, data_folder: DataFolder, url: str, numbers: Sequence[int]) -> None:
    server = FaultServer()
    server.url = url
    async with data_folder.runner(server) as runner:
        pipe.send("ready")
        await asyncio.to_thread(pipe.recv)
        presses = (_click(runner, number) for number in numbers)
        came = await asyncio.gather(*presses, return_exceptions=True)
        pipe.send(Counter("begun" if isinstance(one, Run) else _code(one) for one in came))
        for run in came:
            if isinstance(run, Run):
                await rest(runner, run)


async def _click(runner: Runner, number: int) -> Run:
    while True:
        try:
            return await runner.begin(run_request(f"fox {number}", person=f"person {number % 7}"))
        except StorageError as error:
            if error.code != "storage.busy":  # on a busy machine others may write for long: then one clicks again
                raise


def _code(error: BaseException) -> str:
    return error.code.rpartition(".")[0] if isinstance(error, StorageError) else repr(error)

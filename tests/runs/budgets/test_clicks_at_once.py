"""Clicks at the same moment, in one process or in several, never pass a budget."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import closing
from dataclasses import replace
from decimal import Decimal

import pytest
from budgeting import used
from burst import BUDGETS, RUNS, Pressing
from datafolder import DataFolder, rest, run_request
from fairness import PATIENCE
from faultserver import FaultServer

from playground.runs.budgets.limits import BudgetError, BudgetSettings
from playground.runs.ledger import Ledger
from playground.runs.run import Run

pytestmark = pytest.mark.databases("sqlite", "postgresql")


async def test_clicks_of_one_page_at_once_never_pass_a_budget(data_folder: DataFolder) -> None:
    budgets = BudgetSettings(person_day=Decimal("0.35"), unknown=Decimal("0.05"))
    data_folder = replace(data_folder, budgets=budgets)
    async with FaultServer() as server, data_folder.runner(server) as one, data_folder.runner(server) as two:
        presses = [(one, two)[number % 2].begin(run_request(f"fox {number}")) for number in range(30)]
        came = await asyncio.gather(*presses, return_exceptions=True)
        begun = [run for run in came if isinstance(run, Run)]
        assert len(begun) == 7
        assert all(isinstance(other, BudgetError) for other in came if not isinstance(other, Run))
        for run in begun:
            await rest(one, run)
        assert len(server.submits) == 7
        assert used(data_folder.ledger, at=data_folder.time.clock.wall()) == {"person_day": f"{7 * 0.05625:g}"}


@pytest.mark.slow
async def test_four_processes_with_fifty_clicks_each_at_once_send_exactly_what_the_budget_is_for(
    data_folder: DataFolder,
) -> None:
    async with FaultServer(extra={"cost_actual": 0.05}) as server, asyncio.timeout(2 * PATIENCE):
        started = [Pressing.start(data_folder, server.url, range(first, first + 50)) for first in range(0, 200, 50)]
        assert [await process.said() for process in started] == ["ready"] * 4
        for process in started:
            process.pipe.send("go")
        counts: Counter[str] = sum([await process.said() for process in started], Counter())
        assert counts == {"begun": RUNS, "budget.all_month": 200 - RUNS}
        assert [await process.end() for process in started] == [0] * 4
        assert len(server.submits) == len(server.charges) == RUNS
        with closing(Ledger(data_folder.where, BUDGETS)) as ledger:
            assert used(ledger, at=data_folder.time.clock.wall()) == {"all_month": "1"}

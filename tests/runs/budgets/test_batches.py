"""A batch within a budget: all of it is looked at first, and each cell as it is sent."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from batching import PromptServer, batch_request, cell, until_batch
from budgeting import NOON, Open, asked, begins, used
from datafolder import DataFolder
from faultserver import FaultServer

from playground.runs.batches.batch import BatchRequest
from playground.runs.batches.planning import plan_batch
from playground.runs.budgets.limits import BudgetError, BudgetSettings
from playground.runs.concurrency import ConcurrencyLimits
from playground.tasks.problem import ProblemCode
from playground.texts import explain, translate

pytestmark = pytest.mark.databases("sqlite", "postgresql")


def priced(prompts: str, cost: str) -> BatchRequest:
    return replace(batch_request(*prompts), cells=tuple(cell(prompt, expected=Decimal(cost)) for prompt in prompts))


def test_a_batch_that_together_would_pass_a_budget_is_refused_with_its_sum(opened: Open) -> None:
    ledger = opened(person_day=Decimal(1))
    request = priced("abcde", "0.25")
    planned = plan_batch(request, "test", "process", NOON)
    with pytest.raises(BudgetError) as caught:
        ledger.batches.add(planned, request.deduplication_key(NOON))
    error = caught.value
    assert translate(error.code, "en", **error.params).startswith(
        "Together this would cost about $1.25, and the limit here is $1.00, so waiting does not help. Nothing was sent"
    )
    assert ledger.batches.newest("anna", 10) == ()
    fewer = priced("abcda", "0.25")  # the same twice is paid once
    assert ledger.batches.add(plan_batch(fewer, "test", "process", NOON), fewer.deduplication_key(NOON))
    assert used(ledger) == {"person_day": "0"}
    assert begins(ledger, asked("0.5"))
    with pytest.raises(BudgetError) as caught:
        ledger.batches.add(
            plan_batch(priced("fgh", "0.25"), "test", "process", NOON), fewer.deduplication_key(NOON + 9)
        )
    assert translate(caught.value.code, "en", **caught.value.params).startswith(
        "Together this would cost about $0.75, and $0.50 of your $1.00 for today is left. Nothing was sent"
    )


async def test_cells_set_their_money_aside_as_they_are_sent_and_what_does_not_fit_any_more_is_held(
    data_folder: DataFolder,
) -> None:
    data_folder = replace(data_folder, budgets=BudgetSettings(person_day=Decimal("0.25"), unknown=Decimal("0.05")))
    limits = ConcurrencyLimits.of(1)
    async with (
        FaultServer(extra={"cost_actual": 0.1}) as server,
        data_folder.runner(server, batch_limits=limits) as runner,
    ):
        batch = await until_batch(runner, await runner.batches.begin(batch_request(*"abcde")))
        assert (batch.count("succeeded"), batch.count("held")) == (2, 3)
        assert batch.problem is not None
        assert batch.problem.code is ProblemCode.BUDGET
        _, happened, do = explain("budget", "en", batch.problem.params)
        assert "The next run would cost about $0.10, and" in happened[1]
        assert "Go on" in do
        await runner.batches.go_on("anna", batch.batch_id)  # there is no more money than before
        batch = await until_batch(runner, batch)
        assert (len(server.charges), batch.count("held")) == (2, 3)
        assert data_folder.ledger.budgets.differences() == {}


async def test_a_hole_that_is_tried_again_is_held_where_there_is_no_budget_for_it(data_folder: DataFolder) -> None:
    budgets = BudgetSettings(person_day=Decimal("0.25"), unknown=Decimal("0.1"))
    server = PromptServer(outcomes={"a": "failed", "b": "failed"}, extra={"cost_actual": 0.1})
    async with server:
        async with replace(data_folder, budgets=budgets).runner(server) as runner:
            batch = await until_batch(runner, await runner.batches.begin(batch_request(*"ab")))
            assert [one.is_hole for one in batch.cells] == [True, True]
            server.outcomes.clear()
            for position in (0, 1):
                await runner.batches.retry("anna", batch.batch_id, position)
            batch = await until_batch(runner, batch)
            assert [one.word for one in batch.cells] == ["held", "held"]
            assert batch.problem is not None
            assert batch.problem.code is ProblemCode.BUDGET
            assert server.prompts == ["a", "b"]
        roomier = replace(data_folder, budgets=replace(budgets, person_day=Decimal("0.35")))
        async with roomier.runner(server) as runner:
            await runner.batches.go_on("anna", batch.batch_id)
            batch = await until_batch(runner, batch)
            assert sorted(one.word for one in batch.cells) == ["held", "succeeded"]
            assert len(server.prompts) == 3
            assert roomier.ledger.budgets.differences() == {}

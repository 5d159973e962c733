"""All runs at a glance, for whoever looks after a team's: counts, what waits for a person, who works; no prompts."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from decimal import Decimal

import pytest
from ledgerruns import new_run

from playground.runs.database import Database
from playground.runs.figures import figures
from playground.runs.lease import new_lease
from playground.runs.ledger import Ledger
from playground.runs.run import Notice, Run, RunStatus
from playground.tasks.task import Task, TaskStatus

pytestmark = pytest.mark.databases("sqlite", "postgresql")

LEASE = new_lease()


@pytest.fixture
def runs(ledger: Ledger) -> dict[str, Run]:
    """One in each of the states that matter, of two people and two services, the first the oldest."""
    ledger.processes.register(LEASE)
    done = Task("t", TaskStatus.SUCCEEDED, cost_actual=Decimal("0.25"))
    made = {
        "done long ago": replace(new_run(at=1.0), status=RunStatus.SUCCEEDED, task=done),
        "done": replace(new_run("a secret prompt", at=100.0, person="berta"), status=RunStatus.SUCCEEDED, task=done),
        "unconfirmed": replace(new_run(at=101.0), status=RunStatus.UNCONFIRMED),
        "key refused": replace(new_run(at=102.0), status=RunStatus.ACCEPTED, notice=Notice("notice.paused_key", 60.0)),
        "of another service": replace(new_run(at=103.0, service="before"), status=RunStatus.ACCEPTED),
        "at work": replace(new_run(at=104.0), status=RunStatus.SENT),
    }
    for run in made.values():
        ledger.add(run, LEASE.process)
    return made


def test_runs_are_counted_by_state_and_those_at_work_however_old(ledger: Ledger, runs: dict[str, Run]) -> None:
    assert runs
    assert ledger.overview.counts(since=50.0) == {
        RunStatus.SUCCEEDED: 1,
        RunStatus.UNCONFIRMED: 1,
        RunStatus.ACCEPTED: 2,
        RunStatus.SENT: 1,
    }
    assert ledger.overview.counts(since=1e9) == {RunStatus.UNCONFIRMED: 1, RunStatus.ACCEPTED: 2, RunStatus.SENT: 1}


def test_the_newest_come_first_and_tell_no_prompt_unless_asked(ledger: Ledger, runs: dict[str, Run]) -> None:
    (found,) = ledger.overview.newest([RunStatus.SUCCEEDED], 50.0, 9, with_prompts=False)
    assert (found.run_id, found.person, found.cost, found.prompt) == (runs["done"].run_id, "berta", Decimal("0.25"), "")
    (found,) = ledger.overview.newest([RunStatus.SUCCEEDED], 50.0, 9, with_prompts=True)
    assert found.prompt == "a secret prompt"
    accepted = ledger.overview.newest([RunStatus.ACCEPTED], 1e9, 9, with_prompts=False)
    assert [one.run_id for one in accepted] == [runs["of another service"].run_id, runs["key refused"].run_id]
    assert len(ledger.overview.newest([RunStatus.ACCEPTED], 0.0, 1, with_prompts=False)) == 1


def test_what_waits_for_a_person_says_for_what(ledger: Ledger, runs: dict[str, Run]) -> None:
    waiting = {one.run_id: one.why for one in ledger.overview.waiting("test", 9, with_prompts=False)}
    assert waiting == {
        runs["unconfirmed"].run_id: "unconfirmed",
        runs["key refused"].run_id: "key",
        runs["of another service"].run_id: "service",
    }


def test_who_works_on_the_ledger_is_told(ledger: Ledger, runs: dict[str, Run]) -> None:
    (server,) = ledger.overview.replicas()
    assert (server.host, server.pid, server.runs) == (LEASE.machine, LEASE.pid, len(runs))
    assert server.seen_ago >= 0


def test_figures_are_of_what_is_not_over(database: str, runs: dict[str, Run]) -> None:
    assert runs
    with closing(Database(database)) as opened:
        found = figures(opened)
    assert {state: count for state, count in found.runs.items() if count} == {
        "unconfirmed": 1,
        "accepted": 2,
        "sent": 1,
    }
    assert found.oldest["accepted"] >= found.oldest["sent"] > 1_000
    assert found.oldest["prepared"] == 0
    assert (found.cells, found.servers) == ({"planned": 0, "held": 0}, 1)

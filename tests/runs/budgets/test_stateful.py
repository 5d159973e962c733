"""Any order of clicks, ends, doubts, deletions and dying processes: no limit is passed, nothing set aside is lost."""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
from contextlib import closing
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, multiple, rule
from ledgerruns import new_run

from playground.runs.budgets.limits import BudgetError, BudgetKind, BudgetSettings
from playground.runs.ledger import Ledger
from playground.runs.run import Run, RunStatus
from playground.runs.writes import LedgerWrite
from playground.tasks.task import Task, TaskStatus

pytestmark = pytest.mark.slow

BEGINS = 1_764_460_800.0  # the last day of November 2025, in UTC
COSTS = st.sampled_from([Decimal(text) for text in ("0", "0.000001", "0.05625", "0.3", "1", "2.5")])
LIMITS = st.none() | st.sampled_from([Decimal(text) for text in ("0", "0.5", "1", "3", "7.25")])
_EMPTY: list[Path] = []


def empty_ledger() -> Path:
    """The file of a ledger without runs, made once."""
    if not _EMPTY:
        _EMPTY.append(Path(tempfile.mkdtemp()) / "ledger.db")
        with closing(Ledger(_EMPTY[0])) as ledger:
            ledger.open()
    return _EMPTY[0]


@dataclass(slots=True)
class Kept:
    """A run as the test knows it: what counts of it, and who works on it."""

    run: Run
    counts: Decimal
    process: str | None
    is_there: bool = True


class Spending(RuleBasedStateMachine):
    runs = Bundle("runs")

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.file = Path(self.folder.name) / "ledger.db"
        shutil.copy2(empty_ledger(), self.file)
        self.kept: list[Kept] = []
        self.now = BEGINS
        self.dearest: Decimal | None = None
        self.limit(None, Decimal(3), Decimal(7), Decimal(5))

    def teardown(self) -> None:
        self.ledger.close()
        self.folder.cleanup()

    @rule(run=LIMITS, day=LIMITS, month=LIMITS, everybody=LIMITS)
    def limit(self, run: Decimal | None, day: Decimal | None, month: Decimal | None, everybody: Decimal | None) -> None:
        """The server starts anew with other limits, one of them at least."""
        every = Decimal(9) if run is day is month is everybody is None else everybody
        self.budgets = BudgetSettings(day, month, every, run, Decimal("0.4"))
        self.ledger = Ledger(self.file, self.budgets)

    @rule(hours=st.sampled_from([1, 13, 24, 24 * 20]))
    def wait(self, hours: int) -> None:
        self.now += hours * 3600

    @rule(target=runs, person=st.sampled_from(["anna", "ben"]), cost=st.none() | COSTS)
    def click(self, person: str, cost: Decimal | None) -> object:
        run = replace(new_run(person=person, at=self.now), expected=cost)
        expected = cost if cost is not None else Decimal("0.4") if self.dearest is None else self.dearest
        after = {kind: self.used(kind, person) + expected for kind in BudgetKind if kind is not BudgetKind.RUN}
        limits = {kind: limit for kind in after if (limit := self.budgets.of(kind)) is not None}
        is_dear = self.budgets.run is not None and expected > self.budgets.run
        is_over = expected > 0 and any(after[kind] > limit for kind, limit in limits.items())
        try:
            self.ledger.add(run, "process")
        except BudgetError:
            assert is_dear or is_over
            assert self.ledger.run(run.run_id) is None
            return multiple()
        assert not is_dear
        assert not is_over
        self.kept.append(Kept(run, expected, "process"))
        return self.kept[-1]

    @rule(kept=runs, cost=st.none() | COSTS, word=st.sampled_from(["succeeded", "failed", "cancelled"]))
    def end(self, kept: Kept, cost: Decimal | None, word: str) -> None:
        task = Task("t", TaskStatus(word), cost_actual=cost)
        if self.write(kept, replace(kept.run, status=RunStatus(word), task=task)) and cost is not None:
            kept.counts = cost
            if word == "succeeded":
                self.dearest = cost if self.dearest is None else max(self.dearest, cost)

    @rule(kept=runs)
    def refuse(self, kept: Kept) -> None:
        if self.write(kept, replace(kept.run, status=RunStatus.REFUSED)):
            kept.counts = Decimal(0)

    @rule(kept=runs, status=st.sampled_from([RunStatus.SENT, RunStatus.UNCONFIRMED, RunStatus.ABANDONED]))
    def doubt(self, kept: Kept, status: RunStatus) -> None:
        self.write(kept, replace(kept.run, status=status))

    @rule(kept=runs)
    def take_over(self, kept: Kept) -> None:
        """Its process died, or slept: another has it now, and what the first still writes counts for nothing."""
        if (
            kept.is_there
            and kept.process
            and self.ledger.processes.claim(kept.run.run_id, kept.run.status, "other", owner=kept.process)
        ):
            kept.run, kept.process = replace(kept.run, fence=kept.run.fence + 1), "other"
            late = replace(kept.run, status=RunStatus.REFUSED, fence=kept.run.fence - 1)
            assert self.ledger.save([LedgerWrite(late, "process", keeps_ownership=False)]) == (False,)

    @rule(kept=runs)
    def delete(self, kept: Kept) -> None:
        if not kept.is_there or not kept.run.status.is_terminal:
            return
        assert self.ledger.deletions.delete(None, [kept.run.run_id], self.now).deleted
        assert self.ledger.deletions.finalise_these([kept.run.run_id])
        assert self.ledger.deletions.remove(kept.run.run_id)
        kept.is_there = False
        alive = [one.run.price for one in self.kept if one.is_there and one.run.price is not None]
        self.dearest = max(alive, default=None)

    @invariant()
    def counters_are_the_sums_of_what_is_set_aside(self) -> None:
        assert self.ledger.budgets.differences() == {}
        for person in ("anna", "ben"):
            for stand in self.ledger.budgets.standings("test", person, self.now):
                assert Decimal(stand.used) / 10**6 == self.used(stand.kind, person)

    def used(self, kind: BudgetKind, person: str) -> Decimal:
        """What the test itself makes it."""

        def counted(kept: Kept) -> bool:
            then, now = (dt.datetime.fromtimestamp(at, dt.UTC).date() for at in (kept.run.created_at, self.now))
            same_month = (then.year, then.month) == (now.year, now.month)
            is_theirs = kept.run.person == person
            return {
                BudgetKind.ALL_MONTH: same_month,
                BudgetKind.PERSON_MONTH: same_month and is_theirs,
                BudgetKind.PERSON_DAY: then == now and is_theirs,
            }[kind]

        return sum((kept.counts for kept in self.kept if counted(kept)), Decimal(0))

    def write(self, kept: Kept, run: Run) -> bool:
        """Write how it stands, twice, as after a lost answer of the disk; False where that is not allowed to change."""
        if not kept.is_there or kept.run.status.is_terminal or kept.process is None:
            return False
        for _ in range(2):
            assert self.ledger.save([LedgerWrite(run, kept.process, keeps_ownership=True)]) == (True,)
        kept.run = run
        return True


Spending.TestCase.settings = settings(
    max_examples=25, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)
TestSpending = Spending.TestCase

"""The next cells of a batch become runs: each in the transaction that looks up whether it may."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, Connection, exists, func, or_, select, update

from playground.runs.batches.batch import CellState
from playground.runs.batches.budgets import problem_of
from playground.runs.batches.planning import run_of
from playground.runs.batches.tables import BATCHES, CELLS
from playground.runs.budgets.limits import BudgetSettings
from playground.runs.budgets.reserving import reserve
from playground.runs.changes import next_batch_change
from playground.runs.concurrency import ConcurrencyLimits, room_for
from playground.runs.masking import masked_body
from playground.runs.recovery import CLOCK_STEP, RESEND_WITHIN
from playground.runs.run import Run, RunStatus
from playground.runs.stored_bytes import stored_problem
from playground.runs.tables import PROCESSES, RUNS
from playground.runs.writes import add_run
from playground.tasks.problem import Charged, Problem, ProblemCode

HOLDING_CODES: Final = frozenset(
    {
        ProblemCode.KEY_REFUSED,
        ProblemCode.NO_CREDIT,
        ProblemCode.RATE_LIMIT,
        ProblemCode.NOT_REACHABLE,
        ProblemCode.STORAGE,
    }
)
"""A run that was refused so tells that the others would be, too: they are not sent until a person says so."""

_PROBLEM: Final = TypeAdapter(Problem | None)

_LEFT: Final = Problem(ProblemCode.CANCELLED, Charged.NO, params={"reason": "left"})
"""Nobody was there to send it for so long that a person is asked first."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What one look at a batch came to: the runs that are to be worked on, and whether more of it is to be sent."""

    runs: tuple[Run, ...] = ()
    is_open: bool = False


def send_next(
    connection: Connection,
    batch_id: str,
    process: str,
    limits: ConcurrencyLimits,
    budgets: BudgetSettings,
    *,
    person_bytes: int | None,
    now: float,
    most: int,
) -> Sent:
    """Give the next cells their runs, as far as there is room for that person, and budget: else the rest is held.

    Args:
        connection: in a transaction that writes.
        batch_id: which batch.
        process: who sends; nothing is done unless the batch is still its own, and its lease there.
        limits: how many runs may be at work.
        budgets: what may be spent.
        person_bytes: how much one person may keep.
        now: Unix seconds.
        most: how many more may come from the batch's address.
    """
    leased = select(PROCESSES.c.process).where(PROCESSES.c.process == process).exists()
    ours = (BATCHES.c.batch_id == batch_id, BATCHES.c.process == process, leased)
    batch = connection.execute(select(BATCHES).where(*ours).with_for_update()).mappings().first()
    if batch is None:
        return Sent()
    problem = _standing_in_the_way(connection, batch_id, batch["opened_at"])
    if problem := problem or stored_problem(connection, batch["person"], person_bytes):
        hold(connection, batch_id, problem)
        return Sent()
    room = min(most, room_for(connection, batch["person"], limits))
    keys = _next_keys(connection, batch_id, room) if room > 0 else ()
    runs: list[Run] = []
    for key in keys:
        run = _next_run(connection, batch, key, now)
        if refused := reserve(connection, budgets, run):
            hold(connection, batch_id, problem_of(refused, budgets))
            return Sent(tuple(runs))
        _give(connection, batch_id, run)
        add_run(connection, run, process)
        runs.append(run)
    planned = (CELLS.c.state == CellState.PLANNED.value, CELLS.c.batch_id == batch_id)
    is_open = connection.execute(select(CELLS.c.position).where(*planned).limit(1)).first() is not None
    if not is_open:
        _let_go(connection, batch_id)
    return Sent(tuple(runs), is_open)


def hold(connection: Connection, batch_id: str, problem: Problem) -> None:
    """Send nothing more of a batch until a person says so."""
    cells = update(CELLS).where(CELLS.c.batch_id == batch_id, CELLS.c.state == CellState.PLANNED.value)
    connection.execute(cells.values(state=CellState.HELD.value))
    written = json.dumps(_PROBLEM.dump_python(problem, mode="json"))
    values = {"problem": written, "changed": next_batch_change()}
    connection.execute(update(BATCHES).where(BATCHES.c.batch_id == batch_id).values(**values))
    _let_go(connection, batch_id)


def take_over(connection: Connection, process: str, now: float, serves: Callable[[str], bool]) -> Sequence[Any]:
    """Become the one who sends what nobody sends, but for what was left long ago: that waits for a person.

    Args:
        connection: in a transaction that writes; leases that lapsed are gone from it.
        process: who takes over.
        now: Unix seconds.
        serves: whether it can ask the service of that name.

    Returns:
        Ids and people of all batches that it sends now.
    """
    leases = connection.execute(select(PROCESSES.c.process)).scalars().all()
    if process not in leases:
        return ()
    mine = BATCHES.c.process == process
    connection.execute(update(BATCHES).where(mine).values(touched_at=now))
    orphaned = or_(BATCHES.c.process.is_(None), BATCHES.c.process.not_in(leases))
    waiting = BATCHES.c.batch_id.in_(select(CELLS.c.batch_id).where(CELLS.c.state == CellState.PLANNED.value))
    left = select(BATCHES.c.batch_id, BATCHES.c.service, BATCHES.c.touched_at).where(waiting, orphaned)
    for batch in connection.execute(left).all():
        if not serves(batch.service):
            continue
        if not -CLOCK_STEP <= now - batch.touched_at <= RESEND_WITHIN:
            hold(connection, batch.batch_id, _LEFT)
            continue
        taken = update(BATCHES).where(BATCHES.c.batch_id == batch.batch_id)
        connection.execute(taken.values(process=process, touched_at=now))
    return connection.execute(
        select(BATCHES.c.batch_id, BATCHES.c.person).where(mine).order_by(BATCHES.c.created_at)
    ).all()


def goes_on(connection: Connection, run_ids: Sequence[str], now: float) -> frozenset[str]:
    """Which of these runs, that a dead process never sent, are cells of a batch that goes on: they are sent now.

    A click on *Generate* whose run was never sent is told so instead: somebody was looking. A batch is planned work.
    """
    ended = CELLS.alias()
    ended_states = (CellState.STOPPED.value, CellState.HELD.value)
    is_stopped = exists().where(ended.c.batch_id == CELLS.c.batch_id, ended.c.state.in_(ended_states))
    recent = RUNS.c.created_at.between(now - RESEND_WITHIN, now + CLOCK_STEP)
    of_a_cell = select(CELLS.c.run_id).join(RUNS, RUNS.c.run_id == CELLS.c.run_id)
    wanted = of_a_cell.where(CELLS.c.run_id.in_(run_ids), recent, ~is_stopped)
    return frozenset(connection.execute(wanted).scalars()) if run_ids else frozenset()


def read_problem(text: str) -> Problem | None:
    """A problem as a row has it."""
    return _PROBLEM.validate_python(json.loads(text))


def mask_cells(connection: Connection, *conditions: ColumnElement[bool]) -> None:
    """Mask the secrets of cells that will not be sent from their rows any more."""
    where = (*conditions, CELLS.c.secrets != "[]", CELLS.c.is_masked.is_(False))
    rows = connection.execute(select(CELLS.c.batch_id, CELLS.c.position, CELLS.c.body, CELLS.c.secrets).where(*where))
    for row in rows.all():
        paths = tuple(tuple(path) for path in json.loads(row.secrets))
        masked = masked_body(row.body, paths)
        if masked != row.body:
            this = (CELLS.c.batch_id == row.batch_id, CELLS.c.position == row.position)
            connection.execute(update(CELLS).where(*this).values(body=masked, is_masked=True))


def _next_keys(connection: Connection, batch_id: str, room: int) -> Sequence[str]:
    planned = (CELLS.c.state == CellState.PLANNED.value, CELLS.c.batch_id == batch_id)
    keys = select(CELLS.c.key).where(*planned).group_by(CELLS.c.key)
    ordered = keys.order_by(func.min(CELLS.c.rank), func.min(CELLS.c.position)).limit(room)
    return connection.execute(ordered).scalars().all()


def _next_run(connection: Connection, batch: Mapping[Any, Any], key: str, now: float) -> Run:
    cells = (CELLS.c.batch_id == batch["batch_id"], CELLS.c.key == key)
    row = connection.execute(select(CELLS).where(*cells).order_by(CELLS.c.position).limit(1)).mappings().one()
    return run_of(row, batch, now)


def _give(connection: Connection, batch_id: str, run: Run) -> None:
    """The run is that of all cells that share its key."""
    cells = (CELLS.c.batch_id == batch_id, CELLS.c.key == run.key)
    connection.execute(update(CELLS).where(*cells).values(state=CellState.SENT.value, run_id=run.run_id))
    mask_cells(connection, *cells)


def _standing_in_the_way(connection: Connection, batch_id: str, opened_at: float) -> Problem | None:
    """Why the service refused a run of this batch, where it would refuse the next one too."""
    of_this = select(CELLS.c.run_id).where(CELLS.c.batch_id == batch_id, CELLS.c.run_id.is_not(None))
    is_refused = (RUNS.c.status == RunStatus.REFUSED.value, RUNS.c.created_at >= opened_at)
    for text in connection.execute(select(RUNS.c.problem).where(RUNS.c.run_id.in_(of_this), *is_refused)).scalars():
        problem = read_problem(text)
        if problem and problem.code in HOLDING_CODES:
            return problem
    return None


def _let_go(connection: Connection, batch_id: str) -> None:
    connection.execute(update(BATCHES).where(BATCHES.c.batch_id == batch_id).values(process=None))

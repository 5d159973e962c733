"""Which process owns a run. Always looked up in the database: a process may have slept since it last did."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    bindparam,
    delete,
    func,
    insert,
    not_,
    or_,
    select,
    update,
)

from playground.runs.changes import next_change
from playground.runs.databasetime import DatabaseTime
from playground.runs.replicas import Replica
from playground.runs.run import RunStatus
from playground.runs.tables import DELETED_COSTS, DELETIONS, PROCESSES, RUNS

LEASE_DURATION: Final = 30.0
"""Seconds after which a lease that was not renewed has lapsed, by the database's clock: no other tells of leases."""

_ACTIVE: Final = tuple(status.value for status in RunStatus if status.is_active)


_HAS_LEASE: Final = select(PROCESSES.c.process).where(PROCESSES.c.process == bindparam("owner")).exists()
_IS_GONE: Final = (
    select(DELETIONS.c.run_id).where(DELETIONS.c.run_id == bindparam("which"), DELETIONS.c.is_final.is_(True)).exists()
)
_OWNED: Final = select(RUNS.c.fence).where(
    RUNS.c.run_id == bindparam("which"),
    RUNS.c.process == bindparam("owner"),
    RUNS.c.fence == bindparam("held"),
    _HAS_LEASE,
    ~_IS_GONE,
)


_OF_TASK: Final = (
    select(RUNS.c.key)
    .where(RUNS.c.task_id == bindparam("task"), RUNS.c.service == bindparam("of"), RUNS.c.key != bindparam("ours"))
    .limit(1),
    select(DELETED_COSTS.c.number)
    .where(DELETED_COSTS.c.task_id == bindparam("task"), DELETED_COSTS.c.service == bindparam("of"))
    .limit(1),
)


class TakenOverError(Exception):
    """Another process works on the run now."""


@dataclass(frozen=True, slots=True)
class Lease:
    """A process that works on the ledger.

    Attributes:
        process: its name in the ledger, a UUID.
        machine: where it runs.
        pid: what the operating system calls it there.
    """

    process: str
    machine: str
    pid: int


@dataclass(frozen=True, slots=True)
class Ownership:
    """A process's claim to a run.

    Attributes:
        run_id: which run.
        process: whose it is.
        fence: the run's number of owners so far; what an earlier owner still writes has an older number and is dropped.
    """

    run_id: str
    process: str
    fence: int


def is_owned(connection: Connection, ownership: Ownership) -> bool:
    """Whether the process still owns the run and still has a lease; nobody owns a run that is being removed."""
    given = {"which": ownership.run_id, "owner": ownership.process, "held": ownership.fence}
    return connection.execute(_OWNED, given).first() is not None


def fresh_seconds() -> float:
    """For how long at least a lease holds that was fresh, or has just been renewed."""
    return LEASE_DURATION / 2


def has_fresh_lease(connection: Connection, process: str) -> bool:
    """Whether a process's lease holds for `fresh_seconds` yet."""
    age = DatabaseTime() - PROCESSES.c.renewed_at
    fresh = (PROCESSES.c.process == process, age >= 0, age < LEASE_DURATION - fresh_seconds())
    return connection.execute(select(PROCESSES.c.process).where(*fresh)).first() is not None


def alive(connection: Connection, is_gone: Callable[[Lease], bool]) -> list[Lease]:
    """The leases of processes that have not ended, as far as anybody knows."""
    return [lease for lease in _in_time(connection) if not is_gone(lease)]


def register(connection: Connection, lease: Lease, replica: Replica | None) -> None:
    """Take out a lease."""
    values = {"process": lease.process, "machine": lease.machine, "pid": lease.pid}
    told = replica.as_row() if replica else {}
    times = {"renewed_at": DatabaseTime(), "started_at": DatabaseTime()}
    connection.execute(insert(PROCESSES).values(**values, **told, **times))


def others_at_work(
    connection: Connection, process: str, is_gone: Callable[[Lease], bool], *, on_file: bool
) -> list[Replica]:
    """What other processes, that have not ended, told of themselves."""
    rows = connection.execute(select(PROCESSES).where(_is_in_time(), PROCESSES.c.process != process)).all()
    alive = [row for row in rows if row.boot and not is_gone(Lease(row.process, row.machine, row.pid))]
    return [Replica.from_row(row, on_file=on_file) for row in alive]


def live_processes() -> Select[int]:
    """How many processes have a lease that has not lapsed."""
    return select(func.count()).select_from(PROCESSES).where(_is_in_time())


def renew(connection: Connection, process: str) -> bool:
    """Renew a lease; False where there is none."""
    mine = update(PROCESSES).where(PROCESSES.c.process == process).values(renewed_at=DatabaseTime())
    return connection.execute(mine).rowcount == 1


def owned(connection: Connection, process: str) -> frozenset[str]:
    """The runs, by id, that are a process's."""
    return frozenset(connection.execute(select(RUNS.c.run_id).where(RUNS.c.process == process)).scalars())


def disown(connection: Connection, process: str, run_ids: Collection[str]) -> None:
    """Make runs of a process nobody's."""
    _transfer(connection, None, RUNS.c.process == process, RUNS.c.run_id.in_(run_ids))


def is_task_of_another_run(connection: Connection, service: str, task_id: str, key: str) -> bool:
    """Whether the ledger has, or had, a task of that service under another key."""
    given = {"task": task_id, "of": service, "ours": key}
    return any(connection.execute(one, given).first() is not None for one in _OF_TASK)


def orphans(connection: Connection, is_gone: Callable[[Lease], bool]) -> frozenset[str]:
    """The runs, by id, that need work and that nobody alive works on; the arguments are those of `take_over`."""
    alive = [lease.process for lease in _in_time(connection) if not is_gone(lease)]
    orphaned = or_(RUNS.c.process.is_(None), RUNS.c.process.not_in(alive))
    return frozenset(connection.execute(select(RUNS.c.run_id).where(orphaned, RUNS.c.status.in_(_ACTIVE))).scalars())


def take_over(
    connection: Connection,
    process: str,
    is_gone: Callable[[Lease], bool],
    serves: Callable[[str], bool],
) -> Sequence[Mapping[Any, Any]]:
    """Make the runs of lapsed processes those of `process`, see `Processes.take_over`; their rows as they were."""
    gone = [lease.process for lease in _in_time(connection) if lease.process != process and is_gone(lease)]
    # Looked up by the statement that removes: a lease may be renewed at this moment.
    is_over = or_(PROCESSES.c.process.in_(gone), not_(_is_in_time()))
    connection.execute(delete(PROCESSES).where(PROCESSES.c.process != process, is_over))
    alive = [process, *connection.execute(select(PROCESSES.c.process)).scalars()]
    owners = connection.execute(select(RUNS.c.process).where(RUNS.c.process > "").distinct()).scalars()
    left = [owner for owner in owners if owner not in alive]
    is_left = RUNS.c.process.in_(left)
    is_active = RUNS.c.status.in_(_ACTIVE)
    # A run that has succeeded and is still somebody's lacks results, which are fetched further.
    is_fetched = RUNS.c.status == RunStatus.SUCCEEDED.value
    # Apart, so that each is answered from an index: a ledger has many runs, and few of them are work.
    found = [_transfer_work(connection, process, serves, is_active, or_(RUNS.c.process.is_(None), is_left))]
    if left:
        found.append(_transfer_work(connection, process, serves, is_fetched, is_left))
        _transfer(connection, None, is_left, not_(is_fetched))
    return sorted((row for rows in found for row in rows), key=lambda row: row["created_at"])


def _transfer_work(
    connection: Connection, process: str, serves: Callable[[str], bool], *conditions: ColumnElement[bool]
) -> Sequence[Mapping[Any, Any]]:
    named = connection.execute(select(RUNS.c.service).where(*conditions).distinct()).scalars()
    ours = [name for name in named if serves(name)]
    if not ours:  # as nearly always
        return ()
    is_ours = RUNS.c.service.in_(ours)
    rows = connection.execute(select(RUNS).where(*conditions, is_ours).with_for_update()).mappings().all()
    _transfer(connection, process, *conditions, is_ours)
    return rows


def _in_time(connection: Connection) -> list[Lease]:
    return [Lease(*row) for row in connection.execute(_IN_TIME)]


def _is_in_time() -> ColumnElement[bool]:
    """Whether a lease has not lapsed. One far in the future, as after a clock was set back, has."""
    age = DatabaseTime() - PROCESSES.c.renewed_at
    return and_(age > -LEASE_DURATION, age < LEASE_DURATION)


_IN_TIME: Final = select(PROCESSES.c.process, PROCESSES.c.machine, PROCESSES.c.pid).where(_is_in_time())


def _transfer(connection: Connection, process: str | None, *conditions: ColumnElement[bool]) -> None:
    counted = {"revision": RUNS.c.revision + 1, "fence": RUNS.c.fence + 1, "changed": next_change()}
    connection.execute(update(RUNS).where(*conditions).values(process=process, **counted))

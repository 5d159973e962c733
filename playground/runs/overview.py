"""All runs at a glance, without what anybody wrote: how many are in which state, and which wait for a person."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, func, select

from playground.runs.database import Database
from playground.runs.databasetime import DatabaseTime
from playground.runs.run import RunStatus
from playground.runs.tables import HISTORY, PROCESSES, RUNS

_OPEN: Final = tuple(one.value for one in RunStatus if not one.is_terminal)
_ACTIVE: Final = tuple(one.value for one in RunStatus if one.is_active)
_PAUSED: Final = '%"notice.paused_key"%'


@dataclass(frozen=True, slots=True)
class RunAtAGlance:
    """What is told of a run to whoever it is not.

    Attributes:
        run_id: which.
        person: whose it is.
        model: slug.
        service: as `Run.service`.
        status: as `Run.status`.
        created_at: Unix seconds.
        cost: what the service charged; None is unknown.
        why: for what it waits: `unconfirmed`, `key` or `service`; empty where it is not known to need anybody.
        prompt: empty unless it was asked for.
    """

    run_id: str
    person: str
    model: str
    service: str
    status: RunStatus
    created_at: float
    cost: Decimal | None
    why: str = ""
    prompt: str = ""


@dataclass(frozen=True, slots=True)
class ReplicaAtWork:
    """A process on the ledger.

    Attributes:
        host: the name of its machine.
        pid: what the operating system calls it there.
        version: of the program; empty where it did not tell.
        started_at: Unix seconds; 0 where it did not tell.
        seen_ago: seconds since it last renewed its lease, by the database's clock.
        runs: how many it works on.
    """

    host: str
    pid: int
    version: str
    started_at: float
    seen_ago: float
    runs: int


class Overview:
    """Calls block and raise `StorageError`; they may come from any thread.

    Args:
        database: the ledger's.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def counts(self, since: float) -> Mapping[RunStatus, int]:
        """How many runs are in each state: of those that have ended, the ones asked for since then (Unix seconds)."""
        recent = select(RUNS.c.status, func.count()).where(RUNS.c.created_at >= since).group_by(RUNS.c.status)
        still_open = select(RUNS.c.status, func.count()).where(RUNS.c.status.in_(_OPEN)).group_by(RUNS.c.status)
        with self._database.reading() as connection:
            found = {status: count for status, count in connection.execute(recent) if status not in _OPEN}
            found |= {row.status: row[1] for row in connection.execute(still_open)}
        return {RunStatus(status): count for status, count in found.items()}

    def newest(
        self, states: Collection[RunStatus], since: float, limit: int, *, with_prompts: bool
    ) -> tuple[RunAtAGlance, ...]:
        """The newest runs in some states, the newest first; those that have ended as `counts` counts them."""
        which: list[ColumnElement[bool]] = [RUNS.c.status.in_([one.value for one in states])]
        if all(one.is_terminal for one in states):
            which.append(RUNS.c.created_at >= since)
        return self._found(_runs(with_prompts=with_prompts).where(*which).limit(limit), "")

    def waiting(self, service: str, limit: int, *, with_prompts: bool) -> tuple[RunAtAGlance, ...]:
        """Runs that go on only with a person: not confirmed, the key refused, or made for a service not served here.

        Args:
            service: the present one.
            limit: of each kind.
            with_prompts: whether their prompts are told.
        """
        is_active = RUNS.c.status.in_(_ACTIVE)
        kinds: dict[str, ColumnElement[bool]] = {
            "unconfirmed": RUNS.c.status == RunStatus.UNCONFIRMED.value,
            "key": and_(is_active, RUNS.c.service == service, RUNS.c.notice.like(_PAUSED)),
            "service": and_(is_active, RUNS.c.service != service),
        }
        runs = _runs(with_prompts=with_prompts).limit(limit)
        return tuple(run for why, which in kinds.items() for run in self._found(runs.where(which), why))

    def replicas(self) -> tuple[ReplicaAtWork, ...]:
        """The processes that have a lease, the oldest first."""
        runs = select(func.count()).where(RUNS.c.process == PROCESSES.c.process).correlate(PROCESSES).scalar_subquery()
        columns = (*PROCESSES.c, runs.label("runs"), (DatabaseTime() - PROCESSES.c.renewed_at).label("ago"))
        with self._database.reading() as connection:
            rows = connection.execute(select(*columns).order_by(PROCESSES.c.started_at)).all()
        return tuple(
            ReplicaAtWork(row.host or row.machine, row.pid, row.version, row.started_at, max(0.0, row.ago), row.runs)
            for row in rows
        )

    def _found(self, statement: Select[Any], why: str) -> tuple[RunAtAGlance, ...]:
        with self._database.reading() as connection:
            rows = connection.execute(statement).all()
        return tuple(
            RunAtAGlance(
                row.run_id,
                row.person,
                row.model,
                row.service,
                RunStatus(row.status),
                row.created_at,
                None if row.cost_actual is None else Decimal(row.cost_actual),
                why,
                getattr(row, "prompt", None) or "",
            )
            for row in rows
        )


def _runs(*, with_prompts: bool) -> Select[Any]:
    """Runs without what anybody wrote; their prompts, which stand elsewhere, only where they are asked for."""
    columns = (RUNS.c.run_id, RUNS.c.person, RUNS.c.model, RUNS.c.service, RUNS.c.status, RUNS.c.created_at)
    ordered = select(*columns, RUNS.c.cost_actual).order_by(RUNS.c.created_at.desc(), RUNS.c.run_id)
    if not with_prompts:
        return ordered
    return ordered.add_columns(HISTORY.c.prompt).outerjoin(HISTORY, HISTORY.c.run_id == RUNS.c.run_id)

"""Changes of runs and batches, numbered for each person: whether anything changed is told by the last few."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import (
    CTE,
    BigInteger,
    BindParameter,
    Connection,
    FromClause,
    ScalarSelect,
    Select,
    bindparam,
    cast,
    func,
    or_,
    select,
)

from playground.runs.batches.tables import BATCHES
from playground.runs.jsonlist import LISTED
from playground.runs.tables import DELETIONS, RUNS

_LOOKED_AT: Final = 20
"""The last changes that are looked at. Where two programs may write at once they may take the same number."""
_RUNS: Final = RUNS.alias()
_BATCHES: Final = BATCHES.alias()
_REVISIONS: Final = 2**20
"""More than a run has changes: its number and theirs are told as one."""


def next_change() -> ScalarSelect[int]:
    """The number of a change, within the statement that updates a run."""
    return _next(_RUNS).where(_RUNS.c.person == RUNS.c.person).correlate(RUNS).scalar_subquery()


def first_change(person: BindParameter[str]) -> ScalarSelect[int]:
    """The number of a change, within the statement that inserts a run of that person."""
    return _next(_RUNS).where(_RUNS.c.person == person).scalar_subquery()


def next_batch_change() -> ScalarSelect[int]:
    """The number of a change, within the statement that updates a batch."""
    return _next(_BATCHES).where(_BATCHES.c.person == BATCHES.c.person).correlate(BATCHES).scalar_subquery()


def _next(others: FromClause) -> Select[int]:
    return select(func.coalesce(func.max(others.c.changed), 0) + 1)


def pulses(connection: Connection, people: Collection[str], process: str) -> dict[str, tuple[int, ...]]:
    """As `Ledger.pulse`: one statement for all of them, since each open page asks once a second."""
    given = {"list": json.dumps(list(people)), "process": process}
    found = connection.execute(_PULSES[connection.dialect.name], given).all()
    return {
        person: (runs or 0, deletions, batches or 0)
        for person, runs, deletions, batches in found
        if runs is not None or batches is not None
    }


def _pulse_of_runs(asked: CTE) -> ScalarSelect[int]:
    last = (
        select(RUNS.c.changed, RUNS.c.revision)
        .where(RUNS.c.person == asked.c.item, or_(RUNS.c.process.is_(None), RUNS.c.process != bindparam("process")))
        .order_by(RUNS.c.changed.desc())
        .limit(_LOOKED_AT)
        .correlate(asked)
        .subquery()
    )
    both = cast(last.c.changed, BigInteger) * _REVISIONS + last.c.revision
    return select(cast(func.sum(both), BigInteger)).scalar_subquery()


def _count_of_deletions(asked: CTE) -> ScalarSelect[int]:
    """Few: each is there for some seconds."""
    return select(func.count()).select_from(DELETIONS).where(DELETIONS.c.person == asked.c.item).scalar_subquery()


def _pulse_of_batches(asked: CTE) -> ScalarSelect[int]:
    """What people did with batches: who did it here, was told at once, and is only told once more."""
    last = (
        select(BATCHES.c.changed)
        .where(BATCHES.c.person == asked.c.item, BATCHES.c.changed > 0)
        .order_by(BATCHES.c.changed.desc())
        .limit(_LOOKED_AT)
        .correlate(asked)
        .subquery()
    )
    return select(cast(func.sum(last.c.changed), BigInteger)).scalar_subquery()


_PULSES: Final[Mapping[str, Select[Any]]] = MappingProxyType(
    {
        dialect: select(asked.c.item, _pulse_of_runs(asked), _count_of_deletions(asked), _pulse_of_batches(asked))
        for dialect, asked in LISTED.items()
    }
)

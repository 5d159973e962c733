"""Batches as a list shows them: what they are called, how far they are, what they cost, and the first of their runs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, and_, func, literal_column, or_, select

from playground.runs.batches.batch import BatchKind, CellState
from playground.runs.batches.damage import earlier_in, plan_in
from playground.runs.batches.tables import BATCHES, CELLS
from playground.runs.deletions import is_not_deleted
from playground.runs.history import HistoryFilter
from playground.runs.run import RunStatus
from playground.runs.searchtext import words_in
from playground.runs.tables import HISTORY, RUNS

_LOOKED_AT: Final = 2_000
"""Batches of a person that are looked at for one page."""

_COVERS: Final = 8
"""Runs of a batch that may be shown for it."""

_ACTIVE: Final = tuple(status.value for status in RunStatus if status.is_active)
_AT_WORK: Final = frozenset({"submitting", "queued", "processing"})
_NEWEST_FIRST: Final = (BATCHES.c.created_at.desc(), BATCHES.c.batch_id.desc())
_HEAD: Final = tuple(BATCHES.c[name] for name in ("batch_id", "kind", "service", "created_at", "plan", "problem"))


@dataclass(frozen=True, slots=True)
class BatchHead:
    """What a list says of a batch.

    Attributes:
        batch_id: its id.
        kind: what was asked for.
        service: where it is sent.
        created_at: Unix seconds.
        plan: as it was given.
        words: how many of its cells say which word (`Cell.word`).
        models: slugs of its cells.
        cost: what is known to have been charged for its runs, those that were tried again among them.
        unknown: of how many that succeeded it is not known what they cost.
        has_problem: whether something is wrong with one of its runs.
        media: what came of its runs, as far as anything did.
        run_ids: of those of its cells that are sent first, some.
    """

    batch_id: str
    kind: BatchKind
    service: str
    created_at: float
    plan: Mapping[str, Any]
    words: Mapping[str, int]
    models: tuple[str, ...]
    cost: Decimal
    unknown: int
    has_problem: bool
    media: frozenset[str]
    run_ids: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        """How many cells it has."""
        return sum(self.words.values())

    @property
    def done(self) -> int:
        """How many of them have succeeded."""
        return self.words.get("succeeded", 0)

    @property
    def is_at_work(self) -> bool:
        """Whether more will come of it by itself."""
        return any(word in _AT_WORK or word == CellState.PLANNED for word in self.words)


def found(connection: Connection, wanted: HistoryFilter, most: int) -> tuple[BatchHead, ...]:
    """The person's batches that fit a filter of the history, the newest first, at most so many.

    A batch is in the states of its cells, and costs what all of them do. What is said of single runs (a favourite, a
    rating, tags) is said of no batch: who asks for that finds none.
    """
    if wanted.is_favourite or wanted.min_rating is not None or wanted.tags:
        return ()
    statement = select(*_HEAD).where(*_conditions(wanted)).order_by(*_NEWEST_FIRST)
    heads: list[BatchHead] = []
    for start in range(0, _LOOKED_AT, most):
        rows = connection.execute(statement.offset(start).limit(most)).all()
        heads += (head for head in heads_of(connection, rows) if _fits(head, wanted))
        if len(heads) >= most or len(rows) < most:
            break
    return tuple(heads[:most])


def unfinished(connection: Connection, person: str, most: int) -> tuple[BatchHead, ...]:
    """The person's batches that are at work or wait for somebody, the newest first."""
    of_the_person = (BATCHES.c.person == person, BATCHES.c.deleted_at.is_(None))
    has_a_problem = BATCHES.c.problem != literal_column("'null'")  # in these words an index answers it
    is_unfinished = or_(BATCHES.c.process.is_not(None), has_a_problem)
    waiting = select(BATCHES.c.batch_id).where(BATCHES.c.person == person, is_unfinished)
    at_work = (
        select(CELLS.c.batch_id)
        .join(RUNS, RUNS.c.run_id == CELLS.c.run_id)
        .where(RUNS.c.person == person, RUNS.c.status.in_(_ACTIVE))
    )
    ids = {*connection.execute(waiting).scalars(), *connection.execute(at_work).scalars()}
    these = select(*_HEAD).where(*of_the_person, BATCHES.c.batch_id.in_(ids))
    return heads_of(connection, connection.execute(these.order_by(*_NEWEST_FIRST).limit(most)).all())


def heads_of(connection: Connection, rows: Sequence[Any]) -> tuple[BatchHead, ...]:
    """Rows of batches with what their cells tell."""
    ids = [row.batch_id for row in rows]
    told = {batch_id: _Told() for batch_id in ids}
    for cell in connection.execute(_counted(ids)):
        told[cell.batch_id].count(cell)
    for batch_id, cost in _earlier_costs(connection, ids):
        told[batch_id].cost += cost
    covers: dict[str, dict[str, None]] = {batch_id: {} for batch_id in ids}
    for cell in connection.execute(_first(ids)):
        covers[cell.batch_id][cell.run_id] = None
    return tuple(
        BatchHead(
            batch_id=row.batch_id,
            kind=BatchKind(row.kind),
            service=row.service,
            created_at=row.created_at,
            plan=plan_in(row.plan, row.batch_id),
            words=told[row.batch_id].words,
            models=tuple(told[row.batch_id].models),
            cost=told[row.batch_id].cost,
            unknown=told[row.batch_id].unknown,
            has_problem=told[row.batch_id].has_problem or row.problem != "null",
            media=frozenset(told[row.batch_id].media),
            run_ids=tuple(covers[row.batch_id])[:_COVERS],
        )
        for row in rows
    )


class _Told:
    """What the cells of one batch come to."""

    __slots__ = ("cost", "has_problem", "media", "models", "unknown", "words")

    def __init__(self) -> None:
        self.words: dict[str, int] = {}
        self.models: dict[str, None] = {}
        self.media: set[str] = set()
        self.cost = Decimal(0)
        self.unknown = 0
        self.has_problem = False

    def count(self, row: Row[Any]) -> None:
        """Take in cells that stand alike; `keys` of them are paid, the others share their runs."""
        word = (row.word or "gone") if row.state == CellState.SENT.value else row.state
        self.words[word] = self.words.get(word, 0) + row.cells
        self.models[row.model] = None
        self.has_problem = self.has_problem or bool(row.has_problem)
        if row.media:
            self.media.add(row.media)
        if row.charged is not None:
            self.cost += Decimal(row.charged) * row.keys
        elif word == "succeeded":
            self.unknown += row.keys


def _conditions(wanted: HistoryFilter) -> Iterator[ColumnElement[bool]]:
    yield BATCHES.c.deleted_at.is_(None)
    if wanted.person is not None:
        yield BATCHES.c.person == wanted.person
    if wanted.since is not None:
        yield BATCHES.c.created_at >= wanted.since
    if wanted.until is not None:
        yield BATCHES.c.created_at < wanted.until
    for word in words_in(wanted.search):
        yield BATCHES.c.text.contains(word, autoescape=True)
    if wanted.model is not None:
        yield (
            select(CELLS.c.model).where(CELLS.c.batch_id == BATCHES.c.batch_id, CELLS.c.model == wanted.model).exists()
        )


def _fits(head: BatchHead, wanted: HistoryFilter) -> bool:
    planned = {"submitting"} if CellState.PLANNED in head.words else set()
    media = head.media or ({wanted.media} if wanted.media_models & set(head.models) else frozenset())
    return (
        (not wanted.words or bool(wanted.words & {*head.words, *planned}))
        and (not wanted.has_problem or head.has_problem)
        and (wanted.cost_over is None or head.cost > Decimal(str(wanted.cost_over)))
        and (wanted.media is None or wanted.media in media)
    )


def _counted(ids: Iterable[str]) -> Any:
    alike = (
        *(CELLS.c.batch_id, CELLS.c.state, CELLS.c.model),
        *(HISTORY.c.word, HISTORY.c.charged, HISTORY.c.has_problem, HISTORY.c.media),
    )
    numbers = (func.count().label("cells"), func.count(CELLS.c.key.distinct()).label("keys"))
    joined = and_(HISTORY.c.run_id == CELLS.c.run_id, is_not_deleted(HISTORY.c.run_id))
    cells = select(*alike, *numbers).select_from(CELLS).outerjoin(HISTORY, joined)
    return cells.where(CELLS.c.batch_id.in_(ids)).group_by(*alike)


def _first(ids: Iterable[str]) -> Any:
    sent = select(CELLS.c.batch_id, CELLS.c.run_id).where(CELLS.c.batch_id.in_(ids), CELLS.c.run_id.is_not(None))
    return sent.order_by(CELLS.c.rank, CELLS.c.position)


def _earlier_costs(connection: Connection, ids: Iterable[str]) -> list[tuple[str, Decimal]]:
    """What runs cost that were tried again, by batch."""
    columns = (CELLS.c.batch_id, CELLS.c.key, CELLS.c.earlier)
    again = select(*columns).where(CELLS.c.batch_id.in_(ids), CELLS.c.earlier != "[]").distinct()
    rows = connection.execute(again).all()
    batches = {run_id: row.batch_id for row in rows for run_id in earlier_in(row.earlier, row.batch_id)}
    told = select(HISTORY.c.run_id, HISTORY.c.charged)
    told = told.where(HISTORY.c.run_id.in_(batches), HISTORY.c.charged.is_not(None))
    charged = connection.execute(told).all() if batches else []
    return [(batches[row.run_id], Decimal(row.charged)) for row in charged]

"""A batch and its cells: what is asked for, and how it stands."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from playground.jsontext import to_json_bytes
from playground.runs.deduplication import DeduplicationKey
from playground.runs.request import ModelRequest
from playground.tasks.problem import Problem


class BatchKind(StrEnum):
    """What a person asked for."""

    VARIATIONS = "variations"
    LIST = "list"
    GRID = "grid"


class CellState(StrEnum):
    """Where a cell stands, before and after it has a run."""

    PLANNED = "planned"
    """It is sent as soon as there is room."""
    HELD = "held"
    """Something stands in the way of all of them; a person says when to go on."""
    STOPPED = "stopped"
    """A person does not want it any more: it was never sent."""
    SENT = "sent"
    """It has a run, which tells the rest."""


RETRIED_WORDS = frozenset({"failed", "refused", "cancelled", CellState.HELD.value, CellState.STOPPED.value})
"""Cells that say so are holes: a person may ask for them again. What may have been charged is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CellRequest(ModelRequest):
    """What one cell asks for.

    Attributes:
        rank: those of lower rank are sent first.
        labels: any JSON that tells this cell from the others, for whoever shows it.
    """

    rank: int = 0
    labels: Any = None


@dataclass(frozen=True, slots=True)
class BatchRequest:
    """What one click asks for; cells have the positions that they have here.

    Attributes:
        person: whose it is.
        page: which page asks, as in `RunRequest`.
        kind: what was asked for.
        cells: at least one.
        asked: any JSON that is the same for both clicks of a double click, also where seeds are drawn by chance.
        plan: any JSON object that whoever shows the batch wants back, such as the axes of a grid.
        shares_runs: whether identical cells are one run, paid once and shown in each; else each is a run of its own.
        origin: the address that it came from; not kept.
        clicked_at: Unix seconds at which the click reached this machine; None counts from when it is begun.
        click: as in `RunRequest`.
        own_key: as in `RunRequest`.
    """

    person: str
    page: str
    kind: BatchKind
    cells: tuple[CellRequest, ...]
    asked: Any
    plan: Mapping[str, Any] = field(default_factory=dict)
    shares_runs: bool = True
    origin: str = ""
    clicked_at: float | None = None
    click: str = ""
    own_key: str | None = None

    def deduplication_key(self, now: float) -> DeduplicationKey:
        """What two clicks share that count as one; `now`, in Unix seconds, is for a request that does not say when."""
        asked = to_json_bytes(["batch", self.person, self.page, self.kind.value, self.asked])
        clicked_at = now if self.clicked_at is None else self.clicked_at
        return DeduplicationKey(hashlib.sha256(asked).hexdigest(), clicked_at, self.click)


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as it stands; what it asked for is its run's, once it has one.

    Attributes:
        position: from 0, in the order in which they were asked for.
        rank: those of lower rank are sent first.
        labels: as they were given.
        model: slug.
        word: its state's, or once it is sent that of its run (`Run.word`); `gone` where that run was deleted.
        key: of the run that it is or will be; cells that share a run share it.
        run_id: its run; None while there is none.
        has_problem: whether something is wrong with its run.
        expected: what the page said it would cost.
        cost: what the service charged; None is unknown.
        earlier: the runs that it had before it was tried again.
        earlier_cost: what is known to have been charged for those.
    """

    position: int
    rank: int
    labels: Any
    model: str
    word: str
    key: str
    run_id: str | None = None
    has_problem: bool = False
    expected: Decimal | None = None
    cost: Decimal | None = None
    earlier: tuple[str, ...] = ()
    earlier_cost: Decimal = Decimal(0)

    @property
    def is_hole(self) -> bool:
        """Whether it has no result, will have none by itself, and was certainly not left in doubt."""
        return self.word in RETRIED_WORDS


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch as it stands.

    Attributes:
        batch_id: ours, unguessable.
        person: whose it is.
        kind: what was asked for.
        created_at: Unix seconds.
        plan: as it was given.
        problem: why the rest is held back; None while nothing is.
        cells: by their position.
        service: where all of it is sent.
    """

    batch_id: str
    person: str
    kind: BatchKind
    created_at: float
    plan: Mapping[str, Any]
    problem: Problem | None
    cells: tuple[Cell, ...]
    service: str = ""

    def count(self, *words: str) -> int:
        """How many cells say one of `words`."""
        return sum(cell.word in words for cell in self.cells)

    @property
    def run_ids(self) -> tuple[str, ...]:
        """The runs of its cells, each once, by the first position that shows it."""
        return tuple(dict.fromkeys(cell.run_id for cell in self.cells if cell.run_id))

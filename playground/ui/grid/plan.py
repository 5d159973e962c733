"""The plan of a grid: its cells with what each sends, costs and takes, and what is wrong with which value."""

from __future__ import annotations

import hashlib
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from playground.form import Path
from playground.ui.cells import with_changes
from playground.ui.estimates import shape_of
from playground.ui.grid.axes import Axis
from playground.ui.grid.bases import Base

Mark = tuple[int, int]
"""A value of an axis, by their numbers."""


@dataclass(frozen=True, slots=True)
class GridCell:
    """One combination.

    Attributes:
        at: the number of its value on each axis.
        base: what it begins with.
        changes: its own values, by their paths in the payload.
        key: what cells have in common that are the same request.
        rank: those of lower rank are sent first.
        expected: what it will cost; None is unknown.
        seconds: that it will take; None is unknown.
    """

    at: tuple[int, ...]
    base: Base
    changes: Mapping[Path, Any]
    key: Hashable
    rank: int
    expected: Decimal | None = None
    seconds: float | None = None

    @property
    def payload(self) -> Any:
        """As the form would hold it."""
        return with_changes(self.base.payload, self.changes)


@dataclass(frozen=True, slots=True)
class GridPlan:
    """What a grid comes to.

    Attributes:
        axes: as they were read.
        cells: by position, the first axis changing first; none while an axis has no values.
        issues: what is wrong with all of it, in words.
        marks: what is wrong with a value of an axis, in words.
        left_out: what models do not have of what is varied, in words.
    """

    axes: tuple[Axis, ...]
    cells: tuple[GridCell, ...] = ()
    issues: tuple[str, ...] = ()
    marks: Mapping[Mark, tuple[str, ...]] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()

    @property
    def runs(self) -> dict[Hashable, GridCell]:
        """One cell for each request: cells that are the same one are paid once."""
        return {cell.key: cell for cell in reversed(self.cells)}

    @property
    def digest(self) -> str:
        """Names what would be sent: it is another one where a preset or another model's file has changed meanwhile."""
        keys = [cell.key for cell in self.cells]
        return hashlib.sha256(repr(keys).encode("utf-8", "backslashreplace")).hexdigest()[:32]

    @property
    def is_ready(self) -> bool:
        """Whether all of it may be sent."""
        return bool(self.cells) and not self.issues and not self.marks and not any(axis.issues for axis in self.axes)

    @property
    def pictures(self) -> int:
        """How many results the cells show together."""
        return sum(_shape_count(cell) for cell in self.cells)

    @property
    def cost(self) -> tuple[Decimal, int]:
        """What is known of the costs of all runs, together, and of how many runs none is known."""
        costs = [cell.expected for cell in self.runs.values()]
        return sum((cost for cost in costs if cost is not None), Decimal(0)), costs.count(None)

    def seconds(self, at_once: int) -> float | None:
        """How long all of it takes where so many runs are at work at once; None where nothing is known.

        What is unknown is taken to last as long as the others do on average.
        """
        known = [cell.seconds for cell in self.runs.values() if cell.seconds is not None]
        if not known:
            return None
        average = sum(known) / len(known)
        return max(*known, average * len(self.runs) / min(at_once, len(self.runs)), 0.0)


def _shape_count(cell: GridCell) -> int:
    payload = cell.payload
    return shape_of(payload if isinstance(payload, Mapping) else {}, cell.base.model.media).count

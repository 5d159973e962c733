"""How `playground grid` shows what it comes to and how its cells stand: as JSON lines, or as lines of text."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Mapping
from typing import Any, Protocol

from rich.markup import escape

from playground.cli.money import Money
from playground.cli.output import LANGUAGE, console, print_json, translated
from playground.cli.progress import PlainPrinter
from playground.cli.progress_lines import ProgressLine
from playground.runs.batches.batch import Batch, Cell
from playground.ui.grid.plan import GridPlan
from playground.ui.grid.words import cost_words, same_words, sentence, time_words
from playground.wiring import Parts


class GridPrinter(Protocol):
    """Shows each change."""

    @property
    def at(self) -> float:
        """Seconds since the command started."""

    def plan(self, plan: GridPlan, parts: Parts) -> None:
        """What it comes to; nothing was sent yet."""

    def begun(self, batch: Batch) -> None:
        """It has begun."""

    def line(self, line: ProgressLine, cell: Cell | None) -> None:
        """A cell has moved on; None is about all of it."""

    def ended(self, batch: Batch) -> None:
        """All cells have ended."""


@dataclasses.dataclass(frozen=True, slots=True)
class JsonGridPrinter:
    """One object a line; `began` is on the monotonic clock.

    The first has what it comes to, the second the grid's id; each further one is a line of `playground run` with the
    number of its `cell` and its `values`.
    """

    began: float

    @property
    def at(self) -> float:
        """Seconds since the command started."""
        return round(time.monotonic() - self.began, 3)

    def plan(self, plan: GridPlan, parts: Parts) -> None:
        """Print it."""
        total, unknown = plan.cost
        runs = len(plan.runs)
        print_json(
            {
                "at": self.at,
                "status": "planned",
                "cells": len(plan.cells),
                "runs": runs,
                "cost_estimate": None if unknown == runs else total,
                "without_estimate": unknown,
                "seconds": plan.seconds(parts.runner.batches.most_at_work),
                "said": sentence(plan, "en"),
            }
        )

    def begun(self, batch: Batch) -> None:
        """Print it."""
        print_json({"at": self.at, "status": "begun", "grid": batch.batch_id})

    def line(self, line: ProgressLine, cell: Cell | None) -> None:
        """Print it."""
        own = {} if cell is None else {"cell": cell.position + 1, "values": _values(cell)}
        print_json({**dataclasses.asdict(line), **own})

    def ended(self, batch: Batch) -> None:
        """Print how many cells stand how."""
        words = dict.fromkeys(cell.word for cell in batch.cells)
        counts = {word: batch.count(word) for word in words}
        print_json({"at": self.at, "status": "ended", "grid": batch.batch_id, "cells": counts})


@dataclasses.dataclass(frozen=True, slots=True)
class PlainGridPrinter:
    """A line of text for each change; `began` is on the monotonic clock."""

    began: float
    money: Money

    @property
    def at(self) -> float:
        """Seconds since the command started."""
        return round(time.monotonic() - self.began, 3)

    def plan(self, plan: GridPlan, parts: Parts) -> None:
        """Print it."""
        facts = (
            cost_words(plan, LANGUAGE, self.money.currency, on_sandbox=self.money.is_play),
            time_words(plan, parts.runner.batches.most_at_work, LANGUAGE),
            same_words(plan, LANGUAGE),
        )
        for said in (sentence(plan, LANGUAGE), " · ".join(fact for fact in facts if fact), *plan.left_out):
            console.print(escape(said), soft_wrap=True)

    def begun(self, batch: Batch) -> None:
        """Print it."""
        runs = len({cell.key for cell in batch.cells})
        console.print(escape(translated("command.grid.begun", count=runs)))

    def line(self, line: ProgressLine, cell: Cell | None) -> None:
        """Print it, after the number and the values of its cell."""
        if cell is not None:
            values = " · ".join(_values(cell))
            console.print(f"[bold]{cell.position + 1}[/]  {escape(values)}", soft_wrap=True)
        PlainPrinter(self.money).line(line)

    def ended(self, batch: Batch) -> None:
        """Print how many are done."""
        count, done = len(batch.cells), batch.count("succeeded")
        code = "batch.all_done" if done == count else "batch.done"
        console.print(escape(translated(code, count=count, done=done)))


def _values(cell: Cell) -> list[str]:
    labels: Any = cell.labels if isinstance(cell.labels, Mapping) else {}
    return [str(choice) for choice in labels.get("choices") or ()]

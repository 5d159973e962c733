"""What is downloaded of a grid: its results under names that say their place, and a table of all cells as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from playground.files.archive import ArchiveFile
from playground.files.filenames import safe_name
from playground.form.json_values import to_text
from playground.runs.batches.batch import Batch, Cell
from playground.runs.run import Run
from playground.ui.grid.titles import GridAxis, axes_of, listed, value_at
from playground.ui.spreadsheets import no_formula

_BYTE_ORDER_MARK: Final = "\ufeff"  # without it Excel does not read UTF-8
_LONGEST_LABEL: Final = 24


def file_stem(cell: Cell, axes: Sequence[GridAxis]) -> str:
    """What the results of a cell are called: its number, and its values as far as a file's name can say them."""
    said = [value_at(axis, index) for axis, index in zip(axes, listed(cell.labels, "at"), strict=False)]
    parts = [f"{cell.position + 1:03}", *(safe_name(label, limit=_LONGEST_LABEL) for label in said)]
    return "_".join(part for part in parts if part)


def plain(value: Any) -> str:
    """A value that no spreadsheet takes for a formula: a person's own prompt may begin as one does.

    >>> plain("=1+1"), plain(-3), plain("a fox"), plain("-3")
    ("'=1+1", '-3', 'a fox', "'-3")
    """
    if isinstance(value, str):
        return no_formula(value)
    if isinstance(value, Decimal):
        return str(value)
    return "" if value is None else to_text(value)


def table(batch: Batch, runs: Mapping[str, Run], files: Mapping[int, Sequence[str]]) -> bytes:
    """All cells as CSV in UTF-8: where each stands, how it ended, what it cost, how long it took, its settings.

    Args:
        batch: the grid.
        runs: those of its cells, by id.
        files: names of the results in the archive, by the position of their cell.
    """
    axes = axes_of(batch.plan)
    names = list(dict.fromkeys(name for run in runs.values() for name in run.form_input))
    text = io.StringIO()
    writer = csv.writer(text)
    head = ["cell", *(axis.title for axis in axes), "state", "model", "cost", "seconds", "run", "files", *names]
    writer.writerow([plain(name) for name in head])
    for cell in batch.cells:
        run = runs.get(cell.run_id or "")
        at = listed(cell.labels, "choices") or [""] * len(axes)  # its run was deleted, and with it what it was made of
        taken = None if run is None or run.ended_at is None else round(run.ended_at - run.created_at, 1)
        row = [
            *(cell.position + 1, *at, cell.word, cell.model, cell.cost, taken, cell.run_id),
            " ".join(files.get(cell.position, ())),
            *((run.form_input.get(name) if run else None) for name in names),
        ]
        writer.writerow([plain(value) for value in row])
    return (_BYTE_ORDER_MARK + text.getvalue()).encode()


def entries(batch: Batch, runs: Mapping[str, Run], kept: Mapping[str, Sequence[Path]]) -> Iterator[ArchiveFile]:
    """The files of the archive: the table, then the results cell by cell; those of a shared run once.

    Args:
        batch: the grid.
        runs: those of its cells, by id.
        kept: where their results lie, by run id.
    """
    axes, names, found = axes_of(batch.plan), dict[int, list[str]](), list[ArchiveFile]()
    by_run: dict[str, list[str]] = {}
    for cell in batch.cells:
        run_id = cell.run_id or ""
        if run_id in runs and run_id not in by_run:
            by_run[run_id] = []
            paths = kept.get(run_id, ())
            for number, path in enumerate(paths, 1):
                stem = file_stem(cell, axes)
                name = f"{stem}-{number}{path.suffix}" if len(paths) > 1 else f"{stem}{path.suffix}"
                by_run[run_id].append(name)
                found.append(ArchiveFile(name, path, runs[run_id].created_at))
        names[cell.position] = by_run.get(run_id, [])
    yield ArchiveFile("grid.csv", table(batch, runs, names), batch.created_at)
    yield from found

"""Grids in the history: each is one thing, with a few of its pictures, how many cells it has, and its own page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from playground.runs.batches.listing import BatchHead
from playground.runs.history_rows import Cover, HistoryRow
from playground.texts.moments import time_of_day
from playground.ui.view_context import ViewContext

_MOST_SHOWN: Final = 4
_SHOWN: Final = frozenset({"image", "video"})


@dataclass(frozen=True, slots=True)
class GridTile:
    """One grid as the history shows it.

    Attributes:
        head: what is known of it.
        title: its prompt; may be empty.
        varied: the titles of its axes.
        at: when, in words.
        covers: some of its results, each with its run's id.
    """

    head: BatchHead
    title: str
    varied: str
    at: str
    covers: tuple[tuple[str, Cover], ...]


def grid_tile(head: BatchHead, rows: Mapping[str, HistoryRow], context: ViewContext) -> GridTile:
    """A grid with those of its first results that are here."""
    found = [(run_id, row.cover) for run_id in head.run_ids if (row := rows.get(run_id)) and row.cover]
    shown = [(run_id, cover) for run_id, cover in found if cover.kind in _SHOWN and context.is_kept(run_id, cover.name)]
    return GridTile(
        head=head,
        title=str(head.plan.get("title", "")),
        varied=" × ".join(str(axis["title"]) for axis in head.plan.get("axes", ())),
        at=time_of_day(head.created_at, context.language, context.zone),
        covers=tuple(shown[:_MOST_SHOWN]),
    )

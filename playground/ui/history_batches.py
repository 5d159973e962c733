"""Batches in the history: each is one thing, with a few of its pictures, how far it is, its cost, and its own page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from playground.runs.batches.batch import BatchKind
from playground.runs.batches.listing import BatchHead
from playground.runs.history_rows import Cover, HistoryRow
from playground.texts import translate
from playground.texts.moments import time_of_day
from playground.ui.view_context import ViewContext, cost_words

_MOST_SHOWN: Final = 4
_SHOWN: Final = frozenset({"image", "video"})
_KINDS: Final = {
    BatchKind.GRID: "grid.in_history",
    BatchKind.LIST: "list.in_history",
    BatchKind.VARIATIONS: "variations.in_history",
}


@dataclass(frozen=True, slots=True)
class BatchTile:
    """One batch as the history shows it.

    Attributes:
        head: what is known of it.
        title: its prompt; the model's name where it has none.
        about: what it is, and what it varies.
        progress: how many of how many are done, or that a person is waited for.
        cost: in words; empty where nothing is known.
        at: when, in words.
        address: its own page, relative to the playground.
        covers: some of its results, each with its run's id.
    """

    head: BatchHead
    title: str
    about: str
    progress: str
    cost: str
    at: str
    address: str
    covers: tuple[tuple[str, Cover], ...]


def batch_tile(head: BatchHead, rows: Mapping[str, HistoryRow], context: ViewContext) -> BatchTile:
    """A batch with those of its first results that are here."""
    found = [(run_id, row.cover) for run_id in head.run_ids if (row := rows.get(run_id)) and row.cover]
    shown = [(run_id, cover) for run_id, cover in found if cover.kind in _SHOWN and context.is_kept(run_id, cover.name)]
    axes = " × ".join(axis.title for axis in context.axes_of(head.plan, head.models))
    about = translate(_KINDS[head.kind], context.language, count=head.count)
    return BatchTile(
        head=head,
        title=str(head.plan.get("title", "")) or ", ".join(context.title_of(model) for model in head.models[:2]),
        about=" · ".join(filter(None, (about, axes))),
        progress=_progress(head, context),
        cost=_cost(head, context),
        at=time_of_day(head.created_at, context.language, context.zone),
        address=f"grid/{head.batch_id}" if head.kind is BatchKind.GRID else f"./?batch={head.batch_id}",
        covers=tuple(shown[:_MOST_SHOWN]),
    )


def _progress(head: BatchHead, context: ViewContext) -> str:
    if held := head.words.get("held"):
        return translate("batch.held.title", context.language, count=held)
    code = "batch.all_done" if head.done == head.count else "batch.done"
    return translate(code, context.language, count=head.count, done=head.done)


def _cost(head: BatchHead, context: ViewContext) -> str:
    if not head.done and not head.cost:
        return ""
    cost = cost_words(head.cost, context, head.service)
    return translate("batch.cost_partly", context.language, cost=cost, count=head.unknown) if head.unknown else cost

"""Batches of the history are deleted, alone or with their runs, and brought back for ten seconds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Final

from starlette.requests import Request
from starlette.routing import BaseRoute, Route

from playground.errors import BadRequestError
from playground.runs.batches.planning import MOST_CELLS
from playground.runs.deletions import MOST_AT_ONCE
from playground.server.history_actions import read_sent, texts_in
from playground.server.responses import answered
from playground.texts import join_sentences, translate
from playground.ui.visitor import language_of, person_of
from playground.wiring import Parts

_LONGEST_ID: Final = 64
_MOST_RUNS: Final = 10 * MOST_CELLS
"""A cell that was tried again has had more than one."""


def history_batch_routes(parts: Parts) -> list[BaseRoute]:
    """`POST /history/batches/delete` and `POST /history/batches/restore`; each answer is a JSON object.

    The first takes `batch` (an id) and `with_runs`; it answers `batch` (empty where it stays), `runs` (ids of those
    that went with it) and `said`. The second takes `batch` and `runs`, and answers `batch`, `runs` (those that are
    back) and `said`.
    """
    return [
        Route("/history/batches/delete", answered(partial(_delete, parts)), methods=["POST"]),
        Route("/history/batches/restore", answered(partial(_restore, parts)), methods=["POST"]),
    ]


async def _delete(parts: Parts, request: Request) -> dict[str, Any]:
    person, language, sent = person_of(request), language_of(request), await read_sent(request)
    batch_id = _batch_id(sent)
    batch = await parts.runner.batches.batch(person, batch_id)
    if batch is None:
        raise BadRequestError("batch.gone")
    if not await parts.runner.batches.delete(person, [batch_id]):
        return {"batch": "", "runs": [], "said": translate("deletion.batch_active", language)}
    said, gone = [translate("history.batch_deleted", language)], list[str]()
    if sent.get("with_runs") is True:
        earlier = (run_id for cell in batch.cells for run_id in cell.earlier)
        refused: set[str] = set()
        runs = list(dict.fromkeys((*batch.run_ids, *earlier)))
        for start in range(0, len(runs), MOST_AT_ONCE):
            done = await parts.runner.deletions.delete(person, runs[start : start + MOST_AT_ONCE])
            gone += done.deleted
            refused |= {why for why in done.refused.values() if why != "unknown"}  # those are gone already
        said += [translate(f"deletion.{why}", language) for why in sorted(refused)]
    return {"batch": batch_id, "runs": gone, "said": join_sentences(said)}


async def _restore(parts: Parts, request: Request) -> dict[str, Any]:
    person, language, sent = person_of(request), language_of(request), await read_sent(request)
    batch_id, runs = _batch_id(sent), _run_ids(sent)
    await parts.runner.batches.restore(person, [batch_id])
    is_back = await parts.runner.batches.batch(person, batch_id) is not None  # another tab may have been first
    restored = await parts.runner.deletions.undo(person, runs) if runs else ()
    said = translate("history.batch_restored" if is_back else "history.too_late", language)
    return {"batch": batch_id if is_back else "", "runs": list(restored), "said": said}


def _batch_id(sent: Mapping[str, Any]) -> str:
    batch_id = sent.get("batch")
    if not isinstance(batch_id, str) or not _is_id(batch_id):
        raise BadRequestError("request.unreadable")
    return batch_id


def _run_ids(sent: Mapping[str, Any]) -> Sequence[str]:
    runs = texts_in(sent, "runs")
    if len(runs) > _MOST_RUNS or not all(map(_is_id, runs)):
        raise BadRequestError("request.unreadable")
    return runs


def _is_id(text: str) -> bool:
    return text.isascii() and 0 < len(text) <= _LONGEST_ID

"""What is done with runs of the history: labels, deletion, and their results in one archive."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from playground.errors import BadRequestError, PlaygroundError
from playground.files.archive import ArchiveFile, zip_chunks
from playground.jsontext import parse_json
from playground.server.files import attachment_headers, result_files, with_metadata
from playground.server.responses import answered, told
from playground.texts import join_sentences, translate
from playground.ui.visitor import language_of, person_of, zone_of
from playground.wiring import Parts

MOST_AT_ONCE: Final = 200
"""Runs that one request names."""
_MOST_ASKED: Final = 1_000
"""Runs and batches that one request asks about."""

_LONGEST_ID: Final = 64
_LONGEST_TAG: Final = 200
_PATIENCE: Final = 30.0
"""Seconds that an archive waits for the ledger."""


def history_action_routes(parts: Parts) -> list[BaseRoute]:
    """What the history's page asks for; each body and each answer is a JSON object, of an error `{"problem"}`.

    `POST /history/labels` takes `runs` (ids) and what is to be changed of them: `favourite` (yes or no), `rating` (1 to
    5, or null), `add` and `remove` (tags), `note`; it answers `changed` (ids). `POST /history/delete` and, to have
    them back, `POST /history/restore` take `runs` and answer `deleted` or `restored` (ids), and `said`; `gone` of
    the first are those that were not here any more. `POST /history/gone` takes `runs` and `batches`, and answers which
    of them are not here any more.
    `GET /history/tags?q=` answers `tags`; `GET /history/files.zip?run=ID&run=ID…` is a ZIP, and so is `?batch=ID`, of
    all runs of a batch.
    """

    async def files(request: Request) -> Response:
        person = person_of(request)
        kept = await _with_files(parts, person, await _wanted(parts, request, person))
        if not kept:
            return told(request, "history.no_files")
        packed = zip_chunks(_entries(parts, request, kept, asyncio.get_running_loop()))
        return StreamingResponse(packed, media_type="application/zip", headers=attachment_headers("playground.zip"))

    return [
        Route("/history/labels", answered(partial(_label, parts)), methods=["POST"]),
        Route("/history/delete", answered(partial(_delete, parts)), methods=["POST"]),
        Route("/history/restore", answered(partial(_restore, parts)), methods=["POST"]),
        Route("/history/gone", answered(partial(_gone, parts)), methods=["POST"]),
        Route("/history/tags", answered(partial(_tags, parts))),
        Route("/history/files.zip", files),
    ]


async def _label(parts: Parts, request: Request) -> dict[str, Any]:
    labels, person, sent = parts.runner.labels, person_of(request), await read_sent(request)
    runs, changed = _run_ids(sent), tuple[str, ...]()
    if isinstance(is_on := sent.get("favourite"), bool):
        changed = await labels.favourite(person, runs, is_on=is_on)
    if "rating" in sent:
        changed = await labels.rate(person, runs, _whole(sent["rating"]))
    added, removed = texts_in(sent, "add"), texts_in(sent, "remove")
    if added or removed:
        changed = await labels.tag(person, runs, added, removed)
    if isinstance(note := sent.get("note"), str):
        changed = await labels.note(person, runs, note)
    return {"changed": list(changed)}


async def _tags(parts: Parts, request: Request) -> dict[str, Any]:
    typed = request.query_params.get("q", "")[:_LONGEST_TAG]
    return {"tags": list(await parts.runner.labels.tags(person_of(request), typed))}


async def _delete(parts: Parts, request: Request) -> dict[str, Any]:
    language, runs = language_of(request), _run_ids(await read_sent(request))
    done = await parts.runner.deletions.delete(person_of(request), runs)
    gone = [run_id for run_id, why in done.refused.items() if why == "unknown"]  # another tab was first
    said = [translate("history.deleted", language, count=len(done.deleted))] if done.deleted else []
    if gone and not done.deleted:
        said.append(translate("history.gone_already", language, count=len(gone)))
    if stays := {run_id: why for run_id, why in done.refused.items() if why != "unknown"}:
        if len(runs) > 1:
            said.append(translate("history.stays", language, count=len(stays)))
        said += [translate(f"deletion.{why}", language) for why in sorted(set(stays.values()))]
    return {"deleted": list(done.deleted), "gone": gone, "said": join_sentences(said)}


async def _gone(parts: Parts, request: Request) -> dict[str, Any]:
    person, sent = person_of(request), await read_sent(request)
    runs, batches = texts_in(sent, "runs"), texts_in(sent, "batches")
    if len(runs) + len(batches) > _MOST_ASKED or not all(map(_is_id, (*runs, *batches))):
        raise BadRequestError("request.unreadable")
    runs_here = {row.run_id for row in await parts.runner.history.rows(person, runs)}
    batches_here = await parts.runner.batches.there(person, batches)
    return {
        "runs": [one for one in runs if one not in runs_here],
        "batches": [one for one in batches if one not in batches_here],
    }


async def _restore(parts: Parts, request: Request) -> dict[str, Any]:
    person, runs = person_of(request), _run_ids(await read_sent(request))
    restored = await parts.runner.deletions.undo(person, runs)
    if not restored:  # another tab may have been first
        restored = tuple(row.run_id for row in await parts.runner.history.rows(person, runs))
    code = "history.restored" if restored else "history.too_late"
    return {"restored": list(restored), "said": translate(code, language_of(request), count=len(restored))}


async def _wanted(parts: Parts, request: Request, person: str) -> Sequence[str]:
    if batch_id := request.query_params.get("batch"):
        batch = await parts.runner.batches.batch(person, batch_id)
        return batch.run_ids if batch else ()
    return request.query_params.getlist("run")[:MOST_AT_ONCE]


async def _with_files(parts: Parts, person: str, run_ids: Sequence[str]) -> list[str]:
    """Those of the person's runs that have a file here."""
    rows = await parts.runner.history.rows(person, run_ids)
    covers = [(row.run_id, row.cover.name) for row in rows if row.cover]
    return await parts.store.run(lambda: [run_id for run_id, name in covers if parts.results.has(run_id, name)])


def _entries(
    parts: Parts, request: Request, run_ids: Sequence[str], loop: asyncio.AbstractEventLoop
) -> Iterator[ArchiveFile]:
    """All files of these runs, on a thread of its own, one run after another: each may be megabytes."""
    person, zone = person_of(request), zone_of(request)
    for run_id in run_ids:
        run = asyncio.run_coroutine_threadsafe(parts.runner.run(person, run_id), loop).result(_PATIENCE)
        if run is not None:
            yield from with_metadata(result_files(run, parts.results, zone), run)


async def read_sent(request: Request) -> Mapping[str, Any]:
    """The JSON object that a request brings; `BadRequestError` where it is none."""
    try:
        sent = parse_json((await request.body()).decode())
    except (ValueError, RecursionError, PlaygroundError):
        raise BadRequestError("request.unreadable") from None
    if not isinstance(sent, Mapping):
        raise BadRequestError("request.unreadable")
    return sent


def _run_ids(sent: Mapping[str, Any]) -> Sequence[str]:
    runs = texts_in(sent, "runs")
    if not runs or len(runs) > MOST_AT_ONCE or not all(map(_is_id, runs)):
        raise BadRequestError("request.unreadable")
    return runs


def _is_id(text: str) -> bool:
    return text.isascii() and len(text) <= _LONGEST_ID


def texts_in(sent: Mapping[str, Any], name: str) -> list[str]:
    """A member that is a list of texts, empty where it is missing; `BadRequestError` where it is anything else."""
    texts = sent.get(name, [])
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise BadRequestError("request.unreadable")
    return texts


def _whole(value: Any) -> int | None:
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    raise BadRequestError("request.unreadable")

"""Routes of what a person has uploaded: listed on the page of usage, and deleted there by their person."""

from __future__ import annotations

import asyncio
import logging
import math
import time
from collections.abc import Mapping
from typing import Any, Final

from starlette.requests import Request
from starlette.routing import BaseRoute, Route

from playground.errors import BadRequestError, BucketError, StorageError
from playground.runs.kept_uploads import MOST_AT_ONCE, UploadDeletion, UploadRefusal
from playground.server.history_actions import read_sent, texts_in
from playground.server.responses import answered
from playground.texts import Language, join_sentences, translate
from playground.ui.drawing import draw
from playground.ui.uploads_view import LISTED, UploadsView, view_of
from playground.ui.visitor import language_of, person_of, zone_of
from playground.wiring import Parts

_LOG: Final = logging.getLogger(__name__)


def kept_upload_routes(parts: Parts) -> list[BaseRoute]:
    """`POST /usage/uploads/delete` takes `names`, or `unused_until` (Unix seconds: what no run and no form uses).

    It answers `said`, and `uploads`: the list as it is now, drawn. What is not this person's is answered 404.
    """

    async def delete(request: Request) -> dict[str, Any] | None:
        person, language, sent = person_of(request), language_of(request), await read_sent(request)
        names = await _names(parts, person, sent)
        done = [
            await _delete(parts, person, names[at : at + MOST_AT_ONCE]) for at in range(0, len(names), MOST_AT_ONCE)
        ]
        if done and all(UploadRefusal.UNKNOWN is why for one in done for why in _reasons(one)):
            return None
        uploads = await uploads_view(parts, request)
        drawn = "" if uploads is None else draw("kept_uploads", language, uploads=uploads)
        return {"said": _said(done, language), "uploads": drawn}

    return [Route("/usage/uploads/delete", answered(delete, gone="uploads.gone"), methods=["POST"])]


async def uploads_view(parts: Parts, request: Request) -> UploadsView | None:
    """What this person has uploaded; None where that is nothing and may be anything.

    Raises:
        StorageError: the ledger does not tell.
    """
    person, now = person_of(request), time.time()
    found = await asyncio.to_thread(parts.kept_uploads.of, person, LISTED)
    standing = await asyncio.to_thread(parts.stored.standing, person)
    if not found.count and standing[1] is None:
        return None
    return view_of(found, standing, language_of(request), zone_of(request), now)


async def _names(parts: Parts, person: str, sent: Mapping[str, Any]) -> tuple[str, ...]:
    if "unused_until" not in sent:
        names = tuple(dict.fromkeys(texts_in(sent, "names")))
        if not names or len(names) > MOST_AT_ONCE:
            raise BadRequestError("request.unreadable")
        return names
    until = sent["unused_until"]
    if isinstance(until, bool) or not isinstance(until, int | float) or not math.isfinite(until):
        raise BadRequestError("request.unreadable")
    return await asyncio.to_thread(parts.kept_uploads.unused, person, float(until))


async def _delete(parts: Parts, person: str, names: tuple[str, ...]) -> UploadDeletion:
    try:
        done = await asyncio.to_thread(parts.kept_uploads.delete, person, names, time.time(), parts.uploads.unlink)
    except OSError as error:
        raise StorageError("storage.unavailable", place=str(parts.settings.uploads_folder)) from error
    try:
        for name in done.files:
            await parts.store.run(parts.uploads.forget, name)
    except BucketError as error:  # nobody has them any more; housekeeping removes them once the bucket is back
        _LOG.warning("uploads are removed later: %s", error)
    try:
        for name in done.files:
            await parts.publisher.withdraw(name)
    except BucketError as error:
        _LOG.warning("deleted uploads stay where the service fetched them: %s", error)
    return done


def _reasons(done: UploadDeletion) -> tuple[UploadRefusal | None, ...]:
    return (*done.refused.values(), *(None for _ in done.deleted))


def _said(done: list[UploadDeletion], language: Language) -> str:
    count, size = sum(len(one.deleted) for one in done), sum(one.size for one in done)
    stays = sum(why is UploadRefusal.AT_WORK for one in done for why in one.refused.values())
    said = [translate("uploads.deleted", language, count=count, size=size)] if count or not stays else []
    return join_sentences([*said, *([translate("uploads.stays", language, count=stays)] if stays else [])])

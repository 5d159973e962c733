"""What a person has uploaded, as the page of usage lists it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from playground.files.formats import Kind, by_suffix
from playground.runs.kept_uploads import KeptUpload, UploadList
from playground.texts import Language, translate
from playground.texts.moments import to_the_minute

LISTED: Final = 50
"""Uploads that are shown one by one: of more, the largest."""


@dataclass(frozen=True, slots=True)
class UploadLine:
    """One upload.

    Attributes:
        name: that it is kept under.
        title: what it is called.
        kind: of the file.
        suffix: of its name, as it stands where there is no picture of it.
        about: size, when it was brought and what uses it, in words.
    """

    name: str
    title: str
    kind: Kind
    suffix: str
    about: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UploadsView:
    """All of a person's uploads.

    Attributes:
        lines: those that are shown one by one.
        told: what they come to, and that against the limit, in words.
        percent: of the limit that results and uploads take up, at most 100; None where there is none.
        rest: how many are not shown.
        unused: how many nothing uses.
        unused_size: bytes of those.
        drawn_at: Unix seconds: what comes later is no part of what is shown.
    """

    lines: tuple[UploadLine, ...]
    told: str
    percent: int | None
    rest: int
    unused: int
    unused_size: int
    drawn_at: float


def view_of(
    found: UploadList, standing: tuple[int, int | None], language: Language, zone: dt.tzinfo | None, now: float
) -> UploadsView:
    """The view.

    Args:
        found: what there is.
        standing: bytes that the person keeps in all, and may keep, as `StoredBytes.standing`.
        language: of the words.
        zone: whose clock moments are told by.
        now: Unix seconds.
    """
    held, limit = standing
    told = translate("uploads.all", language, count=found.count, size=found.size)
    percent = None
    if limit is not None:
        told = translate("page.held_yours", language, held=held, limit=limit, left=max(0, limit - held))
        percent = min(100, 100 * held // limit) if limit else 100
    return UploadsView(
        lines=tuple(_line(one, language, zone) for one in found.largest),
        told=told,
        percent=percent,
        rest=found.count - len(found.largest),
        unused=found.unused,
        unused_size=found.unused_size,
        drawn_at=now,
    )


def _line(one: KeptUpload, language: Language, zone: dt.tzinfo | None) -> UploadLine:
    file = by_suffix(one.name)
    suffix = one.name.rpartition(".")[2].upper()
    uses = [translate("uploads.runs", language, count=one.runs)] if one.runs else []
    uses += [translate("uploads.forms", language, count=one.forms)] if one.forms else []
    about = (
        translate("uploads.size", language, size=one.size),
        to_the_minute(one.brought_at, language, zone),
        *(uses or [translate("uploads.unused", language)]),
    )
    title = one.title or translate("uploads.untitled", language, suffix=suffix)
    return UploadLine(one.name, title, file.kind, suffix, about)

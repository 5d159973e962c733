"""What an answer's `output` brings: results of the shapes that are known, else whatever in it is a link."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import chain, islice
from typing import Any, Final

from playground.tasks.task import MediaKind, RemoteOutput

_KINDS: Final = (
    (re.compile(r"image"), MediaKind.IMAGE),
    (re.compile(r"video"), MediaKind.VIDEO),
    (re.compile(r"audio"), MediaKind.AUDIO),
    (re.compile(r"texts?(_|$)"), MediaKind.TEXT),
)
"""What a member's name begins with, and what that promises."""

_BESIDE: Final = re.compile(r"thumb|poster|preview|cover|webhook|callback")
"""In the names of what goes with a result and is none."""

_ENCODED: Final = re.compile(r"b64|base64")
_ADDRESSES: Final = ("http://", "https://", "data:")
_DEPTH: Final = 6
MOST: Final = 1000
"""Results of one task: no model makes more, and each is a request of its own."""


def outputs_of(output: Any) -> tuple[RemoteOutput, ...]:
    """Every result, in the answer's order.

    Known are lists of `{url}`, of `{text}` or of URLs, and single ones of a known kind. Where they hold no link, every
    link counts, wherever it stands, except what goes with a result, such as a thumbnail; and so does base64 where its
    name says that it is.

    >>> [output.url for output in outputs_of({"images": [{"url": "https://a/1"}], "logs": "https://a/2"})]
    ['https://a/1']
    >>> [output.url for output in outputs_of({"result": {"file_url": "https://a/1", "thumb_url": "https://a/2"}})]
    ['https://a/1']
    """
    known = tuple(islice(_known(output), MOST))
    if any(found.url for found in known):
        return known
    return tuple(islice(chain(_links(output, MediaKind.FILE, _DEPTH), known), MOST))


def _known(output: Any) -> Iterator[RemoteOutput]:
    named = output if isinstance(output, Mapping) else {"": output if isinstance(output, list) else [output]}
    for name, value in named.items():
        if _BESIDE.search(str(name).lower()):
            continue
        kind = _kind(name, MediaKind.FILE)
        is_single = isinstance(value, Mapping) or kind is not MediaKind.FILE
        items = value if isinstance(value, list) else [value] if is_single else []
        yield from (found for item in items if (found := _item(item, kind)) is not None)


def _item(item: Any, kind: MediaKind) -> RemoteOutput | None:
    if isinstance(item, str):
        # A name such as `image_size` promises no link, and a list of unknown name may hold tags or seeds.
        item = {"text": item} if kind is MediaKind.TEXT else {"url": item} if item.startswith(_ADDRESSES) else {}
    members = item if isinstance(item, Mapping) else {}
    url, text = members.get("url"), members.get("text")
    if isinstance(url, str) and url:
        return RemoteOutput(kind, url=_encodable(url))
    if isinstance(text, str) and text:
        return RemoteOutput(MediaKind.TEXT, text=_encodable(text))
    return None


def _links(value: Any, kind: MediaKind, depth: int) -> Iterator[RemoteOutput]:
    if isinstance(value, str) and value.startswith(_ADDRESSES):
        yield RemoteOutput(kind, url=_encodable(value))
    elif isinstance(value, list) and depth:
        for item in value:
            yield from _links(item, kind, depth - 1)
    elif isinstance(value, Mapping) and depth:
        for name, member in value.items():
            word, its_kind = str(name).lower(), _kind(name, kind)
            if _ENCODED.search(word) and isinstance(member, str) and member and not member.startswith(_ADDRESSES):
                yield RemoteOutput(its_kind, url=f"data:;base64,{_encodable(member)}")
            elif not _BESIDE.search(word) and its_kind is not MediaKind.TEXT:
                yield from _links(member, its_kind, depth - 1)


def _kind(name: Any, otherwise: MediaKind) -> MediaKind:
    """What a name like `images` or `video_url` promises."""
    return next((kind for start, kind in _KINDS if start.match(str(name).lower())), otherwise)


def _encodable(text: str) -> str:
    """JSON may hold half a surrogate pair, which no file and no socket takes."""
    return text.encode(errors="replace").decode()

"""What an answer's `output` brings: results of the shapes that are known, else whatever in it is a link."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from playground.tasks.task import MediaKind, RemoteOutput

_KINDS: Final = (
    ("image", MediaKind.IMAGE),
    ("video", MediaKind.VIDEO),
    ("audio", MediaKind.AUDIO),
    ("text", MediaKind.TEXT),
)
_ADDRESSES: Final = ("http://", "https://", "data:")
_BESIDE: Final = ("thumb", "poster", "preview", "cover", "webhook", "callback")
_ENCODED: Final = ("b64", "base64")
_DEPTH: Final = 6


def outputs_of(output: Any) -> tuple[RemoteOutput, ...]:
    """Every result, in the answer's order.

    Known are lists of `{url}`, of `{text}` or of URLs, and single ones of a known kind. Where there is none of them,
    every link counts, wherever it stands, except what goes with a result, such as a thumbnail; and so does base64
    where its name says that it is.

    >>> [output.url for output in outputs_of({"images": [{"url": "https://a/1"}], "logs": "https://a/2"})]
    ['https://a/1']
    >>> [output.url for output in outputs_of({"result": {"file_url": "https://a/1", "thumb_url": "https://a/2"}})]
    ['https://a/1']
    """
    return tuple(_known(output)) or tuple(_anywhere(output, MediaKind.FILE, _DEPTH))


def _known(output: Any) -> Iterator[RemoteOutput]:
    named = output if isinstance(output, Mapping) else {"": output if isinstance(output, list) else [output]}
    for name, value in named.items():
        kind = _kind(name, MediaKind.FILE)
        is_single = isinstance(value, Mapping) or kind is not MediaKind.FILE
        items = value if isinstance(value, list) else [value] if is_single else []
        yield from (found for item in items if (found := _item(item, kind)) is not None)


def _item(item: Any, kind: MediaKind) -> RemoteOutput | None:
    if isinstance(item, str):
        # A list of unknown name may hold tags or seeds: only what looks like an address is a result.
        is_result = kind is not MediaKind.FILE or item.startswith(_ADDRESSES)
        item = {"text" if kind is MediaKind.TEXT else "url": item} if is_result else {}
    members = item if isinstance(item, Mapping) else {}
    url, text = members.get("url"), members.get("text")
    if isinstance(url, str) and url:
        return RemoteOutput(kind, url=_encodable(url))
    if isinstance(text, str) and text:
        return RemoteOutput(MediaKind.TEXT, text=_encodable(text))
    return None


def _anywhere(value: Any, kind: MediaKind, depth: int) -> Iterator[RemoteOutput]:
    if isinstance(value, str) and value.startswith(_ADDRESSES):
        yield RemoteOutput(kind, url=_encodable(value))
    elif isinstance(value, list) and depth:
        for item in value:
            yield from _anywhere(item, kind, depth - 1)
    elif isinstance(value, Mapping) and depth:
        for name, member in value.items():
            word = str(name).lower()
            if word.startswith(_ENCODED) and isinstance(member, str) and member and not member.startswith(_ADDRESSES):
                yield RemoteOutput(kind, url=f"data:;base64,{_encodable(member)}")
            elif not word.startswith(_BESIDE):
                yield from _anywhere(member, _kind(word, kind), depth - 1)


def _kind(name: Any, otherwise: MediaKind) -> MediaKind:
    """What a name like `images` or `video_url` promises."""
    return next((kind for start, kind in _KINDS if str(name).lower().startswith(start)), otherwise)


def _encodable(text: str) -> str:
    """JSON may hold half a surrogate pair, which no file and no socket takes."""
    return text.encode(errors="replace").decode()

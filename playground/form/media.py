"""Which values are files, and what an upload takes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from playground.form.bounds import limits_of
from playground.form.fields import Upload
from playground.form.node import Node
from playground.form.patterns import matches

_WORD: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[0-9]+|[^\W\d_]+")
_ADDRESS_WORDS: Final = frozenset({"url", "urls", "uri", "uris"})
_ADDRESS_FORMATS: Final = frozenset({"uri", "url", "uri-reference", "iri", "data-url", "binary", "byte", "base64"})
_FILE_FORMATS: Final = frozenset({"data-url", "binary", "byte", "base64"})
_DATA_FORMATS: Final = frozenset({"data-url", "data-uri"})
_DATA_SAMPLES: Final = {kind: f"data:{kind}/x;base64,AAAA" for kind in ("image", "video", "audio", "application")}
_LONGEST_DATA: Final = 2 * 2**20
_MEDIA_WORDS: Final[Mapping[str, str]] = {
    "image": "image",
    "images": "image",
    "img": "image",
    "photo": "image",
    "picture": "image",
    "mask": "image",
    "frame": "image",
    "face": "image",
    "portrait": "image",
    "video": "video",
    "videos": "video",
    "clip": "video",
    "audio": "audio",
    "audios": "audio",
    "voice": "audio",
    "sound": "audio",
    "music": "audio",
    "song": "audio",
    "speech": "audio",
    "file": "file",
    "files": "file",
    "document": "file",
    "media": "file",
    "attachment": "file",
}


def words_of(name: str) -> tuple[str, ...]:
    """The words of a property's name, in lower case.

    >>> words_of("startImageURL")
    ('start', 'image', 'url')
    """
    return tuple(word.lower() for word in _WORD.findall(name))


def is_address_of_media(node: Node, name: str) -> bool:
    """Whether text, or each text of a list, is the address of a picture, clip, sound or file."""
    words = frozenset(words_of(name))
    is_address = node.format in _ADDRESS_FORMATS or bool(words & _ADDRESS_WORDS)
    is_media = bool(words & _MEDIA_WORDS.keys()) or bool(node.hints.accept)
    is_file = node.format in _FILE_FORMATS or bool(_kinds_in_data(node)) or bool(node.hints.accept)
    return (is_address and is_media) or is_file


def _kinds_in_data(node: Node) -> tuple[str, ...]:
    """What a text's pattern takes as a data URI: `image`, `video`, `audio`, `application`; nothing if it names none."""
    pattern = node.keywords.get("pattern")
    if not isinstance(pattern, str) or "data:" not in pattern:
        return ()
    return tuple(kind for kind, sample in _DATA_SAMPLES.items() if matches(pattern, sample))


def upload_of(node: Node, text: Node) -> Upload:
    """What a file-upload field takes.

    Args:
        node: of the field.
        text: of one address in it; the field's own where it takes but one.
    """
    hints = node.hints
    accept = tuple(word if "/" in word or word.startswith(".") else f"{word}/*" for word in hints.accept)
    words = words_of(node.name)
    named = next((_MEDIA_WORDS[word] for word in words if word in _MEDIA_WORDS), "")
    in_data = _kinds_in_data(text)
    if not named and len(in_data) == 1 and in_data[0] in _MEDIA_WORDS:
        named = in_data[0]
    accepted = next((word.split("/")[0] for word in accept if word.split("/")[0] in {"image", "video", "audio"}), "")
    kind = hints.upload_kind or accepted or ("file" if accept else named) or "file"
    several = node.types == {"array"}
    if not accept and kind != "file":
        accept = (f"{kind}/*",)
    limit = limits_of(node).max_items
    files = hints.max_files if limit is None else min(limit, hints.max_files or limit)
    files = 1 if hints.multiple is False else files
    takes_data = bool(in_data) or text.format in _DATA_FORMATS
    return Upload(
        kind=kind,
        accept=accept,
        multiple=several,
        max_files=files if several else 1,
        max_size=hints.max_size,
        longest_data=limits_of(text).max_length or _LONGEST_DATA if takes_data else 0,
        takes_link=not in_data or matches(text.keywords["pattern"], "https://host.example/file"),
    )

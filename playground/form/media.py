"""Which values are files, and what an upload takes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from playground.form.bounds import limits_of
from playground.form.fields import Upload
from playground.form.node import Node

_WORD: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[0-9]+|[^\W\d_]+")
_ADDRESS_WORDS: Final = frozenset({"url", "urls", "uri", "uris"})
_ADDRESS_FORMATS: Final = frozenset({"uri", "url", "uri-reference", "iri", "data-url", "binary", "byte", "base64"})
_FILE_FORMATS: Final = frozenset({"data-url", "binary", "byte", "base64"})
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
    return (is_address and is_media) or node.format in _FILE_FORMATS or bool(node.hints.accept)


def upload_of(node: Node) -> Upload:
    """What a file-upload field takes."""
    hints = node.hints
    accept = tuple(word if "/" in word or word.startswith(".") else f"{word}/*" for word in hints.accept)
    words = words_of(node.name)
    named = next((_MEDIA_WORDS[word] for word in words if word in _MEDIA_WORDS), "")
    accepted = next((word.split("/")[0] for word in accept if word.split("/")[0] in {"image", "video", "audio"}), "")
    kind = hints.upload_kind or accepted or ("file" if accept else named) or "file"
    several = node.types == {"array"}
    if not accept and kind != "file":
        accept = (f"{kind}/*",)
    limit = limits_of(node).max_items
    files = hints.max_files if limit is None else min(limit, hints.max_files or limit)
    files = 1 if hints.multiple is False else files
    return Upload(
        kind=kind, accept=accept, multiple=several, max_files=files if several else 1, max_size=hints.max_size
    )

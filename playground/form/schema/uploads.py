"""What an upload takes: which kind of file, how many, and in which way they travel."""

from __future__ import annotations

from playground.form.fields import Upload
from playground.form.schema.bounds import limits_of
from playground.form.schema.media import format_of, kinds_in_data, matches_link, readings, text_of
from playground.form.schema.media_words import (
    DATA_FORMATS,
    KINDS,
    LONGEST_DATA,
    MEDIA_WORDS,
    REFUSES_DATA,
    SPEAKS_OF_ARCHIVE,
    SPEAKS_OF_DATA,
    SPEAKS_OF_LINK,
    SPEAKS_OF_MEDIA,
)
from playground.form.schema.names import words_of
from playground.form.schema.node import Node


def upload_of(node: Node, text: Node) -> Upload:
    """What a file-upload field takes.

    Args:
        node: of the field.
        text: of one address in it; the field's own where it takes but one.
    """
    hints = node.hints if node.hints.accept or text is node else text.hints
    accept = tuple(word if "/" in word or word.startswith(".") else f"{word}/*" for word in hints.accept)
    accepted = next((word.split("/")[0] for word in accept if word.split("/")[0] in KINDS), "")
    kind = node.hints.upload_kind or accepted or ("file" if accept else _kind(node, text))
    several = node.types == {"array"}
    if not accept and kind != "file":
        accept = (f"{kind}/*",)
    limit = limits_of(node).max_items
    files = node.hints.max_files if limit is None else min(limit, node.hints.max_files or limit)
    files = 1 if node.hints.multiple is False else files
    takes_link, longest = _ways(node, text)
    return Upload(
        kind=kind,
        accept=accept,
        multiple=several,
        max_files=files if several else 1,
        max_size=node.hints.max_size,
        longest_data=longest,
        takes_link=takes_link,
    )


def _kind(node: Node, text: Node) -> str:
    """By the last word of the name that says it, else by what is around it, else by what is said of it."""
    looked = text_of(text, node)
    if SPEAKS_OF_ARCHIVE.search(looked.about):
        return "file"
    in_data = [kind for kind in kinds_in_data(text) if kind in KINDS]
    said = {MEDIA_WORDS[word.lower()] for word in SPEAKS_OF_MEDIA.findall(looked.about)} if looked.about else set()
    named = [MEDIA_WORDS[word] for word in looked.words if word in MEDIA_WORDS]
    nearby = [MEDIA_WORDS[word] for word in words_of(node.around) if word in MEDIA_WORDS]
    for kinds in (named, nearby, in_data if len(in_data) == 1 else [], list(said) if len(said) == 1 else []):
        if found := [kind for kind in kinds if kind != "file"]:
            return found[-1]
        if kinds:
            break
    return "file"


def _ways(node: Node, text: Node) -> tuple[bool, int]:
    """Whether it may be a link, and how many characters of data it may be; 0 where it may not."""
    looked = text_of(text, node)
    about = looked.about
    ways = tuple(readings(text))
    speaks_of_data = looked.names_data or bool(SPEAKS_OF_DATA.search(REFUSES_DATA.sub("", about)))
    takes_data = (
        bool(kinds_in_data(text))
        or any(format_of(words) in DATA_FORMATS for words in ways)
        or (speaks_of_data and not any(isinstance(words.get("pattern"), str) for words in ways))
    )
    longest = max((limit for words in ways if isinstance(limit := words.get("maxLength"), int)), default=0)
    is_only_data = speaks_of_data and not SPEAKS_OF_LINK.search(about) and not looked.names_address
    takes_link = any(map(matches_link, ways)) and not (is_only_data and takes_data)
    return takes_link, (longest or LONGEST_DATA) if takes_data else 0

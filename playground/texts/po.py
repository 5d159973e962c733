"""Reads PO files, as gettext's manual describes them.

Babel's own reader takes longer than all the rest of `playground --help`; the tests compare the two.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

_FIELD: Final = re.compile(r'(?:(msgctxt|msgid|msgid_plural|msgstr(?:\[\d+\])?)\s+)?"(.*)"')
_ESCAPE: Final = re.compile(r"\\(.)")
_ESCAPED: Final = {"n": "\n", "t": "\t", "r": "\r"}


@dataclass(frozen=True, slots=True)
class PoMessage:
    """One message, as gettext calls an entry of the file.

    Attributes:
        context: its `msgctxt`.
        source: `msgid` and, where there is one, `msgid_plural`.
        forms: the translation, one text for each plural form of the language; empty where there is none yet.
        is_fuzzy: a tool guessed the translation, or a person is not sure of it.
    """

    context: str
    source: tuple[str, ...]
    forms: tuple[str, ...]
    is_fuzzy: bool = False


@dataclass(slots=True)
class _Open:
    """The message that is being read."""

    flags: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    last: str = ""


def read_po(text: str) -> tuple[Mapping[str, str], tuple[PoMessage, ...]]:
    r"""The header's lines by name, and the messages in their order; obsolete ones are left out.

    Raises:
        ValueError: a line is not of the format; its number is named.

    >>> read_po('msgctxt "page.more"\nmsgid "More"\nmsgstr "Mehr"')[1]
    (PoMessage(context='page.more', source=('More',), forms=('Mehr',), is_fuzzy=False),)
    """
    header: dict[str, str] = {}
    entries = []
    for found in _fields(text):
        entry = _message(found)
        if entry.source == ("",):
            lines = (line.partition(":") for line in "".join(entry.forms).splitlines())
            header = {name.strip(): value.strip() for name, _, value in lines}
        else:
            entries.append(entry)
    return header, tuple(entries)


def _fields(text: str) -> Iterator[_Open]:
    current = _Open()
    for number, line in enumerate(text.split("\n"), 1):
        bare = line.strip()
        is_comment = bare.startswith("#")
        found = None if is_comment or not bare else _FIELD.fullmatch(bare)
        if bare and not is_comment and (found is None or not (found[1] or current.last)):
            message = f"line {number} is not of a PO file: {bare}"
            raise ValueError(message)
        begins = is_comment or (found is not None and found[1] in {"msgctxt", "msgid"})
        if begins and current.last.startswith("msgstr"):
            yield current
            current = _Open()
        if bare.startswith("#,"):
            current.flags += bare
        elif found:
            current.last = found[1] or current.last
            current.fields[current.last] = current.fields.get(current.last, "") + _plain(found[2])
    if current.last.startswith("msgstr"):
        yield current


def _message(found: _Open) -> PoMessage:
    source = tuple(found.fields[name] for name in ("msgid", "msgid_plural") if name in found.fields)
    forms = tuple(text for name, text in sorted(found.fields.items()) if name.startswith("msgstr"))
    return PoMessage(
        context=found.fields.get("msgctxt", ""),
        source=source,
        forms=forms if all(forms) else (),
        is_fuzzy="fuzzy" in found.flags,
    )


def _plain(text: str) -> str:
    return _ESCAPE.sub(lambda found: _ESCAPED.get(found[1], found[1]), text) if "\\" in text else text

"""What a run is found by: one text, folded so that capitals, accents and widths of letters make no difference."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import chain
from typing import Any, Final
from unicodedata import normalize

from playground.form import MASK

LONGEST: Final = 20_000
"""Characters of a run that it can be found by; what is further back in its settings it is not found by."""

PRIVATE: Final = (0xE000, 0xF8FF)
"""First and last of the characters that stand for nothing: none is in a folded text."""

_UNSEARCHABLE: Final = re.compile(f"[\0\ud800-\udfff{chr(PRIVATE[0])}-{chr(PRIVATE[1])}]")
_ACCENTS: Final = re.compile("[\u0300-\u036f]")


def fold(text: str) -> str:
    """A text as it is compared: without what only looks different, and without what no database takes.

    >>> fold("CAFÉ"), fold("Straße"), fold("ＡＢＣ"), fold("晨雾")
    ('cafe', 'strasse', 'abc', '晨雾')
    """
    plain = _UNSEARCHABLE.sub(" ", text)
    if plain.isascii():
        return plain.lower()
    decomposed = normalize("NFKD", normalize("NFKD", plain).casefold())
    return normalize("NFKC", _ACCENTS.sub("", decomposed))


def words_in(search: str) -> tuple[str, ...]:
    """What has to be in a run's text, each once, of what was typed.

    >>> words_in(" Fox  in FOG fox ")
    ('fox', 'in', 'fog')
    """
    return tuple(dict.fromkeys(fold(search).split()))


def search_text(model: str, task_id: str | None, settings: Mapping[str, Any]) -> str:
    r"""The folded text of a run: its model, its task and the values of its settings, each on a line of its own.

    Args:
        model: slug.
        task_id: the service's name for its task, once it has one.
        settings: as `Run.form_input`, with secrets masked: a mask is not in the text either.

    >>> search_text("m-2", None, {"prompt": "A Fox", "size": [16, 9], "hd": True, "token": "••••••"})
    'm-2\na fox\n16\n9'
    """
    lines: list[str] = []
    room = LONGEST
    for value in chain([model, task_id or ""], _values_in(settings)):
        if room <= 0:
            break
        lines.append(value[:room])
        room -= len(value) + 1
    return fold("\n".join(filter(None, lines)))[:LONGEST]


def _values_in(value: Any) -> Iterator[str]:
    match value:
        case str():
            if value != MASK:
                yield value
        case bool():
            pass
        case int() | float() | Decimal():
            yield str(value)
        case Mapping():
            for member in value.values():
                yield from _values_in(member)
        case list() | tuple():
            for row in value:
                yield from _values_in(row)
        case _:
            pass

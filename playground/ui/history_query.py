"""What the address of the history page asks for: words to search, filters that combine, and where a page begins.

An address may be made up: whatever in it is no such value asks for nothing.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from decimal import Decimal, InvalidOperation
from typing import Any, Final
from urllib.parse import urlencode

from playground.runs.history import Cursor, HistoryFilter
from playground.ui.days import midnight

STATES: Final[Mapping[str, frozenset[str]]] = {
    "succeeded": frozenset({"succeeded"}),
    "running": frozenset({"submitting", "queued", "processing"}),
    "failed": frozenset({"failed", "cancelled", "refused"}),
    "unconfirmed": frozenset({"unconfirmed", "abandoned"}),
}
"""The states that one can ask for, each with the words of runs (`Run.word`) that it stands for."""

MEDIA: Final = ("image", "video", "audio", "text")
RATINGS: Final = ("1", "2", "3", "4", "5")

_LONGEST: Final = 1_000
"""Characters of a search, or of a name."""
_YEARS: Final = range(1971, 3000)
_DEAREST: Final = 10**9
_CURSOR: Final = re.compile(r"(\d{1,12}(?:\.\d{1,12})?)~([A-Za-z0-9_-]{1,64})", re.ASCII)


@dataclass(frozen=True, slots=True)
class HistoryQuery:
    """Each as it stands in the address, under the same name; empty asks for nothing.

    Attributes:
        q: words, each of which is somewhere in what is found.
        model: slug.
        state: a key of `STATES`.
        since: a day of the reader, as `2026-11-26`: then or later.
        until: on that day or earlier.
        cost: only what cost more.
        problems: `1`, only those that something was wrong with.
        media: a key of `MEDIA`: what came of it.
        favourite: `1`, only favourites.
        rating: that or a better one, from 1 to 5.
        tag: name of a tag.
    """

    q: str = ""
    model: str = ""
    state: str = ""
    since: str = ""
    until: str = ""
    cost: str = ""
    problems: str = ""
    media: str = ""
    favourite: str = ""
    rating: str = ""
    tag: str = ""

    @property
    def asked(self) -> dict[str, str]:
        """What is asked for, by name."""
        return {name: value for name in _NAMES if (value := getattr(self, name))}

    @property
    def is_narrow(self) -> bool:
        """Whether anything is asked for."""
        return bool(self.asked)

    def address(self, **more: str) -> str:
        """The page that shows this, relative to the playground; `more` goes along, or replaces a part."""
        asked = {name: value for name, value in {**self.asked, **more}.items() if value}
        return f"history?{urlencode(asked)}" if asked else "history"

    def filter(
        self, person: str, media_models: Callable[[str], frozenset[str]], zone: dt.tzinfo | None
    ) -> HistoryFilter:
        """The same as a question to the ledger.

        Args:
            person: whose runs.
            media_models: the slugs of the models that make such media.
            zone: where days begin and end; None is where this machine is.
        """
        return HistoryFilter(
            person=person,
            search=self.q,
            model=self.model or None,
            words=STATES.get(self.state, frozenset()),
            since=_midnight(self.since, zone),
            until=_midnight(self.until, zone, days=1),
            has_problem=bool(self.problems),
            cost_over=float(self.cost) if self.cost else None,
            media=self.media or None,
            media_models=media_models(self.media) if self.media else frozenset(),
            is_favourite=bool(self.favourite),
            min_rating=int(self.rating) if self.rating else None,
            tags=frozenset({self.tag} if self.tag else ()),
        )


_NAMES: Final = tuple(field.name for field in fields(HistoryQuery))


def read_query(params: Mapping[str, str]) -> HistoryQuery:
    """The query of an address.

    >>> read_query({"q": " fox ", "state": "nonsense", "since": "2026-11-26", "cost": "-1"}).asked
    {'q': 'fox', 'since': '2026-11-26'}
    """
    given = HistoryQuery(**{name: params.get(name, "").strip()[:_LONGEST] for name in _NAMES})
    checks: dict[str, Any] = {
        "state": given.state in STATES,
        "since": _date(given.since),
        "until": _date(given.until),
        "cost": _is_cost(given.cost),
        "problems": given.problems == "1",
        "media": given.media in MEDIA,
        "favourite": given.favourite == "1",
        "rating": given.rating in RATINGS,
    }
    return replace(given, **{name: "" for name, is_good in checks.items() if not is_good})


def cursor_text(cursor: Cursor) -> str:
    """A cursor for an address.

    >>> cursor_text(Cursor(1764.25, "a-run"))
    '1764.25~a-run'
    """
    return f"{cursor.created_at!r}~{cursor.run_id}"


def read_cursor(text: str) -> Cursor | None:
    """The cursor that was written as that; None for any other text.

    >>> read_cursor("1764.25~a-run"), read_cursor("nan~a-run"), read_cursor("")
    (Cursor(created_at=1764.25, run_id='a-run'), None, None)
    """
    found = _CURSOR.fullmatch(text)
    return Cursor(float(found[1]), found[2]) if found else None


def _date(text: str) -> dt.date | None:
    try:
        date = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return date if date.year in _YEARS else None


def _midnight(text: str, zone: dt.tzinfo | None, *, days: int = 0) -> float | None:
    """When a day begins, or one so many days later; in Unix seconds."""
    date = _date(text)
    return midnight(date + dt.timedelta(days=days), zone) if date else None


def _is_cost(text: str) -> bool:
    try:
        return 0 <= Decimal(text) < _DEAREST
    except InvalidOperation:
        return False

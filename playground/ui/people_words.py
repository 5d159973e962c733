"""What is told of people: what was changed about one, and what everybody spent, as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from playground.errors import BadRequestError
from playground.people.audit import AuditEntry
from playground.people.person import Limits, Person
from playground.runs.budgets.amounts import from_micros, read_micros
from playground.runs.person_limits import UNLIMITED
from playground.runs.usage import Share
from playground.setting_values import read_size
from playground.texts import Language, has_sentence, languages, price, translate
from playground.ui.costs_view import currency_sign
from playground.ui.spreadsheets import no_formula

_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "model": ("model",),
    "person": ("person", "name", "email"),
    "day": ("day",),
}
_COUNTED: Final = ("runs", "runs_of_unknown_cost", "cost", "currency")
_AMOUNTS: Final = frozenset({"day_limit", "month_limit"})
_LIMITS: Final = _AMOUNTS | {"most_runs", "most_bytes"}
_MOST_AT_ONCE: Final = 100_000
_MOST_BYTES: Final = 10**15


def changes_words(change: AuditEntry, language: Language, currency: str) -> str:
    """What an admin changed, in words: of each value what it was before and is now."""
    code = f"audit.{change.what}"
    said = translate(code, language) if has_sentence(code) else change.what
    parts = []
    for name, pair in change.details.items():
        if not (isinstance(pair, list) and has_sentence(f"audit.value.{name}")):
            continue
        before, after = (_shown(name, value, language, currency) for value in pair)
        parts.append(translate(f"audit.value.{name}", language, before=before, after=after))
    return translate("audit.with", language, what=said, values="; ".join(parts)) if parts else said


def _shown(name: str, value: Any, language: Language, currency: str) -> str:
    if value is None:
        return translate("audit.none", language)
    if name in _LIMITS and value == UNLIMITED:
        return translate("limits.unlimited", language)
    if name == "most_bytes":
        return translate("limits.size", language, size=int(value))
    if name in _AMOUNTS:
        return price(from_micros(int(value)), language, currency, is_play=False)
    return str(value)


def limits_words(limits: Limits, language: Language, currency: str) -> list[str]:
    """The limits of one person's own, in words."""

    def said(name: str, value: int | None) -> str:
        return _shown(name, value, language, currency)

    words = []
    if limits.day is not None:
        words.append(translate("command.people.a_day", language, amount=said("day_limit", limits.day)))
    if limits.month is not None:
        words.append(translate("command.people.a_month", language, amount=said("month_limit", limits.month)))
    if limits.most_runs == UNLIMITED:
        words.append(translate("limits.any_at_once", language))
    elif limits.most_runs is not None:
        words.append(translate("command.people.at_once", language, count=limits.most_runs))
    if limits.most_bytes is not None:
        words.append(translate("limits.kept", language, size=said("most_bytes", limits.most_bytes)))
    return words


def read_limits(day: str | None, month: str | None, at_once: str | None, kept: str | None) -> Limits:
    """Limits as somebody typed them; what is empty is as for everybody, and a word of any language says `UNLIMITED`.

    Raises:
        BadRequestError: `command.people.limit.amount`, `admin.no_count` or `admin.no_size`; params hold `text`.
    """
    return Limits(
        _read(day, read_micros, "command.people.limit.amount"),
        _read(month, read_micros, "command.people.limit.amount"),
        _read(at_once, _count, "admin.no_count"),
        _read(kept, _size, "admin.no_size"),
    )


def _read(given: str | None, read: Callable[[str], int | None], code: str) -> int | None:
    text = (given or "").strip()
    if not text:
        return None
    if text.casefold() in {translate("limits.unlimited", language) for language in languages()}:
        return UNLIMITED
    if (value := read(text)) is None:
        raise BadRequestError(code, text=text[:40])
    return value


def _count(text: str) -> int | None:
    is_one = text.isascii() and text.isdigit() and int(text[:9]) <= _MOST_AT_ONCE
    return int(text) if is_one else None


def _size(text: str) -> int | None:
    try:
        size = int(read_size(text))
    except ValueError:
        return None
    return size if size <= _MOST_BYTES else None


def usage_csv(found: Iterable[Share], by: str, people: Mapping[str, Person], currency: str, *, is_play: bool) -> str:
    r"""Usage as CSV: exact amounts, and no text that a spreadsheet takes for a formula.

    >>> from decimal import Decimal
    >>> found = [Share("=x", 3, 1, Decimal("0.10"))]
    >>> print(usage_csv(found, "model", {}, "$", is_play=False).replace("\r", ""), end="")
    model,runs,runs_of_unknown_cost,cost,currency
    '=x,3,1,0.10,$
    """
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow((*_COLUMNS[by], *_COUNTED))
    sign = no_formula(currency_sign(currency, is_play=is_play))
    for share in found:
        known = people.get(share.of)
        names = ((known.identity.name, known.identity.email or "") if known else ("", "")) if by == "person" else ()
        told = [no_formula(one) for one in (share.of, *names)]
        writer.writerow([*told, share.runs, share.unknown, f"{share.total:f}", sign])
    return text.getvalue()

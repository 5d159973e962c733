"""What is told of people: what was changed about one, and what everybody spent, as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any, Final

from playground.people.audit import AuditEntry
from playground.people.person import Person
from playground.runs.budgets.amounts import from_micros
from playground.runs.usage import Share
from playground.texts import Language, has_sentence, price, translate
from playground.ui.costs_view import currency_sign
from playground.ui.spreadsheets import no_formula

_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "model": ("model",),
    "person": ("person", "name", "email"),
    "day": ("day",),
}
_COUNTED: Final = ("runs", "runs_of_unknown_cost", "cost", "currency")
_AMOUNTS: Final = frozenset({"day_limit", "month_limit"})


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
    if name in _AMOUNTS:
        return price(from_micros(int(value)), language, currency, is_play=False)
    return str(value)


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

"""From codes and parameters to sentences."""

from __future__ import annotations

import datetime as dt
import re
import string
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any, Final

from babel.dates import format_skeleton

from playground.texts.catalogs import ENGLISH, Catalog, Language, catalog_of
from playground.texts.formats import amount, at_a_glance, number, scaled_size

_COUNTED: Final = re.compile(r"\{(\w+):n\}")
_PARSER: Final = string.Formatter()


def translate(code: str, language: Language = ENGLISH, **params: Any) -> str:
    """The sentence for a code.

    Args:
        code: of a sentence in `locales/en.po`.
        language: of the sentence; where its catalog lacks it, the sentence is English.
        params: what the sentence names. They are not escaped: whoever shows the sentence as HTML escapes it.

    Raises:
        KeyError: no such code, or a parameter that the sentence needs is missing.

    >>> translate("issue.max_length", "en", title="Prompt", limit=800, actual=812)
    'Prompt can have at most 800 characters; this one has 812.'
    """
    catalog = catalog_of(language)
    if code not in catalog.forms:
        catalog = catalog_of(ENGLISH)
    forms = catalog.forms[code]
    text = forms[0] if len(forms) == 1 else _form_for(code, catalog, forms, params)
    return "".join(
        literal if name is None else literal + _shown(params[name], spec, language)
        for literal, name, spec in _parts(text)
    )


def has_sentence(code: str) -> bool:
    """Whether there is a sentence of that code."""
    return code in catalog_of(ENGLISH).forms


def explain(
    problem: str, language: Language, params: Mapping[str, Any], *, do: str | None = None
) -> tuple[str, tuple[str, ...], str]:
    """A problem in words.

    Args:
        problem: its code.
        language: as for `translate`.
        params: what its sentences name; `reason` may have sentences of its own, or be the code of a fetch that failed,
            or of a budget that does not reach.
        do: code of the sentence on what to do now, where it is not the problem's own.

    Returns:
        Its title; what happened and, as far as it is known, why; what to do now.
    """
    reason = str(params.get("reason", ""))
    title, what, do_now = (_for_reason(f"problem.{problem}.{part}", reason) for part in ("title", "what", "do"))
    # An older version may have known other reasons.
    is_told = reason.startswith(("fetch.", "budget.")) and has_sentence(reason)
    happened = [what, reason] if is_told else [what]
    return (
        translate(title, language, **params),
        tuple(translate(code, language, **params) for code in happened),
        translate(do or do_now, language, **params),
    )


def code_for_service(code: str, *, on_sandbox: bool) -> str:
    """The code of a sentence about a run, which on the sandbox may have a sentence of its own."""
    own = f"{code}.sandbox"
    return own if on_sandbox and has_sentence(own) else code


def _for_reason(code: str, reason: str) -> str:
    """The sentence for that reason where there is one, else the usual one."""
    own = f"{code}.{reason.removeprefix('fetch.')}"
    return own if has_sentence(own) else code


def _form_for(code: str, catalog: Catalog, forms: tuple[str, ...], params: Mapping[str, Any]) -> str:
    counted = params[_counted_in(code)]
    whole = counted if isinstance(counted, int) else 0  # a fraction takes the form of most numbers
    return forms[min(catalog.which_form(whole), len(forms) - 1)]


@cache
def _counted_in(code: str) -> str:
    """The parameter of which there is one or many: the one that English marks with `:n`."""
    found = _COUNTED.search(catalog_of(ENGLISH).forms[code][-1])
    if not found:
        raise KeyError(code)
    return found[1]


@lru_cache(maxsize=2048)
def _parts(text: str) -> tuple[tuple[str, str | None, str], ...]:
    return tuple((literal, name, spec or "") for literal, name, spec, _ in _PARSER.parse(text))


def _size(value: int, language: Language) -> str:
    amount, unit = scaled_size(value)
    return translate(f"size.{unit}", language, number=number(amount, language))


def _money(value: Sequence[Any], language: Language) -> str:
    digits, currency, is_play = value
    return _called(amount(at_a_glance(Decimal(digits)), language, currency), language, is_play=is_play)


def _exact_money(value: Sequence[Any], language: Language) -> str:
    digits, currency, is_play = value
    return _called(amount(Decimal(digits), language, currency), language, is_play=is_play)


def _called(shown: str, language: Language, *, is_play: bool) -> str:
    return translate("page.play_money", language, cost=shown) if is_play else shown


def _date(value: Sequence[int], language: Language) -> str:
    return format_skeleton("MMMMd", dt.date(*value), locale=catalog_of(language).locale)


_FORMATS: Final[Mapping[str, Callable[[Any, Language], str]]] = {
    "n": number,
    ",": number,
    "bytes": _size,
    "money": _money,
    "exact": _exact_money,
    "date": _date,
}
"""What may stand after the colon in `{limit:n}`, besides a pattern of CLDR such as `0.0`.

Of `money`, at a glance, and `exact` the value is digits, the currency's sign, and whether it is play money; of `date`
it is year, month and day: as JSON has them.
"""


def _shown(value: Any, spec: str, language: Language) -> str:
    if not spec or isinstance(value, str):  # what is text already is shown as it stands
        return str(value)
    return _FORMATS[spec](value, language) if spec in _FORMATS else number(value, language, spec)

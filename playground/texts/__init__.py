"""Every sentence a person reads, in English and Chinese, keyed by code.

Rooms hand out codes and parameters; `translate` turns the two into words. Each table maps a code to
`(English, Chinese)`. In a sentence `{limit}` is a parameter, and `{limit:character|characters}` a number with its
counted noun:

>>> translate("issue.max_length", "en", title="Prompt", limit=800, actual=812)
'Prompt can have at most 800 characters; this one has 812.'
"""

from __future__ import annotations

import string
from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any, Literal, TypeAlias, get_args

from playground.texts.catalog import CATALOG
from playground.texts.checks import CHECKS
from playground.texts.commands import COMMANDS
from playground.texts.errors import ERRORS
from playground.texts.form import FORM
from playground.texts.issues import ISSUES
from playground.texts.outlook import OUTLOOK
from playground.texts.page import PAGE
from playground.texts.problems import PROBLEMS
from playground.texts.running import RUNNING
from playground.texts.variables import VARIABLES
from playground.texts.workbench import WORKBENCH

Language: TypeAlias = Literal["en", "zh"]

_TABLES = (CATALOG, CHECKS, COMMANDS, ERRORS, FORM, ISSUES, OUTLOOK, PAGE, PROBLEMS, RUNNING, VARIABLES, WORKBENCH)
TEXTS = {code: sentences for table in _TABLES for code, sentences in table.items()}


_EXACT = Context(prec=15)
"""As many digits as a float keeps of what was written: those beyond are its own."""


class _Formatter(string.Formatter):
    def format_field(self, value: Any, format_spec: str) -> str:
        one, bar, many = format_spec.partition("|")
        if not bar:
            return str(super().format_field(value, format_spec))
        return f"{value:,} {one if value == 1 else many}"


_FORMATTER = _Formatter()


def spoken_by(accepted: str) -> Language:
    """The first language of an `Accept-Language` header that we speak, else English.

    >>> spoken_by("de-CH, zh-CN;q=0.8, en;q=0.5")
    'zh'
    """
    for wish in accepted.lower().split(","):
        for language in get_args(Language):
            if wish.strip().startswith(language):
                return "zh" if language == "zh" else "en"
    return "en"


def translate(code: str, language: Language = "en", **params: Any) -> str:
    """The sentence for a code.

    Args:
        code: a key of `TEXTS`.
        language: `en` or `zh`.
        params: what the sentence names. They are not escaped: whoever shows the sentence as HTML escapes it.

    Raises:
        KeyError: no such code, or a parameter that the sentence needs is missing.
    """
    return _FORMATTER.vformat(TEXTS[code][0 if language == "en" else 1], (), params)


def explain(
    problem: str, language: Language, params: Mapping[str, Any], *, do: str | None = None
) -> tuple[str, tuple[str, ...], str]:
    """A problem in words.

    Args:
        problem: its code.
        language: as for `translate`.
        params: what its sentences name; `reason` may have sentences of its own, or be the code of a fetch that failed.
        do: code of the sentence on what to do now, where it is not the problem's own.

    Returns:
        Its title; what happened and, as far as it is known, why; what to do now.
    """
    reason = str(params.get("reason", ""))
    title, what, do_now = (_variant(f"problem.{problem}.{part}", reason) for part in ("title", "what", "do"))
    is_told = reason.startswith("fetch.") and reason in TEXTS  # an older version may have known other reasons
    happened = [what, reason] if is_told else [what]
    return (
        translate(title, language, **params),
        tuple(translate(code, language, **params) for code in happened),
        translate(do or do_now, language, **params),
    )


def _variant(code: str, reason: str) -> str:
    """The sentence for that reason where there is one, else the usual one."""
    own = f"{code}.{reason.removeprefix('fetch.')}"
    return own if own in TEXTS else code


def join_words(words: Iterable[str], language: Language = "en") -> str:
    """Words one after the other.

    >>> join_words(["seed", "steps"]), join_words(["种子", "步数"], "zh")
    ('seed, steps', '种子、步数')
    """
    return (", " if language == "en" else "、").join(words)


def fitting(code: str, *, on_sandbox: bool) -> str:
    """The code of the sentence that fits where it is said: on the sandbox there may be one of its own."""
    own = f"{code}.sandbox"
    return own if on_sandbox and own in TEXTS else code


def price(cost: Decimal, language: Language, currency: str, *, is_play: bool) -> str:
    """An amount at a glance: two decimals, more where the first of them are 0; play money is called that.

    >>> price(Decimal("0.05625"), "en", "$", is_play=False), price(Decimal("12.345"), "en", "$", is_play=False)
    ('$0.056', '$12.35')
    >>> price(Decimal("0.00042"), "en", "$", is_play=False), price(Decimal("0.1"), "en", "$", is_play=True)
    ('$0.00042', '$0.10 play money')
    """
    places = max(2, 1 - cost.adjusted()) if cost else 2
    shown = amount(cost.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP), currency)
    return translate("page.play_money", language, cost=shown) if is_play else shown


def amount(cost: Decimal, currency: str) -> str:
    """An amount of money with all its digits, but for what only a program's arithmetic added.

    >>> amount(Decimal("0.05625"), "$"), amount(Decimal("3"), "$"), amount(Decimal("0.30000000000000004"), "$")
    ('$0.05625', '$3.00', '$0.30')
    """
    whole, _, fraction = f"{_EXACT.plus(cost).normalize():f}".partition(".")
    return f"{currency}{whole}.{fraction.ljust(2, '0')}"

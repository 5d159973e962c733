"""Every sentence a person reads, in English and Chinese, keyed by code.

Rooms hand out codes and figures; `say` turns the two into words. Each table maps a code to `(English, Chinese)`.
In a sentence `{limit}` is a figure, and `{limit:character|characters}` a figure with its counted noun:

>>> say("issue.max_length", "en", title="Prompt", limit=800, actual=812)
'Prompt can have at most 800 characters; this one has 812.'
"""

from __future__ import annotations

import string
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Literal, TypeAlias

from playground.texts.catalog import CATALOG
from playground.texts.checks import CHECKS
from playground.texts.commands import COMMANDS
from playground.texts.errors import ERRORS
from playground.texts.form import FORM
from playground.texts.issues import ISSUES
from playground.texts.page import PAGE
from playground.texts.problems import PROBLEMS
from playground.texts.running import RUNNING
from playground.texts.variables import VARIABLES
from playground.texts.workbench import WORKBENCH

Language: TypeAlias = Literal["en", "zh"]

_TABLES = (CATALOG, CHECKS, COMMANDS, ERRORS, FORM, ISSUES, PAGE, PROBLEMS, RUNNING, VARIABLES, WORKBENCH)
TEXTS = {code: sentences for table in _TABLES for code, sentences in table.items()}


class _Formatter(string.Formatter):
    def format_field(self, value: Any, format_spec: str) -> str:
        one, bar, many = format_spec.partition("|")
        if not bar:
            return str(super().format_field(value, format_spec))
        return f"{value:,} {one if value == 1 else many}"


_FORMATTER = _Formatter()


def say(code: str, language: Language = "en", **figures: Any) -> str:
    """The sentence for a code.

    Args:
        code: a key of `TEXTS`.
        language: `en` or `zh`.
        figures: what the sentence names. They are not escaped: whoever shows the sentence as HTML escapes it.

    Raises:
        KeyError: no such code, or a figure that the sentence needs is missing.
    """
    return _FORMATTER.vformat(TEXTS[code][0 if language == "en" else 1], (), figures)


def explain(problem: str, language: Language, figures: Mapping[str, Any]) -> tuple[str, tuple[str, ...], str]:
    """A problem in words.

    Args:
        problem: its code.
        language: as for `say`.
        figures: what its sentences name; `reason` may be the code of a fetch that failed.

    Returns:
        Its title; what happened and, as far as it is known, why; what to do now.
    """
    title, what, do = (f"problem.{problem}.{part}" for part in ("title", "what", "do"))
    reason = str(figures.get("reason", ""))
    is_told = reason.startswith("fetch.") and reason in TEXTS  # an older version may have known other reasons
    happened = [what, reason] if is_told else [what]
    do_then = f"{do}.{reason.removeprefix('fetch.')}"
    return (
        say(title, language, **figures),
        tuple(say(code, language, **figures) for code in happened),
        say(do_then if do_then in TEXTS else do, language, **figures),
    )


def amount(cost: Decimal, currency: str) -> str:
    """An amount of money as people write it, every digit kept.

    >>> amount(Decimal("0.05625"), "$"), amount(Decimal("3"), "$")
    ('$0.05625', '$3.00')
    """
    whole, _, fraction = f"{cost.normalize():f}".partition(".")
    return f"{currency}{whole}.{fraction.ljust(2, '0')}"

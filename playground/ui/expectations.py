"""How long a run will take, in words and as a share, from this ledger's own runs with the same settings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from playground.component.edits import Sent
from playground.errors import StorageError
from playground.form import Layout
from playground.texts import Language, translate
from playground.ui.pricing import counted_input
from playground.wiring import Parts

MOST_SHARE: Final = 95
"""Per cent that are shown at most of a run that is not over."""
_A_WHILE: Final = 100
"""Seconds from which on minutes say it better."""


def rounded(taken: float, language: Language) -> str:
    """Seconds, or minutes where they say it better, in words."""
    if taken < _A_WHILE:
        return translate("page.seconds", language, seconds=max(1, round(taken)))
    return translate("page.minutes", language, minutes=round(taken / 60))


def usual_words(taken: float, language: Language) -> str:
    """What such a run usually takes, as a sentence."""
    return translate("page.usual", language, seconds=rounded(taken, language))


def share(elapsed: float, usual: float) -> int:
    """How far a run has come, in per cent of what such a run usually takes: at most 95, for nobody knows the end.

    >>> share(3.0, 12.0), share(11.9, 12.0), share(600.0, 12.0), share(-5.0, 12.0), share(1.0, 0.0)
    (25, 95, 95, 0, 95)
    """
    return max(0, min(MOST_SHARE, int(100 * elapsed / usual) if usual > 0 else MOST_SHARE))


async def time_before(parts: Parts, sent: Sent, layout: Layout, language: Language) -> str:
    """How long a click will take, as earlier runs with the same settings tell; empty where there are none."""
    if not isinstance(layout.collected.payload, Mapping):
        return ""
    form = parts.catalog.model(sent.model, language).form
    try:
        payload = await parts.threads.run(counted_input, form, layout)
        usual = await parts.runner.costs.usual_seconds(sent.model, payload, free_texts(layout))
    except StorageError:  # what is not known is not said
        return ""
    return "" if usual is None else translate("page.usually", language, seconds=rounded(usual, language))


def free_texts(layout: Layout) -> frozenset[str]:
    """The names in a form whose values change neither price nor time, such as the prompt."""
    return frozenset(field.name for field in layout.fields if not field.widget.changes_price)

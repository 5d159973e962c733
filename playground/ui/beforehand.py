"""What a page is told before a click: what it will cost, and how many runs it will be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from playground.component.edits import Sent
from playground.form import Layout
from playground.form.fields import Slot
from playground.runs.batches.planning import MOST_CELLS
from playground.texts import Language, translate
from playground.ui.cells import alternatives_in, count_of, plain_texts, shown_alternatives
from playground.ui.estimates import shape_of
from playground.ui.expectations import free_texts
from playground.ui.pricing import Quote, quote, quote_text, total_text
from playground.wiring import Parts

_LONGEST: Final = 80
_MEDIA: Final = frozenset({"image", "video", "audio"})


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked before many runs begin.

    Attributes:
        count: how many there would be.
        said: how many and what they cost, in words.
        yes: what agrees to it.
    """

    count: int
    said: str
    yes: str


@dataclass(frozen=True, slots=True)
class CostBefore:
    """What a click will cost.

    Attributes:
        said: that, in words.
        asked: of each run its model, and what it is expected to cost, as budgets want it; none while nothing is asked.
    """

    said: str
    asked: tuple[tuple[str, Decimal | None], ...] = ()


@dataclass(frozen=True, slots=True)
class ManyBefore:
    """What alternatives in texts come to.

    Attributes:
        each: how many runs the form asks for by itself.
        said: that, in words; empty where there are no alternatives.
        is_plain: all of them are meant as plain text.
        slots: of the fields that have them.
    """

    each: int = 1
    said: str = ""
    is_plain: bool = False
    slots: tuple[Slot, ...] = ()


def many_before(parts: Parts, sent: Sent, layout: Layout, language: Language) -> ManyBefore:
    """How many runs the alternatives in a form's texts make.

    Args:
        parts: what to work with.
        sent: the page.
        layout: of what it holds.
        language: of the words.
    """
    texts = alternatives_in(layout)
    if not texts:
        return ManyBefore()
    each = count_of(texts)
    if each == 1 and not any(one.groups for one in texts.values()):
        plain = next(iter(plain_texts(texts).values()))
        return ManyBefore(
            1, translate("batch.plain", language, text=plain[:_LONGEST]), is_plain=True, slots=tuple(texts)
        )
    payload = layout.collected.payload
    media = parts.catalog.model(sent.model, language).media
    shape = shape_of(payload if isinstance(payload, Mapping) else {}, media)
    code = f"batch.makes.{media}" if media in _MEDIA else "batch.makes.other"
    if each > MOST_CELLS:
        said = translate("batch.too_many", language, limit=MOST_CELLS)
    else:
        said = translate(code, language, count=each * shape.count, choices=shown_alternatives(texts))
    return ManyBefore(each, said, slots=tuple(texts))


def question_about(parts: Parts, known: Quote, count: int, language: Language) -> Question:
    """What is asked before so many runs of the same price begin."""
    cost = total_text(known, count, language, parts.settings.currency, on_sandbox=parts.settings.on_sandbox)
    said = translate("batch.question", language, count=count, cost=cost)
    return Question(count, said, translate("batch.confirm", language, count=count))


async def cost_before(parts: Parts, sent: Sent, layout: Layout, language: Language, copies: int = 1) -> CostBefore:
    """What a click will cost, as far as earlier runs or the model's file tell.

    Args:
        parts: what to work with.
        sent: the page.
        layout: of what it holds.
        language: of the words.
        copies: how many runs there will be.
    """
    form = parts.catalog.model(sent.model, language).form
    # What is held may be text that is no object yet.
    if not isinstance(layout.collected.payload, Mapping):
        return CostBefore(translate("page.cost_before", language))
    known = await quote(parts, sent.model, form, layout, free_texts(layout))
    currency, on_sandbox = parts.settings.currency, parts.settings.on_sandbox
    if copies > 1:
        said = total_text(known, copies, language, currency, on_sandbox=on_sandbox)
    else:
        said = quote_text(known, language, currency, on_sandbox=on_sandbox)
    return CostBefore(said, ((sent.model, known.total),) * min(copies, MOST_CELLS))

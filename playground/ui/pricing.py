"""What a press of *Generate* will cost: as an earlier run like it, scaled from others, or as the model's file says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from playground.form import Form, Layout, defaults_of, with_defaults
from playground.form.numbers import to_decimal
from playground.runs.price import COUNTS, Scale, count_in
from playground.texts import Language, price, translate
from playground.wiring import Parts


@dataclass(frozen=True, slots=True)
class Quote:
    """What is known beforehand.

    Attributes:
        total: what it will cost; None is unknown.
        code: of the sentence that says so.
        scale: what one result cost, where that is known.
    """

    total: Decimal | None
    code: str
    scale: Scale | None = None


async def quote(parts: Parts, slug: str, form: Form, layout: Layout, texts: frozenset[str]) -> Quote:
    """The best that is known: the same settings tell first, then another number of results, then the model's file.

    Args:
        parts: what to work with.
        slug: the model's.
        form: the model's.
        layout: of what the form holds.
        texts: names in it that change no price.
    """
    payload = await parts.threads.run(counted_input, form, layout)
    same = await parts.runner.costs.last(slug, payload, texts)
    if same is not None:
        return Quote(same, "page.cost_like")
    scale = await parts.runner.costs.scaled(slug, payload, texts)
    if scale is not None and scale.has_held:
        return Quote(scale.total, "page.cost_scaled", scale)
    listed = form.price.total(count=_count(layout), seconds=_seconds(payload)) if form.price else None
    if listed is not None:
        return Quote(listed, "page.cost_listed")
    return Quote(None, "page.cost_of_one" if scale else "page.cost_before", scale)


def counted_input(form: Form, layout: Layout) -> Any:
    """What a form holds, as its price and its time are found by: with the defaults of what it leaves out."""
    return with_defaults(layout.collected.payload, defaults_of(form, layout))


def quote_text(known: Quote, language: Language, currency: str, *, on_sandbox: bool) -> str:
    """The line below *Generate*."""
    params: dict[str, Any] = {}
    if known.total is not None:
        params["cost"] = price(known.total, language, currency, is_play=on_sandbox)
    if known.scale is not None:
        params |= {
            "one": price(known.scale.one, language, currency, is_play=on_sandbox and known.total is None),
            "count": known.scale.count,
        }
    return translate(known.code, language, **params)


def total_text(known: Quote, count: int, language: Language, currency: str, *, on_sandbox: bool) -> str:
    """The same line for so many runs: what all of them will cost, as far as one is known."""
    if known.total is None:
        return translate("page.cost_of_all.unknown", language, count=count)
    total = price(known.total * count, language, currency, is_play=on_sandbox)
    one = price(known.total, language, currency, is_play=False)
    return translate("page.cost_of_all", language, count=count, cost=total, one=one)


def _count(layout: Layout) -> int:
    """How many results come: as asked for, else as many as the model makes by default, else one."""
    payload = layout.collected.payload
    found = count_in(payload) if isinstance(payload, Mapping) else None
    if found:
        return found[1]
    defaults = {field.name: field.default for field in layout.fields if field.name in COUNTS}
    usual = count_in(defaults)
    return usual[1] if usual else 1


def _seconds(payload: Any) -> Decimal | None:
    value = payload.get("duration") if isinstance(payload, Mapping) else None
    try:
        seconds = to_decimal(float(value.removesuffix("s"))) if isinstance(value, str) else to_decimal(value)
    except ValueError:
        return None
    return seconds if seconds is not None and seconds > 0 else None

"""What a schema allows of a number, a text or a list, exactly as it says it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from playground.form.fields import Limits
from playground.form.numbers import to_decimal
from playground.form.schema.node import Node

MAX_FREE_SLIDER_STEPS: Final = 200
"""Of a fraction whose schema names no step: a tenth up to 20, a hundredth up to 2."""


_NONE: Final = Limits()
_KEYWORDS: Final = frozenset(
    {
        *("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
        *("minLength", "maxLength", "minItems", "maxItems"),
    }
)


def limits_of(node: Node) -> Limits:
    """The bounds, exactly; a boolean `exclusiveMinimum` (draft 4, OpenAPI 3.0) makes `minimum` one."""
    keywords = node.keywords
    if _KEYWORDS.isdisjoint(keywords):
        return _NONE
    minimum, maximum = to_decimal(keywords.get("minimum")), to_decimal(keywords.get("maximum"))
    below, above = keywords.get("exclusiveMinimum") is True, keywords.get("exclusiveMaximum") is True
    step = to_decimal(keywords.get("multipleOf"))
    return Limits(
        minimum=None if below else minimum,
        maximum=None if above else maximum,
        exclusive_minimum=minimum if below else to_decimal(keywords.get("exclusiveMinimum")),
        exclusive_maximum=maximum if above else to_decimal(keywords.get("exclusiveMaximum")),
        multiple_of=step if step is not None and step > 0 else None,
        min_length=_count(keywords.get("minLength")),
        max_length=_count(keywords.get("maxLength")),
        min_items=_count(keywords.get("minItems")),
        max_items=_count(keywords.get("maxItems")),
    )


def step_of(node: Node) -> Decimal | None:
    """From one value of a number to the next: the hint, `multipleOf`, 1 for whole numbers, or a fitting fraction."""
    limits = limits_of(node)
    step = node.hints.step or limits.multiple_of
    if step is not None or not node.types <= {"integer", "number"}:
        return step
    if node.types == {"integer"}:
        return Decimal(1)
    low, high = lowest(limits), highest(limits)
    if low is None or high is None or not low < high:
        return None
    step = Decimal(1).scaleb((high - low).adjusted() - 2)
    return step if (high - low) / step <= MAX_FREE_SLIDER_STEPS else step * 10


def lowest(limits: Limits) -> Decimal | None:
    """The lower bound, whether or not it may be reached."""
    return limits.minimum if limits.minimum is not None else limits.exclusive_minimum


def highest(limits: Limits) -> Decimal | None:
    """The upper bound, whether or not it may be reached."""
    return limits.maximum if limits.maximum is not None else limits.exclusive_maximum


def _count(value: Any) -> int | None:
    number = to_decimal(value)
    return int(number) if number is not None and number >= 0 and number == number.to_integral_value() else None

"""Between which bounds a number goes, and in which steps."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.form.drawing import single


@pytest.mark.parametrize(
    ("schema", "step"),
    [
        ({"type": "integer"}, "1"),
        ({"type": "integer", "multipleOf": 8}, "8"),
        ({"type": "number", "multipleOf": 0.05}, "0.05"),
        ({"type": "number", "multipleOf": 0.05, "x-playground": {"step": 0.1}}, "0.1"),
        ({"type": "number", "step": 0.25}, "0.25"),
        ({"type": "number", "minimum": 0, "maximum": 1}, "0.01"),
        ({"type": "number", "minimum": 1, "maximum": 20}, "0.1"),
        ({"type": "number", "minimum": 0, "maximum": 100}, "1"),
        ({"type": "number", "minimum": 0, "maximum": 0}, None),
        ({"type": "number"}, None),
    ],
)
def test_a_number_goes_in_steps(schema: dict[str, Any], step: str | None) -> None:
    assert single(schema).step == (None if step is None else Decimal(step))


@pytest.mark.parametrize(
    ("schema", "low", "high"),
    [
        ({"minimum": 1, "maximum": 6}, Decimal(1), Decimal(6)),
        ({"minimum": 1, "exclusiveMinimum": True, "maximum": 6}, None, Decimal(6)),
        ({"exclusiveMinimum": 0.1}, None, None),
        ({"minimum": "1", "maximum": True}, None, None),
    ],
)
def test_bounds_are_as_the_schema_says_them(schema: dict[str, Any], low: Decimal | None, high: Decimal | None) -> None:
    limits = single({"type": "number", **schema}).limits
    assert (limits.minimum, limits.maximum) == (low, high)


def test_both_spellings_of_an_exclusive_bound() -> None:
    assert single({"type": "number", "exclusiveMinimum": 0.1}).limits.exclusive_minimum == Decimal("0.1")
    assert single({"type": "number", "minimum": 1, "exclusiveMinimum": True}).limits.exclusive_minimum == 1
    assert single({"type": "number", "maximum": 9, "exclusiveMaximum": True}).limits.exclusive_maximum == 9

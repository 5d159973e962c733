"""The price that a schema lists."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from playground.form import build_form, inspect


@pytest.mark.parametrize(
    ("hint", "count", "seconds", "total"),
    [
        (0.04, 3, None, "0.12"),
        ({"result": 2}, 2, None, "4"),
        ({"run": 0.5}, 4, None, "0.5"),
        ({"second": 0.05}, 2, 4, "0.40"),
        ({"second": 0.05}, 1, None, None),
        (0, 4, None, "0"),
    ],
)
def test_a_listed_price_is_for_a_result_a_second_or_a_run(
    hint: Any, count: int, seconds: int | None, total: str | None
) -> None:
    schema = {"type": "object", "x-playground": {"price": hint}}
    listed = build_form(schema).price
    assert listed is not None
    found = listed.total(count=count, seconds=None if seconds is None else Decimal(seconds))
    assert (None if found is None else str(found)) == total
    report = inspect(schema)
    assert (report.ok, report.warnings) == (True, ())


@pytest.mark.parametrize("hint", ["0.04", -1, True, None, {}, {"result": 1, "run": 2}, {"picture": 1}, {"second": "x"}])
def test_a_price_that_cannot_be_read_is_none_and_check_says_so(hint: Any) -> None:
    schema = {"type": "object", "x-playground": {"price": hint}}
    assert build_form(schema).price is None
    report = inspect(schema)
    assert [
        message for _, message in (*report.problems, *report.warnings) if "price" in message or "picture" in message
    ]

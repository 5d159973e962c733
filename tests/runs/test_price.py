"""What a price depends on, and what it is thought to be for another number of results."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.runs.price import Scale, price_of, scaled, unit_of

Known = list[tuple[str, int, str]]


def _scaled(known: Known, count: int = 4) -> Scale | None:
    return scaled([(unit, number, Decimal(price)) for unit, number, price in known], "mine", count)


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ([], None),
        ([("other", 1, "0.1"), ("other", 2, "0.2")], None),
        ([("mine", 1, "0.1")], (False, "0.4")),
        ([("mine", 1, "0.1"), ("mine", 2, "0.2")], (True, "0.4")),
        ([("mine", 1, "0.1"), ("other", 1, "7"), ("other", 3, "21")], (True, "0.4")),
        ([("mine", 2, "0.1"), ("other", 1, "7"), ("other", 3, "21")], (True, "0.20")),
        ([("mine", 1, "0.1"), ("mine", 2, "0.15")], (False, "0.4")),
        ([("mine", 1, "0.1"), ("mine", 2, "0.2"), ("other", 1, "7"), ("other", 3, "20")], (False, "0.4")),
        # The newest price of a number counts: it may have changed since.
        ([("mine", 1, "0.1"), ("mine", 2, "0.2"), ("mine", 1, "0.7")], (True, "0.4")),
    ],
)
def test_a_price_is_scaled_where_that_has_held(known: Known, expected: tuple[bool, str] | None) -> None:
    found = _scaled(known)
    assert (found and (found.has_held, str(found.total))) == expected


@given(st.integers(1, 12), st.integers(1, 12), st.decimals(0, 100, places=6), st.integers(1, 12))
def test_a_price_in_proportion_is_found_again(first: int, second: int, one: Decimal, count: int) -> None:
    found = scaled([("u", first, one * first), ("u", second, one * second)], "u", count)
    assert found is not None
    assert found.has_held == (first != second)
    assert abs(found.total - one * count) < Decimal("1e-9")


def test_a_unit_is_all_but_free_text_and_the_number_of_results() -> None:
    base = unit_of("s", "m", {"prompt": "x", "n": 1, "size": "1K"}, ["prompt"])
    assert unit_of("s", "m", {"prompt": "y", "n": 3, "size": "1K"}, ["prompt"]) == (base[0], 3)
    assert unit_of("s", "m", {"n": 1, "size": "2K"}, ["prompt"])[0] != base[0]
    assert unit_of("other", "m", {"n": 1, "size": "1K"}, ["prompt"])[0] != base[0]
    assert unit_of("s", "m", {"size": "1K"}) == (None, None)
    assert base[0] != price_of("s", "m", {"size": "1K"})

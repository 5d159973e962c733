from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.jsontext import parse_exact, to_json, to_json_bytes

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.decimals(allow_nan=False, allow_infinity=False)
    | st.text()
)
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20)


@pytest.mark.slow
@given(VALUES)
def test_what_is_encoded_is_json_of_the_same_value(value: object) -> None:
    assert to_json(parse_exact(to_json_bytes(value))) == to_json(value)
    json.loads(to_json_bytes(value))


@pytest.mark.parametrize(
    "digits", ["0.1", "0.10", "1e400", "0.10000000000000000001", "-0.0", "1.0", "9007199254740993"]
)
def test_every_digit_of_a_number_survives(digits: str) -> None:
    assert Decimal(to_json(parse_exact(digits))) == Decimal(digits)
    assert Decimal(to_json(Decimal(digits))) == Decimal(digits)


def test_text_goes_out_as_it_is_and_half_a_character_as_an_escape() -> None:
    assert (
        to_json_bytes({"prompt": "赛博朋克", "broken": "\ud83d"}) == '{"prompt":"赛博朋克","broken":"\\ud83d"}'.encode()
    )


@pytest.mark.parametrize("value", [float("nan"), Decimal("Infinity")])
def test_what_json_cannot_say_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match="JSON"):
        to_json(value)

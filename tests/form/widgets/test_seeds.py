"""A seed drawn at random is one that the schema allows."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.form import validate
from playground.form.widgets.seeds import Dice, dice_of
from tests.form.drawing import field, form_of

BOUNDS = st.integers(-(2**40), 2**40) | st.floats(-1000, 1000)
SCHEMAS = st.fixed_dictionaries(
    {"type": st.just("integer")},
    optional={
        "minimum": BOUNDS,
        "exclusiveMinimum": BOUNDS,
        "maximum": BOUNDS,
        "exclusiveMaximum": BOUNDS,
        "multipleOf": st.integers(1, 1000) | st.sampled_from([0.5, 1.5, 2.25]),
    },
)


@pytest.mark.slow
@given(SCHEMAS, st.floats(0, 1))
def test_every_value_that_may_be_drawn_is_allowed(schema: dict[str, Any], share: float) -> None:
    form = form_of({"seed": schema})
    dice = dice_of(field(form, "seed").limits)
    if dice is None:
        return
    for place in (0, round(share * (dice.count - 1)), dice.count - 1):
        assert validate(form, {"seed": dice.first + place * dice.step}) == ()


def drawn(**schema: Any) -> Dice | None:
    return dice_of(field(form_of({"seed": {"type": "integer", **schema}}), "seed").limits)


def test_what_is_drawn_from() -> None:
    assert drawn() == Dice(0, 1, 2**32)
    assert drawn(minimum=-5, maximum=-1) == Dice(-5, 1, 5)
    assert drawn(minimum=-1, maximum=10) == Dice(0, 1, 11)
    assert drawn(minimum=0, maximum=1000, multipleOf=50) == Dice(0, 50, 21)
    assert drawn(minimum=-(2**63), maximum=2**63 - 1) == Dice(0, 1, 2**32)
    assert drawn(maximum=-1) == Dice(-(2**32), 1, 2**32)
    assert drawn(minimum=5, maximum=4) is None
    assert drawn(minimum=1, maximum=9, multipleOf=10) is None

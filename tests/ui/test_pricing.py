"""What stands below *Generate*."""

from __future__ import annotations

from decimal import Decimal

import pytest

from playground.runs.price import Scale
from playground.texts import Language, price
from playground.ui.pricing import Quote, quote_text

ONE = Decimal("0.028125")
LIKE = Quote(ONE, "page.cost_like")
SCALED = Quote(ONE * 4, "page.cost_scaled", Scale(ONE, 4, has_held=True))
OF_ONE = Quote(None, "page.cost_of_one", Scale(ONE, 4, has_held=False))


@pytest.mark.parametrize(
    ("quote", "language", "on_sandbox", "words"),
    [
        (LIKE, "en", False, "About $0.028, like the last run of this kind"),
        (LIKE, "en", True, "About $0.028 play money, like the last run of this kind"),
        (SCALED, "en", False, "About $0.11: 4 at $0.028 each"),
        (SCALED, "zh", True, "约 $0.11 模拟币：4 个，每个 $0.028"),
        (OF_ONE, "en", False, "Price not known yet; each result of an earlier run cost $0.028"),
        (Quote(ONE, "page.cost_listed"), "en", False, "About $0.028, by the model's price list"),
        (Quote(None, "page.cost_before"), "en", True, "Price not known yet: the service tells it once it accepts"),
    ],
)
def test_what_is_known_is_said_and_nothing_else(quote: Quote, language: Language, on_sandbox: bool, words: str) -> None:
    assert quote_text(quote, language, "$", on_sandbox=on_sandbox) == words


@pytest.mark.parametrize(
    ("cost", "shown"),
    [
        *(("0", "$0.00"), ("0.3", "$0.30"), ("3", "$3.00"), ("12.345", "$12.35"), ("1234567.891", "$1234567.89")),
        *(("0.05625", "$0.056"), ("0.0996", "$0.10"), ("0.00042499", "$0.00042"), ("0.004", "$0.004")),
        ("0.30000000000000004", "$0.30"),
    ],
)
def test_an_amount_has_two_significant_decimals(cost: str, shown: str) -> None:
    assert price(Decimal(cost), "en", "$", is_play=False) == shown

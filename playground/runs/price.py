"""What a price depends on, as one short text that can be looked up: two runs that share it cost the same.

Where only the number of results differs, the price is scaled, if it has been in proportion so far.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Context, Decimal
from itertools import pairwise
from typing import Any, Final

from playground.jsontext import to_json_bytes

COUNTS: Final = ("n", "num_images", "num_outputs", "sample_count", "batch_size", "number_of_images")
"""Names by which services ask how many results are wanted."""
_DIGITS: Final = Context(prec=12)
"""Of a price divided by a count: the rest is a division's own."""


@dataclass(frozen=True, slots=True)
class Scale:
    """What a number of results is thought to cost, from what another number of them did.

    Attributes:
        one: what one result cost.
        count: how many are asked for.
        has_held: whether prices of this model were in proportion wherever that could be seen, and it could.
    """

    one: Decimal
    count: int
    has_held: bool

    @property
    def total(self) -> Decimal:
        """What all of them would cost."""
        return self.one * self.count


def price_of(service: str, model: str, form_input: Mapping[str, Any], texts: Collection[str] = ()) -> str:
    """A digest, in hexadecimal, of what the price of a run depends on.

    Args:
        service: where it is asked for.
        model: slug.
        form_input: as the form holds them; numbers count by value, members in any order.
        texts: names of members that change no price, such as the prompt.

    >>> price_of("a", "m", {"n": 2, "prompt": "x"}, ["prompt"]) == price_of("a", "m", {"n": Decimal("2.0")})
    True
    >>> price_of("a", "m", {"n": True}) == price_of("a", "m", {"n": 1})
    False
    """
    return _digest([service, model, _counted(form_input, texts)])


def count_in(form_input: Mapping[str, Any]) -> tuple[str, int] | None:
    """The name and value of the setting that says how many results are wanted; None where none does.

    >>> count_in({"prompt": "x", "n": 4}), count_in({"n": True}), count_in({})
    (('n', 4), None, None)
    """
    for name in COUNTS:
        value = form_input.get(name)
        if isinstance(value, int) and not isinstance(value, bool) and value > 0:
            return name, value
    return None


def unit_of(
    service: str, model: str, form_input: Mapping[str, Any], texts: Collection[str] = ()
) -> tuple[str, int] | tuple[None, None]:
    """What a price depends on besides the number of results, as for `price_of`, and that number."""
    found = count_in(form_input)
    if found is None:
        return None, None
    name, count = found
    others = {one: value for one, value in _counted(form_input, texts).items() if one != name}
    return _digest([service, model, name, others]), count


def _counted(form_input: Mapping[str, Any], texts: Collection[str]) -> dict[str, Any]:
    return {name: value for name, value in form_input.items() if name not in texts}


def _digest(value: Any) -> str:
    return hashlib.sha256(to_json_bytes(_canonical(value))).hexdigest()


def scaled(known: Iterable[tuple[str, int, Decimal]], unit: str, count: int) -> Scale | None:
    """The scale for a number of results; None where nothing with the same other settings has a price.

    Args:
        known: what earlier runs of the model cost, the newest first: unit, number of results, price.
        unit: as `unit_of`.
        count: how many results.
    """
    newest: dict[str, dict[int, Decimal]] = {}
    for one, number, price in known:
        newest.setdefault(one, {}).setdefault(number, _DIGITS.divide(price, Decimal(number)))
    rates = newest.get(unit)
    if not rates:
        return None
    compared = [pair for others in newest.values() for pair in pairwise(others.values())]
    has_held = bool(compared) and all(first == second for first, second in compared)
    return Scale(rates[1] if 1 in rates else next(iter(rates.values())), count, has_held)


def _canonical(value: Any) -> Any:
    match value:
        case Mapping():
            return {name: _canonical(value[name]) for name in sorted(value)}
        case list() | tuple():
            return [_canonical(row) for row in value]
        case bool():
            return value
        case int() | float() | Decimal():
            return str(Decimal(str(value)).normalize() + 0)
        case _:
            return value

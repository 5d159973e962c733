"""A number that picks one of many results, with dice."""

from __future__ import annotations

from typing import Final

from playground.form.schema.predicates import is_integer, is_seed
from playground.form.widgets.number import Number


class Seed(Number):
    """A box for a whole number, and dice that draw one; `seeds` says which."""

    __slots__ = ()
    name = "seed"
    words = ("seed",)
    fits = (is_seed, is_integer)
    changes_price = False


SEED: Final = Seed()

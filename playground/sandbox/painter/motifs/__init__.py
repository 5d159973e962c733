"""The motifs, by name: each turns a stage into layers from far to near.

Of the day `forest`, `garden`, `peaks`, `ribbons` and `sea`; of the night `aurora` and `city`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from playground.sandbox.painter.motifs import aurora, city, forest, garden, peaks, ribbons, sea
from playground.sandbox.painter.scene import Layer, Stage

MOTIFS: Mapping[str, Callable[[Stage], Iterator[Layer]]] = {
    "aurora": aurora.paint,
    "city": city.paint,
    "forest": forest.paint,
    "garden": garden.paint,
    "peaks": peaks.paint,
    "ribbons": ribbons.paint,
    "sea": sea.paint,
}

NOCTURNAL = frozenset({"aurora", "city"})
"""Those that live by their lights: a palette of the day is turned to night for them."""

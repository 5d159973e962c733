"""Generative pictures and clips that follow a prompt, made with numpy and Pillow.

A `brief` says what is asked for. `words` finds in it which of the `motifs` is meant and which of the `palettes`; the
motif paints a `scene`, as layers from far to near, out of `noise` and `colour`. `picture` lays them on top of each
other, `film` lets them drift apart; `finish` makes the file.
"""

from playground.sandbox.painter.brief import Brief
from playground.sandbox.painter.film import paint_film
from playground.sandbox.painter.picture import paint, paint_picture

__all__ = ["Brief", "paint", "paint_film", "paint_picture"]

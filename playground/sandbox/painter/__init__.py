"""Generative pictures and clips that follow a prompt, made with numpy and Pillow."""

from playground.sandbox.painter.brief import Brief
from playground.sandbox.painter.film import paint_film
from playground.sandbox.painter.picture import paint_picture

__all__ = ["Brief", "paint_film", "paint_picture"]

"""One of a few choices, all in sight."""

from __future__ import annotations

from typing import Final

from playground.form.fields import Choice, Field
from playground.form.numbers import ratio_of
from playground.form.schema.predicates import has_choices, has_few_choices, is_boolean
from playground.form.widget import Look, Shape
from playground.form.widgets.choosing import OneOf

_SEGMENTS: Final = 3
_SEGMENT_LETTERS: Final = 24
_HALF_LETTERS: Final = 14
_TILE_BOX: Final = 26


class Radio(OneOf):
    """Choices side by side: as tiles where they are aspect ratios, as one bar where they are few and short."""

    __slots__ = ()
    name = "radio"
    words = ("radio", "buttons", "radio.group", "radio-group", "segmented", "button-group")
    fits = (is_boolean, has_few_choices, has_choices)

    def look(self, field: Field) -> Look:
        """Tiles, segments or chips."""
        shapes = tuple(shape for shape in map(_shape, field.choices) if shape)
        if shapes and len(shapes) == len(field.choices):
            return Look("tiles", shapes=shapes, is_group=True)
        count = len(field.choices) + field.unset_choice
        letters = sum(len(choice.label) for choice in field.choices)
        if count <= _SEGMENTS and letters <= _SEGMENT_LETTERS:
            return Look("segments", half=letters <= _HALF_LETTERS, is_group=True)
        return Look("chips", is_group=True)


def _shape(choice: Choice) -> Shape | None:
    ratio = ratio_of(choice.label)
    if ratio is None:
        return None
    scale = _TILE_BOX / max(ratio)
    width, height = (max(6, round(side * scale)) for side in ratio)
    return Shape(width, height)


RADIO: Final = Radio()

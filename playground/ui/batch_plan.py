"""What a page wants back of a batch to draw it: what it is called, and the shape of what comes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from playground.errors import SchemaError, UnknownModelError
from playground.ui.estimates import shape_of
from playground.wiring import Parts

_LONGEST: Final = 400


def plan_of(parts: Parts, model: str, payload: Any, title: str) -> Mapping[str, Any]:
    """The plan of a batch of one model.

    Args:
        parts: what to work with.
        model: slug.
        payload: as the form holds it; its shape is taken.
        title: what it is called.
    """
    try:
        media = parts.catalog.model(model).media
    except (SchemaError, UnknownModelError):
        media = "image"
    settings = payload if isinstance(payload, Mapping) else {}
    shape = shape_of(settings, media)
    return {
        "title": title[:_LONGEST],
        "shape": [shape.width, shape.height],
        "each": shape.count,
    }

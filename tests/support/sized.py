"""Schemas of any size, with fields of all kinds."""

from __future__ import annotations

from typing import Any

KINDS: tuple[dict[str, Any], ...] = (
    {"type": "string", "maxLength": 80},
    {"enum": ["low", "middle", "high"], "default": "low"},
    {"type": "integer", "minimum": 1, "maximum": 9, "default": 3},
    {"type": "boolean", "default": True},
    {"type": "string", "enum": [f"choice {number}" for number in range(12)], "default": "choice 3"},
)
"""A text box, a radio, a slider, a checkbox and a list, in turns."""


def schema(size: int) -> dict[str, Any]:
    """A schema of so many members of all kinds; their names tell the size."""
    return {"properties": {f"f{size}_{number}": KINDS[number % len(KINDS)] for number in range(size)}}

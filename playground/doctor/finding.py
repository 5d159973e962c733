"""What a check says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from playground.errors import PlaygroundError


class Level(StrEnum):
    """How bad it is; only a problem keeps the playground from working."""

    OK = "ok"
    WARNING = "warning"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence: `code` and `params` are for `playground.texts`."""

    level: Level
    code: str
    params: Mapping[str, Any] = field(default_factory=dict)


def well(code: str, **params: Any) -> Finding:
    """All is as it should be."""
    return Finding(Level.OK, code, params)


def warn(code: str, **params: Any) -> Finding:
    """It works, but not all of it or not as one may think."""
    return Finding(Level.WARNING, code, params)


def wrong(code: str, **params: Any) -> Finding:
    """It does not work."""
    return Finding(Level.PROBLEM, code, params)


def wrong_by(error: PlaygroundError) -> Finding:
    """It does not work, and this is why."""
    return Finding(Level.PROBLEM, error.code, error.params)

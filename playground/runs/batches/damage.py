"""What no program wrote so, as after a fault of the disk, hides nothing else of a batch: it is logged and left out."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar

from playground.jsontext import parse_exact
from playground.runs.run_queries import UNREADABLE
from playground.tasks.problem import Charged, Problem, ProblemCode

_LOG = logging.getLogger(__name__)
_Value = TypeVar("_Value")

UNREADABLE_PROBLEM: Final = Problem(ProblemCode.STORAGE, Charged.NO, params={"reason": "unreadable"})
"""Why something is held back, where the reason itself cannot be read any more."""


def readable(read: Callable[[str], _Value], text: str, name: str) -> _Value | None:
    """What is read of a text; None where that cannot be done. `name` tells the log whose it is."""
    try:
        return read(text)
    except UNREADABLE as error:
        _LOG.error("%s: its row in the ledger cannot be read: %s", name, type(error).__name__)
        return None


def plan_in(text: str, batch_id: str) -> Mapping[str, Any]:
    """The plan as a row has it; empty where it cannot be read."""
    plan = readable(parse_exact, text, batch_id)
    return plan if isinstance(plan, dict) else {}


def earlier_in(text: str, batch_id: str) -> tuple[str, ...]:
    """The runs that a cell had before, as a row has them."""
    earlier = readable(json.loads, text, batch_id)
    return tuple(one for one in earlier if isinstance(one, str)) if isinstance(earlier, list) else ()

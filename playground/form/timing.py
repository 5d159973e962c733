"""How long a piece of work may take: who begins it says so, and what it does at every step looks at the clock."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from time import monotonic
from typing import Final

from playground.errors import BadRequestError

_ENDS: Final[ContextVar[float]] = ContextVar("ENDS", default=math.inf)


@contextmanager
def deadline(seconds: float) -> Iterator[None]:
    """What runs inside ends with `BadRequestError` once it has taken so long; every step of it looks at the clock."""
    token = _ENDS.set(monotonic() + seconds)
    try:
        yield
    finally:
        _ENDS.reset(token)


def keep_time() -> None:
    """One step.

    Raises:
        BadRequestError: `request.too_slow`, the deadline is past.
    """
    if monotonic() > _ENDS.get():
        raise BadRequestError("request.too_slow")

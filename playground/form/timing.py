"""How long one work may take: who begins it says so, and what it does at every step looks at the clock."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from time import monotonic
from typing import Final

from playground.errors import SentError

_ENDS: Final[ContextVar[float]] = ContextVar("ENDS", default=math.inf)


@contextmanager
def deadline(seconds: float) -> Iterator[None]:
    """What is done inside ends with `SentError` once it has taken so long; it is looked at in every step of it."""
    token = _ENDS.set(monotonic() + seconds)
    try:
        yield
    finally:
        _ENDS.reset(token)


def keep_time() -> None:
    """One step.

    Raises:
        SentError: `request.too_slow`, the deadline is past.
    """
    if monotonic() > _ENDS.get():
        raise SentError("request.too_slow")

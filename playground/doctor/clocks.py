"""How far two clocks are apart, and what that is worth saying."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

from playground.doctor.finding import Finding, warn, well, wrong

NOTED: Final = 5.0
"""Seconds that are more than a second's rounding and the way there."""
_TOO_MUCH: Final = 60.0
"""Seconds from which signatures and sign-ins are refused."""


def ahead(headers: Mapping[str, str], now: float) -> float | None:
    """Seconds by which the clock of whoever answered is ahead of ours; None where it does not tell the time."""
    try:
        told = parsedate_to_datetime(headers.get("date", ""))
    except (TypeError, ValueError):
        return None
    return (told if told.tzinfo else told.replace(tzinfo=UTC)).timestamp() - now


def compared(seconds: float, code: str) -> Finding:
    """What is said of two clocks.

    Args:
        seconds: that the other one is ahead of ours.
        code: of the sentence where they are apart, with `{seconds}` and `{here}`.
    """
    apart = abs(seconds)
    if apart <= NOTED:
        return well("doctor.clock.ok")
    here = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    return (wrong if apart > _TOO_MUCH else warn)(code, seconds=round(apart), here=here)

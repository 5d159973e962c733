"""Time and chance as one value, so that a test runs a day of waiting in milliseconds."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Clock:
    """Where the rules of waiting get their time from.

    Attributes:
        monotonic: seconds that never jump: every wait is measured with it.
        wall: Unix seconds: only for ages that outlive the process.
        sleep: waits that many seconds.
        uniform: a random number between two bounds.
    """

    monotonic: Callable[[], float] = time.monotonic
    wall: Callable[[], float] = time.time
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    uniform: Callable[[float, float], float] = random.uniform


CLOCK = Clock()
"""The real time."""

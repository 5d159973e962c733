"""Time for tests: a timeline that jumps over waits, a real clock that runs faster, and how long an answer may take."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field

from faultserver import FaultServer

from playground.tasks.client import ClientLimits
from playground.tasks.clock import Clock

_QUICK = ClientLimits(connect=5, read=0.9, overall=1.2)


@dataclass(slots=True)
class Timeline:
    """Time that passes only in waits, which are noted and take no real time.

    Attributes:
        now: monotonic seconds.
        wall_offset: what the wall clock shows beyond that.
        waits: every wait, in seconds.
        chance: where between its bounds each random number lies, 0 to 1.
    """

    now: float = 1000.0
    wall_offset: float = 1_700_000_000.0
    waits: list[float] = field(default_factory=list)
    chance: float = 1.0

    @property
    def clock(self) -> Clock:
        """This timeline as a clock."""
        return Clock(
            monotonic=lambda: self.now,
            wall=lambda: self.now + self.wall_offset,
            sleep=self._sleep,
            uniform=lambda low, high: low + (high - low) * self.chance,
        )

    async def _sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        await asyncio.sleep(0)
        self.now += seconds


class SetClock:
    """Seconds that pass only when a test sets them."""

    now = 0.0

    def __call__(self) -> float:
        """What it shows."""
        return self.now


def hurried(factor: float) -> Clock:
    """The real time, that many times faster."""
    return Clock(
        monotonic=lambda: time.monotonic() * factor,
        wall=lambda: time.time() * factor,
        sleep=lambda seconds: asyncio.sleep(seconds / factor),
        uniform=lambda _, high: high,
    )


def limits_for(server: FaultServer) -> ClientLimits:
    """What is usual, since an answer of a busy machine may take long; short where the service is to give none."""
    steps = [step for script in server.scripts.values() for step in script]
    return _QUICK if {"hang", "drip"}.intersection(step for step in steps if isinstance(step, str)) else ClientLimits()

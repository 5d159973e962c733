"""Time for tests: a timeline that jumps over every wait, and a real clock that runs faster."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field

from playground.tasks.clock import Clock


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


def hurried(factor: float) -> Clock:
    """The real time, that many times faster."""
    return Clock(
        monotonic=lambda: time.monotonic() * factor,
        wall=lambda: time.time() * factor,
        sleep=lambda seconds: asyncio.sleep(seconds / factor),
        uniform=lambda _, high: high,
    )

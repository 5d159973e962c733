"""How often one service is polled: all watches of this process share one token bucket."""

from __future__ import annotations

from dataclasses import dataclass, field

from playground.tasks.clock import CLOCK, Clock

_RATE = 200.0
_BURST = 200.0
_SLOWEST = 0.5
_RECOVERY = 1.05
_FIRST_PAUSE = 2.0
_LONGEST_PAUSE = 300.0


@dataclass(slots=True)
class RateLimiter:
    """A token bucket over all polls of one service; a rate limit (429) slows every one of them.

    Attributes:
        clock: times the waits.
        rate: polls a second that the bucket is refilled with; halved by each 429, slowly back to what it was.
        burst: polls that may go at once after a rest.
    """

    clock: Clock = CLOCK
    rate: float = _RATE
    burst: float = _BURST
    _full_rate: float = field(init=False)
    _tokens: float = field(init=False)
    _counted: float = field(init=False)
    _resume: float = field(init=False)

    def __post_init__(self) -> None:
        """Starts full."""
        self._full_rate, self._tokens = self.rate, self.burst
        self._counted = self._resume = self.clock.monotonic()

    async def acquire(self) -> None:
        """Waits until the next poll may go."""
        now = self.clock.monotonic()
        self._tokens = min(self.burst, self._tokens + (now - self._counted) * self.rate) - 1
        self._counted = now
        due = now + max(0.0, -self._tokens / self.rate)
        while (wait := max(due, self._resume) - self.clock.monotonic()) > 0:  # a 429 meanwhile moves `_resume`
            await self.clock.sleep(wait)
        self.rate = min(self._full_rate, self.rate * _RECOVERY)

    def slow_down(self, asked: float | None) -> float:
        """Takes note of a 429.

        Args:
            asked: seconds that the service asked to wait, None where it did not say.

        Returns:
            Seconds in which nobody polls: at most 5 minutes, so that no result waits longer to be seen.
        """
        wait = min(asked or _FIRST_PAUSE * self._full_rate / self.rate, _LONGEST_PAUSE)
        self.rate = max(_SLOWEST, self.rate / 2)
        self._resume = max(self._resume, self.clock.monotonic() + wait)
        return wait

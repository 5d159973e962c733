"""What a service that misbehaves has taken in, and the scripts that tell it how it does: see `faultserver`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from faultanswers import Reply

TERMINAL = ("succeeded", "failed", "cancelled")

Step = str | Reply
Script = str | Sequence[Step]


@dataclass(slots=True)
class FakeTask:
    """A task as the service has it; times are monotonic seconds."""

    task_id: str
    key: str
    body: bytes
    accepted: float
    duration: float
    outcome: str
    cancelled: float | None = None
    submits: int = 0

    def status(self, now: float) -> str:
        """What it has come to."""
        if self.cancelled is not None:
            return "cancelled"
        age = now - self.accepted
        return "queued" if age < 0.3 * self.duration else "processing" if age < self.duration else self.outcome

    def due(self) -> tuple[tuple[float, str], ...]:
        """When it becomes what."""
        words = ("queued", "processing", self.outcome)
        times = (0.0, 0.3 * self.duration, self.duration)
        return tuple((self.accepted + at, word) for at, word in zip(times, words, strict=True))


def read_script(script: Script) -> tuple[Step, ...]:
    """Its steps, each as often as it is to be repeated."""
    listed = [step.strip() for step in script.split(",")] if isinstance(script, str) else script
    steps: list[Step] = []
    for step in listed:
        what, star, times = step.rpartition("*") if isinstance(step, str) else ("", "", "")
        steps += [what] * int(times) if star else [step]
    return tuple(steps)

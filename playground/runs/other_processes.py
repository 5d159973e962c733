"""What other processes on the same ledger do to runs that somebody looks at here."""

from __future__ import annotations

from typing import Final

from playground.errors import StorageError
from playground.runs.async_ledger import AsyncLedger
from playground.runs.subscriptions import Subscriptions
from playground.runs.supervisor import Supervisor
from playground.tasks.clock import Clock

LOOK_INTERVAL: Final = 1.0
"""Seconds between two looks."""


async def watch_other_processes(
    subscriptions: Subscriptions, supervisor: Supervisor, async_ledger: AsyncLedger, clock: Clock
) -> None:
    """Notify the subscribers of a person whenever another process changed a run or a batch of theirs; runs for ever.

    Args:
        subscriptions: who looks at what here.
        supervisor: knows the name of this process in the ledger.
        async_ledger: where changes show.
        clock: times the looks.
    """
    seen: dict[str, tuple[int, ...] | None] = {}
    while True:
        await clock.sleep(LOOK_INTERVAL)
        people = subscriptions.people
        try:
            pulse = await async_ledger.call(async_ledger.ledger.pulse, people, supervisor.process) if people else {}
        except StorageError:
            continue
        # A person that is new here is notified in any case: what happened before this look, nobody saw.
        for person in people:
            if person not in seen or seen[person] != pulse.get(person):
                subscriptions.notify(person)
        seen = {person: pulse.get(person) for person in people}

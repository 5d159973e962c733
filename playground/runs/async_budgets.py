"""What is left to be spent, for the event loop: see `budgets`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from decimal import Decimal
from typing import TypeAlias

from playground.runs.async_ledger import AsyncLedger
from playground.runs.budgets.limits import BudgetRefusal, BudgetSettings, BudgetStanding
from playground.tasks.clock import Clock

OwnKey: TypeAlias = Callable[[str, str], Awaitable[str | None]]


class AsyncBudgets:
    """Asks the ledger what may be spent now at the present service.

    Args:
        async_ledger: where from.
        service: the name that new runs are made for.
        clock: tells the day.
        own_key: names the key of a person's own with which a new run at a service would be made, if there is one.
    """

    def __init__(self, async_ledger: AsyncLedger, service: str, clock: Clock, own_key: OwnKey) -> None:
        self._own_key = own_key
        self._async_ledger = async_ledger
        self._queries = async_ledger.ledger.budgets
        self._service = service
        self._clock = clock

    @property
    def settings(self) -> BudgetSettings:
        """What everybody may spend."""
        return self._queries.settings

    async def catch_up(self) -> None:
        """As `BudgetQueries.catch_up`."""
        await self._async_ledger.call(self._queries.catch_up, self._clock.wall())

    async def are_for(self, person: str) -> bool:
        """Whether budgets hold for that person's next run: one that is made with a key of the person's own has none."""
        return await self._own_key(person, self._service) is None

    async def standings(self, person: str) -> tuple[BudgetStanding, ...]:
        """How each limit that there is for that person stands; none where there is no limit."""
        return await self._async_ledger.call(self._queries.standings, self._service, person, self._clock.wall())

    async def refusal(self, person: str, asked: Sequence[tuple[str, Decimal | None]]) -> BudgetRefusal | None:
        """Why runs may not begin now, all of them; None where they may. Nothing is set aside.

        Args:
            person: whose.
            asked: of each run its model, and what it is expected to cost.
        """
        if not await self.are_for(person):
            return None
        call = self._async_ledger.call
        return await call(self._queries.refusal, self._service, person, self._clock.wall(), asked)

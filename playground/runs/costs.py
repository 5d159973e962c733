"""What a run may cost and how long it may take, from earlier runs; and what was spent today."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from decimal import Decimal
from statistics import median
from typing import Any, Final

from playground.errors import StorageError
from playground.runs.async_ledger import AsyncLedger
from playground.runs.cost_queries import Spent
from playground.runs.daily_costs import DailyCost, Day, days_until
from playground.runs.price import Scale, price_of, scaled, unit_of
from playground.runs.run import Run
from playground.tasks.clock import Clock

_BATCHES: Final = 10
"""So many at most of earlier runs are worked out for one look at a price; the next look goes on."""


class Costs:
    """Asks the ledger about costs.

    Args:
        async_ledger: where from.
        service: the name that new runs are made for.
        clock: tells what today is.
    """

    def __init__(self, async_ledger: AsyncLedger, service: str, clock: Clock) -> None:
        self._async_ledger = async_ledger
        self._queries = async_ledger.ledger.costs
        self._service = service
        self._clock = clock

    async def last(self, model: str, form_input: Mapping[str, Any], texts: Collection[str] = ()) -> Decimal | None:
        """What the model's last successful run with the same settings cost; None is unknown.

        Args:
            model: slug.
            form_input: as the form holds them.
            texts: names of members that are free text, such as the prompt: they change no price.
        """
        digest = await asyncio.to_thread(price_of, self._service, model, form_input, texts)
        with suppress(StorageError):  # a disk that takes nothing more tells what it knows
            await self._backfill_prices(model, texts)
        return await self._async_ledger.call(self._queries.last_price, model, digest)

    async def scaled(self, model: str, form_input: Mapping[str, Any], texts: Collection[str] = ()) -> Scale | None:
        """What so many results are thought to cost, from runs that asked for another number of them; None is unknown.

        Args:
            model: slug.
            form_input: as for `last`, which is asked before.
            texts: as for `last`.
        """
        unit, count = await asyncio.to_thread(unit_of, self._service, model, form_input, texts)
        if unit is None or count is None:
            return None
        return scaled(await self._async_ledger.call(self._queries.prices_by_unit, model), unit, count)

    async def _backfill_prices(self, model: str, texts: Collection[str]) -> None:
        """Some runs, of an older version or of the command line, say not yet what their price depends on."""
        for _ in range(_BATCHES):
            if not await self._async_ledger.call(self._queries.backfill_prices, model, texts):
                return

    async def usual_seconds(
        self, model: str, form_input: Mapping[str, Any], texts: Collection[str] = ()
    ) -> float | None:
        """How long the newest runs with the same settings took, in the middle, whoever's they were; None is unknown.

        Args:
            model: slug.
            form_input: as for `last`.
            texts: as for `last`.
        """
        digest = await asyncio.to_thread(price_of, self._service, model, form_input, texts)
        taken = await self._async_ledger.call(self._queries.durations, model, digest)
        return median(taken) if taken else None

    async def durations(self, run: Run) -> tuple[float, ...]:
        """Seconds that the newest runs with the same settings but for free text took, whoever's they were."""
        return await self._async_ledger.call(self._queries.durations, run.model, run.price_of) if run.price_of else ()

    async def by_day(self, person: str, days: Sequence[Day]) -> tuple[DailyCost, ...]:
        """What the person's runs on some days cost at the present service, by day and model."""
        return await self._async_ledger.call(self._queries.by_day, self._service, person, days)

    async def spent_today(self, person: str, zone: dt.tzinfo | None = None) -> Spent:
        """What the person's runs since midnight cost at the present service.

        Args:
            person: whose runs.
            zone: where it is midnight; None is this machine's.
        """
        (today,) = days_until(self._clock.wall(), 1, zone)
        return await self._async_ledger.call(self._queries.spent, self._service, person, today.begins)

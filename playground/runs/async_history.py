"""The history for the event loop."""

from __future__ import annotations

from collections.abc import Sequence

from playground.runs.async_ledger import AsyncLedger
from playground.runs.history import Cursor, HistoryFilter, RowPage
from playground.runs.history_rows import HistoryRow


class AsyncHistory:
    """What lists show of runs, from their small rows; each call as that of `HistoryQueries`.

    Args:
        async_ledger: where from.
    """

    def __init__(self, async_ledger: AsyncLedger) -> None:
        self._async_ledger = async_ledger
        self._queries = async_ledger.ledger.history

    async def page(self, wanted: HistoryFilter, limit: int, after: Cursor | None = None) -> RowPage:
        """The next rows of those that are wanted; `wanted.person` says whose."""
        return await self._async_ledger.call(self._queries.row_page, wanted, limit, after)

    async def neighbours(self, wanted: HistoryFilter, run_id: str) -> tuple[str | None, str | None]:
        """The next newer and the next older of the runs that are wanted, beside one of them."""
        return await self._async_ledger.call(self._queries.neighbours, wanted, run_id)

    async def rows(self, person: str, run_ids: Sequence[str]) -> tuple[HistoryRow, ...]:
        """The rows of these runs, in their order; those that are not the person's are left out."""
        return await self._async_ledger.call(self._queries.rows, person, run_ids)

    async def open_rows(self, person: str, limit: int = 100) -> tuple[HistoryRow, ...]:
        """The person's runs that are at work or that nobody confirmed, the newest first."""
        return await self._async_ledger.call(self._queries.open_rows, person, limit)

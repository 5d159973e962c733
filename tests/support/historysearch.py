"""Runs of the history, and what a search finds among them."""

from __future__ import annotations

from typing import Any

from playground.runs.history import HistoryFilter
from playground.runs.ledger import Ledger
from playground.runs.run import Run
from playground.runs.writes import LedgerWrite


def found_in(ledger: Ledger, search: str = "", limit: int = 3, **others: Any) -> list[str]:
    """Ids of all runs that are found, page by page."""
    found: list[str] = []
    after = None
    while True:
        page = ledger.history.page(HistoryFilter(search=search, **{"person": "anna", **others}), limit, after)
        found += page.run_ids
        assert len(page.run_ids) <= limit
        after = page.following
        if after is None:
            return found


def save(ledger: Ledger, run: Run, process: str = "alice") -> None:
    assert ledger.save([LedgerWrite(run, process, keeps_ownership=False)]) == (True,)

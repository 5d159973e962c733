from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from budgeting import Open

from playground.runs.budgets.limits import BudgetSettings
from playground.runs.ledger import Ledger


@pytest.fixture
def opened(database: str | Path) -> Iterator[Open]:
    """Opens the same ledger with other limits each time."""
    with ExitStack() as stack:

        def open_with(**limits: object) -> Ledger:
            settings = BudgetSettings(**limits)  # type: ignore[arg-type] # names of fields
            return stack.enter_context(closing(Ledger(database, settings)))

        yield open_with

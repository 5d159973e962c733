from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from databases import database, new_ledger, pytest_generate_tests
from datafolder import DataFolder, Time

from playground.runs.ledger import Ledger

__all__ = ["database", "new_ledger", "pytest_generate_tests"]


@pytest.fixture
def data_folder(tmp_path: Path, database: str | Path) -> Iterator[DataFolder]:
    with closing(DataFolder(tmp_path, Time(), database)) as data_folder:
        yield data_folder


@pytest.fixture
def ledger(database: str | Path) -> Iterator[Ledger]:
    with closing(Ledger(database)) as ledger:
        ledger.open()
        yield ledger

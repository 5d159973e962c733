from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from datafolder import DataFolder, Time

from playground.runs.ledger import Ledger


@pytest.fixture(scope="session")
def new_ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a ledger without runs: to copy it takes far less than to make its tables anew."""
    file = tmp_path_factory.mktemp("new") / "ledger.db"
    with closing(Ledger(file)) as ledger:
        ledger.open()
    return file


@pytest.fixture
def data_folder(tmp_path: Path, new_ledger: Path) -> DataFolder:
    data_folder = DataFolder(tmp_path, Time())
    shutil.copy2(new_ledger, data_folder.file)
    return data_folder


@pytest.fixture
def ledger(tmp_path: Path, new_ledger: Path) -> Iterator[Ledger]:
    shutil.copy2(new_ledger, tmp_path / "ledger.db")
    with closing(Ledger(tmp_path / "ledger.db")) as ledger:
        ledger.open()
        yield ledger

from __future__ import annotations

from pathlib import Path

import pytest
from datafolder import DataFolder, Time


@pytest.fixture
def data_folder(tmp_path: Path) -> DataFolder:
    return DataFolder(tmp_path, Time())

"""Removal of all that is kept of a run's results."""

from __future__ import annotations

import re
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Final

RUN: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")
"""The ids of runs, which are the names of their folders."""


def remove_results(folder: Path, run_id: str) -> None:
    """Remove a run's results and the small pictures made of them; it blocks meanwhile.

    Args:
        folder: of all results.
        run_id: whose are removed; where there are none (any more), nothing is done.

    Raises:
        OSError: something could not be removed.
    """
    if not RUN.fullmatch(run_id):
        raise ValueError(run_id)
    with suppress(FileNotFoundError):
        shutil.rmtree(folder / run_id)

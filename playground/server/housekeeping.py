"""Sweeping while the server runs: at its start and every hour, beside everything else."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Iterator
from typing import Final

from playground.errors import StorageError
from playground.files.housekeeping import Quota, sweep
from playground.files.uploads import REFERENCE
from playground.runs.masking import texts_in
from playground.runs.run import Run
from playground.wiring import Parts

_PAUSE: Final = 3600.0
_DAY: Final = 86_400.0
_LOG: Final = logging.getLogger(__name__)


async def keep_house(parts: Parts) -> None:
    """Remove what is over the limits, and leftovers of crashes, until it is cancelled; the runner must have started."""
    settings = parts.settings
    quota = Quota(size=settings.keep_bytes, age=settings.keep_days and settings.keep_days * _DAY)
    while True:
        try:
            needed = frozenset(needed_by(await parts.runner.unfinished()))
            await asyncio.to_thread(sweep, settings.results_folder, settings.uploads_folder, quota, needed=needed)
        except (StorageError, OSError) as error:  # who does not know what is needed removes nothing
            _LOG.warning("nothing was swept: %s", error)
        await asyncio.sleep(_PAUSE)


def needed_by(runs: Iterable[Run]) -> Iterator[str]:
    """What runs that are not over need: their ids, and the names of the uploads in their settings."""
    for run in runs:
        yield run.run_id
        yield from (text.removeprefix(REFERENCE) for text in texts_in(run.settings) if text.startswith(REFERENCE))

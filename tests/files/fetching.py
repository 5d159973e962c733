"""What results are fetched with in tests: a link, quick tries, and what is said where none comes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from playground.errors import FetchError
from playground.files.download import DownloadLimits
from playground.files.results import Results
from tests.files.words import words

QUICK = DownloadLimits(size=2**20, seconds=20, pauses=(0.01, 0.01))
MEBIBYTE = 2**20


@dataclass(frozen=True)
class Remote:
    """A result as the service names it."""

    url: str | None = None
    kind: str = "image"
    text: str | None = None


async def refused(results: Results, remote: Remote) -> FetchError:
    """Why it is not kept."""
    with pytest.raises(FetchError) as caught:
        await results.fetch("run", 0, remote)
    assert words(caught.value)
    assert caught.value.params["number"] == 1
    return caught.value


def left_over(folder: Path) -> list[str]:
    """The files in a folder."""
    return [path.name for path in folder.rglob("*") if path.is_file()]

"""The one table of limits in the docs says what the program does."""

from __future__ import annotations

from pathlib import Path

import pytest

from playground.runs.batches.planning import MOST_BYTES, MOST_CELLS
from playground.runs.batches.queries import MOST_WAITING
from playground.runs.drafts import MOST_OF_A_BROWSER as MOST_DRAFTS
from playground.runs.presets import MOST_OF_A_BROWSER as MOST_PRESETS
from playground.server.multipart import CAPACITY as FILES_AT_ONCE
from playground.server.ratelimits import CONCURRENT_REQUESTS, RATE_LIMITS, STREAMS
from playground.settings import Settings

DOCS = Path(__file__).parents[2] / "docs" / "promises.md"
RATES = {
    "requests": "requests that draw, check, keep or pack",
    "generate": "presses of *Generate*",
    "file": "files dropped or picked",
    "workbench": "drawings in the workbench",
    "form_bytes": "bytes of forms, of the runs that one press makes of them, drafts and schemas on trial",
    "file_bytes": "bytes of files",
}


@pytest.fixture(scope="module")
def table() -> dict[str, list[str]]:
    """The cells of each row, by what it is of."""
    rows = [line.strip("| ").split("|") for line in DOCS.read_text(encoding="utf-8").splitlines() if line[:1] == "|"]
    return {row[0].strip(): [cell.strip() for cell in row[1:]] for row in rows}


@pytest.mark.parametrize("name", RATE_LIMITS)
def test_rates(table: dict[str, list[str]], name: str) -> None:
    limit, is_bytes = RATE_LIMITS[name], name.endswith("_bytes")
    scale = 2**20 if is_bytes else 1
    told = [
        (f"{rate.burst / scale:,.0f}", f"{rate.hourly / scale:,.0f}")
        for rate in (limit.person, limit.address, limit.everybody)
    ]
    (burst, hourly), *others = told
    first = f"{burst}{' MB' if is_bytes else ''} at once, {hourly} an hour"
    assert table[RATES[name]][:3] == [first, *(", ".join(other) for other in others)]


def test_what_goes_on_at_the_same_time(table: dict[str, list[str]]) -> None:
    for row, capacity in {
        "requests that draw, check, keep or pack, answered at the same time": CONCURRENT_REQUESTS,
        "files on their way in at the same time": FILES_AT_ONCE,
    }.items():
        whole = f"{capacity.total}, {capacity.queue:,} in line"
        assert table[row][:3] == [str(capacity.per_person), str(capacity.per_address), whole]
    streams = [f"{most:,}" for most in (STREAMS.person, STREAMS.address, STREAMS.everybody)]
    assert table["open pages that are told of changes"][:3] == streams
    at_work = table["runs in progress, over every server on one ledger"][0]
    assert at_work.startswith(f"{Settings.model_fields['most_runs_at_once'].default} (")


def test_what_is_kept(table: dict[str, list[str]]) -> None:
    asked = table["runs asked for with one click, and waiting to be sent"][0]
    assert asked == f"{MOST_CELLS:,} of {MOST_BYTES // 2**20} MB together, and {MOST_WAITING:,}"
    assert table["drafts"][0].startswith(f"{MOST_DRAFTS} of ")
    assert table["presets"][0].startswith(f"{MOST_PRESETS} of ")
    settings = {f"PLAYGROUND_{name.upper()}" for name in Settings.model_fields}
    for row in ("stored bytes of one person: results, and uploads of the person's own", "money set aside or spent"):
        assert any(name in " ".join(table[row]) for name in settings)

"""Batches on the history's pages: one tile each, above the runs of their day or above all, found, and deleted."""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from batching import MODEL, batch_request
from formpages import ANNA, browser
from keptbatches import end, end_all, keep_batch
from keptruns import failed, keep_runs, kept_run, with_text
from starlette.applications import Starlette
from viewing import context_of

from playground.runs.batches.batch import BatchKind, BatchRequest
from playground.runs.history import HistoryFilter
from playground.runs.ledger import Ledger
from playground.runs.run import RunStatus
from playground.server import history_actions
from playground.server.history import PAGE, history_routes
from playground.server.history_actions import history_action_routes
from playground.server.history_batches import history_batch_routes
from playground.settings import Settings
from playground.wiring import build

NOON = 1_700_000_000.0
AXES = [{"key": "/size", "title": "Shape", "values": ["1:1", "16:9"], "raw": ["1:1", "16:9"]}]


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with closing(Ledger(tmp_path / "ledger.sqlite3")) as ledger:
        ledger.open()
        yield ledger


@pytest.fixture
async def page(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    settings = Settings(data=tmp_path, api_url="http://127.0.0.1:9")
    parts = build(settings, own_address="http://127.0.0.1:9", is_for_others=True)  # the ledger is opened by the test
    routes = [*history_routes(parts, context_of(parts), "v"), *history_batch_routes(parts)]
    routes += history_action_routes(parts)
    async with browser(Starlette(routes=routes)) as client:
        yield client


def asked(*prompts: str, kind: BatchKind = BatchKind.GRID, title: str = "A fox in fog") -> BatchRequest:
    plan = {"title": title, **({"axes": AXES} if kind is BatchKind.GRID else {})}
    return replace(batch_request(*prompts, person=ANNA), kind=kind, plan=plan)


async def tiles(page: httpx.AsyncClient, address: str = "/history", **params: Any) -> list[str]:
    """What each batch's tile says."""
    drawn = (await page.get(address, params=params)).text
    found = re.findall(r'<li class="batch-tile".*?</li>', drawn, re.DOTALL)
    return [" ".join(html.unescape(re.sub(r"<[^>]*>", " ", one)).split()) for one in found]


async def runs(page: httpx.AsyncClient, **params: Any) -> list[str]:
    return re.findall(r'data-tile="([^"]+)"', (await page.get("/history", params=params)).text)


async def test_each_is_one_tile_that_says_what_it_is_how_far_and_what_it_cost(
    page: httpx.AsyncClient, ledger: Ledger
) -> None:
    for number, kind in enumerate(BatchKind):
        batch_id, sent = keep_batch(ledger, asked("fox", "hen", kind=kind), NOON + number)
        end(ledger, sent[0])
        end(ledger, sent[1], RunStatus.FAILED)
    drawn = await tiles(page)
    assert [re.sub(r" · [\d:]+( [AP]M)?(?= )| ×$", "", one) for one in drawn] == [
        "A fox in fog Grid of 2 cells · Shape 1 of 2 done · $0.05",
        "A fox in fog List of 2 runs 1 of 2 done · $0.05",
        "A fox in fog 2 variations 1 of 2 done · $0.05",
    ]
    assert f'href="grid/{batch_id}"' in (await page.get("/history")).text
    assert len(await runs(page)) == 6


async def test_at_work_it_stands_for_its_cells_above_all_else_and_once(page: httpx.AsyncClient, ledger: Ledger) -> None:
    _, (fox, hen, owl) = keep_batch(ledger, asked("fox", "hen", "owl", "elk"), NOON, sent=3)
    end(ledger, fox)
    end(ledger, hen, RunStatus.UNCONFIRMED)
    above = html.unescape((await page.get("/history/unfinished")).text)
    assert re.findall(r'data-tile="([^"]+)"', above) == [hen.run_id]  # a person decides about each
    assert above.count('class="batch-tile"') == 1
    assert "data-delete-batch" not in above
    assert await runs(page) == [hen.run_id, fox.run_id]
    assert len(await tiles(page)) == 1
    assert owl.run_id in ledger.history.page(HistoryFilter(person=ANNA), 9).run_ids


async def test_it_is_found_with_its_runs_and_narrowed_as_they_are(page: httpx.AsyncClient, ledger: Ledger) -> None:
    _, sent = keep_batch(ledger, asked("heron", "owl"), NOON)
    for run in sent:
        end(ledger, run)
    keep_batch(ledger, asked("otter", title="Rivers"), NOON + 1)
    assert await runs(page, q="heron") == [sent[0].run_id]
    for wanted in (
        {"q": "heron"},
        {"q": "16:9 fog"},
        {"state": "succeeded"},
        {"cost": "0.09"},
        {"q": "owl", "model": MODEL},
    ):
        assert [one[:12] for one in await tiles(page, **wanted)] == ["A fox in fog"], wanted
    for none in ({"q": "crow"}, {"favourite": "1"}, {"cost": "0.1"}, {"problems": "1"}, {"until": "2020-01-01"}):
        assert await tiles(page, **none) == [], none


async def test_each_is_on_one_page_only_however_the_pages_fall(page: httpx.AsyncClient, ledger: Ledger) -> None:
    wanted = [keep_batch(ledger, asked(*map(str, range(40))), NOON + day * 86_400) for day in range(4)]
    end_all(ledger, [(run, RunStatus.SUCCEEDED) for _, sent in wanted for run in sent])
    seen: list[str] = []
    address = "/history/runs"
    while address:
        drawn = (await page.get(address)).text
        assert len(re.findall(r"data-tile=", drawn)) <= PAGE
        seen += re.findall(r'data-batch-tile="([^"]+)"', drawn)
        older = re.search(r'href="(history\?[^"]*)" rel="next"', drawn)
        address = html.unescape(older[1]).replace("history?", "/history/runs?") if older else ""
    assert seen == [batch_id for batch_id, _ in reversed(wanted)]


async def test_it_goes_alone_or_with_its_runs_and_all_of_it_comes_back(page: httpx.AsyncClient, ledger: Ledger) -> None:
    batch_id, sent = keep_batch(ledger, asked("fox", "hen"), NOON)
    answer = (await page.post("/history/batches/delete", json={"batch": batch_id})).json()
    assert (answer["batch"], answer["runs"]) == ("", [])
    assert answer["said"].startswith("Some of these runs are still at work")
    for run in sent:
        end(ledger, run)
    for with_runs in (False, True):
        answer = (await page.post("/history/batches/delete", json={"batch": batch_id, "with_runs": with_runs})).json()
        assert (answer["batch"], sorted(answer["runs"])) == (
            batch_id,
            sorted(run.run_id for run in sent) if with_runs else [],
        )
        assert await tiles(page) == []
        assert len(await runs(page)) == (0 if with_runs else 2)
        about = {"runs": [run.run_id for run in sent], "batches": [batch_id]}
        told = (await page.post("/history/gone", json=about)).json()
        assert told == {"runs": about["runs"] if with_runs else [], "batches": [batch_id]}
        gone = {"batch": batch_id, "runs": answer["runs"]}
        back = (await page.post("/history/batches/restore", json=gone)).json()
        assert (back["batch"], back["said"]) == (batch_id, "It is back.")
        assert (await page.post("/history/gone", json=about)).json() == {"runs": [], "batches": []}
        assert len(await tiles(page)) == 1
        assert len(await runs(page)) == 2


async def test_all_of_it_is_one_archive_also_where_it_is_more_than_a_page_draws(
    page: httpx.AsyncClient, ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history_actions, "MOST_AT_ONCE", 2)
    batch_id, sent = keep_batch(ledger, asked("fox", "hen", "owl", "elk", kind=BatchKind.LIST), NOON)
    for run in sent:
        end(ledger, with_text(run, tmp_path, run.run_id))
    answer = await page.get("/history/files.zip", params={"batch": batch_id})
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        found = {archive.read(name).decode() for name in archive.namelist() if name.endswith(".txt")}
    assert found == {run.run_id for run in sent}
    page.cookies.set("playground_browser", "bena" * 8)
    assert (await page.get("/history/files.zip", params={"batch": batch_id})).status_code == 404


@pytest.mark.parametrize("body", [{}, {"batch": 1}, {"batch": ""}, {"batch": "x" * 65}, {"batch": "雪"}, []])
async def test_what_no_page_sends_is_refused_in_words(page: httpx.AsyncClient, body: Any) -> None:
    for what in ("delete", "restore"):
        answer = await page.post(f"/history/batches/{what}", json=body)
        assert answer.status_code == 400
        assert answer.json()["problem"]


@pytest.mark.parametrize("body", [[], {"runs": 1}, {"batches": [1]}, {"runs": ["x" * 65]}, {"runs": ["x"] * 1_001}])
async def test_nobody_is_told_what_of_too_much_or_nonsense_is_gone(page: httpx.AsyncClient, body: Any) -> None:
    assert (await page.post("/history/gone", json=body)).status_code == 400


async def test_a_stranger_deletes_nothing(page: httpx.AsyncClient, ledger: Ledger) -> None:
    batch_id, sent = keep_batch(ledger, asked("fox"), NOON)
    end(ledger, sent[0])
    page.cookies.set("playground_browser", "bena" * 8)
    answer = await page.post("/history/batches/delete", json={"batch": batch_id, "with_runs": True})
    assert answer.json()["problem"] == "These runs are not here any more."
    about = {"runs": [sent[0].run_id], "batches": [batch_id]}
    assert (await page.post("/history/gone", json=about)).json() == about  # and is not told of it either
    page.cookies.set("playground_browser", ANNA)
    assert len(await tiles(page)) == 1


async def test_a_run_knows_its_neighbours_however_far_down_it_is(
    page: httpx.AsyncClient, ledger: Ledger, tmp_path: Path
) -> None:
    _, sent = keep_batch(ledger, asked("hen", "owl"), NOON)
    end_all(ledger, [(replace(run, created_at=NOON), RunStatus.SUCCEEDED) for run in sent])
    kept = [kept_run(ANNA, f"fox {number}", NOON) for number in range(15 * PAGE)]
    keep_runs(tmp_path, [run if number % 300 else failed(run) for number, run in enumerate(kept)])
    order = ledger.history.page(HistoryFilter(person=ANNA), 10_000).run_ids
    at = len(order) - 2
    drawn = (await page.get(f"/history/run/{order[at]}")).text
    assert f'data-newer="{order[at - 1]}" data-older="{order[at + 1]}"' in drawn
    assert f'data-newer="" data-older="{order[1]}"' in (await page.get(f"/history/run/{order[0]}")).text
    ends = ledger.history.page(HistoryFilter(person=ANNA, words=frozenset({"failed"})), 9).run_ids
    drawn = (await page.get(f"/history/run/{ends[1]}", params={"state": "failed"})).text
    assert f'data-newer="{ends[0]}" data-older="{ends[2]}"' in drawn

"""How long a click will take, as the page is told it before and while it runs; and how runs stand, for a hidden tab."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from formpages import ANNA, browser, held, working, write_models
from starlette.applications import Starlette
from viewing import view_context

from playground.runs.batches.batch import Batch, BatchKind, Cell
from playground.runs.ledger import Ledger
from playground.runs.request import RunRequest, prepare
from playground.runs.run import Run, RunStatus
from playground.server.form import form_routes
from playground.server.page import page_routes
from playground.settings import Settings
from playground.tasks.task import Task, TaskStatus
from playground.texts import Language
from playground.ui.batch_view import batch_state
from playground.ui.result_view import draw_result
from playground.wiring import Parts

MODELS: dict[str, dict[str, Any]] = {
    "plain": {"prompt": {"type": "string"}, "n": {"type": "integer", "default": 1}, "seed": {"type": "integer"}}
}


@pytest.fixture
async def parts(tmp_path: Path) -> AsyncIterator[Parts]:
    write_models(tmp_path / "schemas", MODELS)
    async with working(Settings(data=tmp_path / "data", schemas=tmp_path / "schemas")) as parts:
        yield parts


@pytest.fixture
async def page(parts: Parts) -> AsyncIterator[httpx.AsyncClient]:
    app = Starlette(routes=[*form_routes(parts), *page_routes(parts)])
    async with browser(app) as client:
        yield client


def run_of(parts: Parts, person: str = ANNA, **form_input: Any) -> Run:
    asked = RunRequest(
        person=person,
        page="p",
        model="plain",
        input=form_input,
        form_input=form_input,
        texts=frozenset({"prompt", "seed"}),
    )
    return prepare(asked, parts.settings.service_name, 1_000.0)


def kept(parts: Parts, seconds: float, **form_input: Any) -> Run:
    """A run that took so long, in the ledger."""
    run = replace(run_of(parts, **form_input), status=RunStatus.SUCCEEDED, ended_at=1_000.0 + seconds)
    ledger = Ledger(parts.settings.ledger)
    ledger.add(run, "another process")
    ledger.close()
    return run


async def told(page: httpx.AsyncClient, **raws: str) -> str:
    answer = (await page.post("/draft", json=await held(page, "plain", **raws))).json()
    return str(answer["usual"])


async def test_before_a_click_the_median_of_runs_with_the_same_settings_is_told(
    parts: Parts, page: httpx.AsyncClient
) -> None:
    assert await told(page, prompt="A fox") == ""
    for seconds in (10.0, 12.0, 500.0):
        kept(parts, seconds, prompt=f"A fox {seconds}", n=1, seed=int(seconds))
    kept(parts, 240.0, prompt="A fox", n=4)
    assert await told(page, prompt="A fox", seed="7") == "usually about 12 s"
    assert await told(page, prompt="An owl", n="4") == "usually about 4 min"
    assert await told(page, prompt="An owl", n="3") == ""
    assert await told(page, prompt="An owl", n="many") == ""


async def test_a_tab_out_of_sight_is_told_how_its_own_runs_stand(parts: Parts, page: httpx.AsyncClient) -> None:
    run = kept(parts, 3.0, prompt="A fox")
    states = (await page.get("/states", params={"run": [run.run_id, "nobody's"]})).json()
    assert states == [{"run": run.run_id, "batch": "", "is_over": True, "title": "Plain", "said": "Done"}]
    page.cookies.set("playground_browser", "berta" * 8)
    assert (await page.get("/states", params={"run": run.run_id})).json() == []


def drawn_rail(run: Run, exact: float | None, *, now: float, language: Language = "en") -> str:
    context = view_context(language=language, title_of=str, now=lambda: now)
    return draw_result(run, [run], context, exact=exact).rail


def value_of(rail: str) -> int | None:
    found = re.search(r'role="progressbar"[^>]*aria-valuenow="(\d+)"', rail)
    return int(found[1]) if found else None


async def test_a_bar_stands_where_something_is_known_and_ends_at_95(parts: Parts) -> None:
    run = replace(run_of(parts, prompt="A fox"), status=RunStatus.SENT)
    assert value_of(drawn_rail(run, None, now=1_003.0)) is None
    assert value_of(drawn_rail(run, 12.0, now=1_003.0)) == 25
    assert value_of(drawn_rail(run, 12.0, now=9_000.0)) == 95
    assert value_of(drawn_rail(run, 12.0, now=900.0)) == 0
    assert 'aria-label="Usually about 12 s"' in drawn_rail(run, 12.0, now=1_003.0)
    ended = replace(run, status=RunStatus.SUCCEEDED, ended_at=1_012.0)
    assert value_of(drawn_rail(ended, 12.0, now=1_013.0)) is None


async def test_the_place_in_the_queue_is_told_while_the_run_is_in_it(parts: Parts) -> None:
    queued = Task("task_1", TaskStatus.QUEUED, queue_position=3)
    run = replace(run_of(parts, prompt="A fox"), status=RunStatus.ACCEPTED, task=queued)
    assert "Place in the queue: 3" in drawn_rail(run, None, now=1_003.0)
    assert "排队位置：3" in drawn_rail(run, None, now=1_003.0, language="zh")
    working = replace(run, task=replace(queued, status=TaskStatus.PROCESSING))
    assert "queue" not in drawn_rail(working, None, now=1_003.0)


async def test_a_batch_is_over_once_none_of_its_cells_waits_or_is_at_work() -> None:
    cells = tuple(Cell(position, 0, None, "plain", word, "k") for position, word in enumerate(("succeeded", "failed")))
    batch = Batch("b", ANNA, BatchKind.VARIATIONS, 1.0, {}, None, cells)
    state = batch_state(batch, {"plain": "Plain"}, "en")
    assert (state["batch"], state["is_over"], state["title"]) == ("b", True, "Plain")
    assert "1 of 2" in str(state["said"])
    for word in ("planned", "queued"):
        waiting = replace(batch, cells=(*cells, replace(cells[0], word=word)))
        assert batch_state(waiting, {}, "en")["is_over"] is False

"""A fault of the disk in one batch's rows: its page says so, or shows what can be read, and the others live."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from batching import batch_request
from formpages import ANNA, browser
from keptbatches import end, keep_batch
from starlette.applications import Starlette
from viewing import context_of, view_context

from playground.errors import StorageError
from playground.runs.batches.batch import BatchKind
from playground.runs.ledger import Ledger
from playground.runs.run import RunStatus
from playground.server.grid import grid_routes
from playground.server.history import history_routes
from playground.server.responses import unavailable
from playground.settings import Settings
from playground.ui.batch_view import draw_batch
from playground.wiring import Parts, build

NOON = 1_700_000_000.0
AXES = [{"key": "/size", "title": "Shape", "values": ["1:1", "16:9"], "raw": ["1:1", "16:9"]}]
NONSENSE = ("", "{", "[1]", '"x"', "7", '{"a": {"a": [1]}}', "\x00")
PLANS = (
    *NONSENSE,
    '{"axes": [3]}',
    '{"axes": [{"title": "S"}]}',
    '{"axes": {"a": 1}}',
    '{"axes": 1}',
    '{"title": [1]}',
)
LABELS = (*NONSENSE, '{"choices": 3, "at": "x"}', '{"choices": [[1]], "at": [9]}', '{"choices": ["a"], "at": [null]}')


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with closing(Ledger(tmp_path / "ledger.sqlite3")) as ledger:
        ledger.open()
        yield ledger


@pytest.fixture
def parts(tmp_path: Path) -> Parts:
    settings = Settings(data=tmp_path, api_url="http://127.0.0.1:9")
    return build(settings, own_address="http://127.0.0.1:9", is_for_others=True)  # the ledger is opened by the test


@pytest.fixture
async def page(parts: Parts) -> AsyncIterator[httpx.AsyncClient]:
    routes = [routes(parts, context_of(parts), "v") for routes in (history_routes, grid_routes)]
    app = Starlette(routes=[*routes[0], *routes[1]], exception_handlers={StorageError: unavailable})
    async with browser(app) as client:
        yield client


def _kept(ledger: Ledger, title: str, kind: BatchKind) -> str:
    request = replace(batch_request(title, "hen", person=ANNA), kind=kind, plan={"title": title, "axes": AXES})
    batch_id, (first, second) = keep_batch(ledger, request, NOON)
    end(ledger, first)
    end(ledger, second, RunStatus.FAILED)
    return batch_id


def _damage(data: Path, where: str, batch_id: str, what: str) -> None:
    table, column = where.split(".")
    these = "run_id in (select run_id from cells where batch_id = ?)" if table == "runs" else "batch_id = ?"
    with closing(sqlite3.connect(data / "ledger.sqlite3")) as connection, connection:
        connection.execute(f"update {table} set {column} = ? where {these}", (what, batch_id))  # noqa: S608 - ours


async def test_a_grid_without_its_axes_says_so_in_words_and_hides_no_other(
    page: httpx.AsyncClient, ledger: Ledger, tmp_path: Path
) -> None:
    broken, whole = (_kept(ledger, title, BatchKind.GRID) for title in ("fox", "owl"))
    for plan in PLANS:
        _damage(tmp_path, "batches.plan", broken, plan)
        for address in (f"/grid/{broken}", f"/grid/{broken}/view", f"/grid/{broken}.zip"):
            told = await page.get(address)
            assert (told.status_code, "damaged: it cannot be shown" in told.text) == (503, True), (plan, address)
        assert (await page.get(f"/grid/{whole}")).status_code == 200
        drawn = (await page.get("/history")).text
        assert drawn.count('class="batch-tile"') == 2, plan
        assert drawn.count("data-tile=") == 4
    in_chinese = await page.get(f"/grid/{broken}", headers={"Accept-Language": "zh"})
    assert "已损坏" in in_chinese.text


@pytest.mark.parametrize(
    ("column", "values"),
    [
        ("batches.problem", NONSENSE),
        ("cells.labels", LABELS),
        ("cells.earlier", NONSENSE),
        ("cells.expected", NONSENSE),
        ("runs.problem", NONSENSE),
    ],
)
async def test_what_else_is_damaged_of_a_grid_leaves_it_on_its_page(
    page: httpx.AsyncClient, ledger: Ledger, tmp_path: Path, column: str, values: tuple[str, ...]
) -> None:
    broken = _kept(ledger, "fox", BatchKind.GRID)
    for value in values:
        _damage(tmp_path, column, broken, value)
        for address in (f"/grid/{broken}", f"/grid/{broken}/view", f"/grid/{broken}.zip", "/history"):
            answer = await page.get(address)
            assert answer.status_code == 200, (value, address)
        assert 'data-cell-status="succeeded"' in (await page.get(f"/grid/{broken}")).text
        assert "1 of 2 done" in (await page.get("/history")).text


@pytest.mark.parametrize("kind", [BatchKind.LIST, BatchKind.VARIATIONS])
async def test_a_list_and_variations_are_drawn_without_what_is_damaged(
    parts: Parts, ledger: Ledger, tmp_path: Path, kind: BatchKind
) -> None:
    broken = _kept(ledger, "fox", kind)
    for column, values in (("batches.plan", PLANS), ("batches.problem", NONSENSE), ("cells.labels", LABELS)):
        for value in values:
            _damage(tmp_path, column, broken, value)
            batch = await parts.runner.batches.batch(ANNA, broken)
            assert batch is not None
            view = draw_batch(batch, (), {}, (), view_context(), most_at_work=20, service="test")
            assert view.said == "1 of 2 done"


async def test_what_is_held_back_for_a_reason_nobody_can_read_is_told_and_goes_on(
    parts: Parts, page: httpx.AsyncClient, ledger: Ledger, tmp_path: Path
) -> None:
    request = replace(batch_request("fox", "hen", person=ANNA), kind=BatchKind.GRID, plan={"axes": AXES})
    batch_id, _ = keep_batch(ledger, request, NOON, sent=0)
    with closing(sqlite3.connect(tmp_path / "ledger.sqlite3")) as connection, connection:
        connection.execute("update cells set state = 'held'")
    _damage(tmp_path, "batches.problem", batch_id, "{")
    drawn = (await page.get(f"/grid/{batch_id}")).text
    assert "These runs cannot be read" in drawn
    assert 'data-grid-act="go_on"' in drawn
    assert ledger.batches.go_on(ANNA, batch_id, "here", NOON)
    batch = await parts.runner.batches.batch(ANNA, batch_id)
    assert batch is not None
    assert (batch.problem, batch.count("planned")) == (None, 2)

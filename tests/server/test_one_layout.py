"""No form is laid out twice for one click, and no payload worked out twice."""

from __future__ import annotations

import html
import json
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest
from formpages import browser, held, working
from starlette.applications import Starlette

from playground.form.page import layout
from playground.form.page.layout_walk import Walk
from playground.server.form import form_routes
from playground.server.page import page_routes
from playground.settings import Settings

SCHEMA = {
    "type": "object",
    "required": ["prompt"],
    "properties": {
        "prompt": {"type": "string", "maxLength": 40},
        "n": {"type": "integer", "minimum": 1, "maximum": 4, "default": 1},
        "image_urls": {"type": "array", "items": {"type": "string", "format": "uri"}},
        "loras": {"type": "array", "items": {"type": "object", "properties": {"scale": {"type": "number"}}}},
        "note": {"type": "string", "x-playground": {"advanced": True}},
    },
    "if": {"properties": {"n": {"const": 2}}},
    "then": {"properties": {"pair": {"type": "string"}}},
    "examples": [{"prompt": "An otter"}],
}

MOVING = {
    "type": "object",
    "oneOf": [
        {
            "title": "Words",
            "properties": {"prompt": {"type": "string"}, "kind": {"const": "words"}},
            "required": ["kind"],
        },
        {"title": "None", "properties": {"seed": {"type": "integer"}, "kind": {"const": "none"}}, "required": ["kind"]},
    ],
}
"""Its prompt stands in one variant of two."""
WORDLESS = [[], True, False, [], 0, 1]
"""The state of its root, with the other variant chosen."""


@pytest.fixture
async def page(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    """The form's own routes, on a data folder of their own and a service that nobody reaches."""
    schemas = tmp_path / "schemas"
    schemas.mkdir()
    (schemas / "plain.json").write_text(json.dumps(SCHEMA))
    (schemas / "moving.json").write_text(json.dumps(MOVING))
    (schemas / "wordless.json").write_text(json.dumps({"type": "object", "properties": {"n": {"type": "integer"}}}))
    settings = Settings(data=tmp_path / "data", schemas=schemas)
    async with working(settings) as parts:
        app = Starlette(routes=[*form_routes(parts), *page_routes(parts)])
        async with browser(app) as client:
            yield client


@pytest.fixture
def laid_out(monkeypatch: pytest.MonkeyPatch) -> list[Walk]:
    """Every walk over a plan since."""
    walks: list[Walk] = []

    def noted(*arguments: Any) -> Walk:
        walks.append(Walk(*arguments))
        return walks[-1]

    monkeypatch.setattr(layout, "Walk", noted)
    return walks


async def test_a_press_of_generate_lays_the_form_out_once(page: httpx.AsyncClient, laid_out: list[Walk]) -> None:
    sent = await held(page, "plain", prompt="A fox", n="2", note="t")
    laid_out.clear()
    answer = (await page.post("/generate", json=sent)).json()
    assert (answer["status"], answer["issues"]) == ("begun", [])
    assert len(laid_out) == 1


@pytest.mark.parametrize("typed", [{"prompt": "too long " * 9}, {"prompt": "A fox", "n": "x"}])
async def test_what_is_wrong_is_said_from_the_same_layout(
    page: httpx.AsyncClient, laid_out: list[Walk], typed: dict[str, str]
) -> None:
    sent = await held(page, "plain", **typed)
    laid_out.clear()
    assert (await page.post("/generate", json=sent)).json()["status"] == "invalid"
    assert len(laid_out) == 1


@pytest.mark.parametrize(
    "edit",
    [
        {"do": "redraw"},
        {"do": "add_row", "slot": ["loras"]},
        {"do": "set_group", "slot": ["loras"], "is_set": True},
    ],
)
async def test_an_edit_lays_the_form_out_once(
    page: httpx.AsyncClient, laid_out: list[Walk], edit: dict[str, Any]
) -> None:
    sent = await held(page, "plain", prompt="A fox", n="2", note="t")
    laid_out.clear()
    drawn = html.unescape((await page.post("/form", json={**sent, "edit": edit})).json()["form"])
    assert "A fox" in drawn
    assert ('data-slot="["loras",0,"scale"]"' in drawn) is (edit["do"] != "redraw")
    assert len(laid_out) == 1


async def test_a_switch_of_models_lays_each_form_out_once(page: httpx.AsyncClient, laid_out: list[Walk]) -> None:
    sent = await held(page, "plain", prompt="A fox", n="2")
    laid_out.clear()
    drawn = (await page.post("/form", json={**sent, "edit": {"do": "model", "slug": "wordless"}})).json()["form"]
    assert 'data-model="wordless"' in drawn
    assert len(laid_out) == 2


async def test_a_prompt_moves_to_a_draft_of_another_model_in_one_walk_over_each(
    page: httpx.AsyncClient, laid_out: list[Walk]
) -> None:
    plain = await held(page, "plain", prompt="A fox", note="mine")
    await page.post("/draft", json=plain)
    other = {
        **await held(page, "moving"),
        "edit": {"do": "model", "slug": "plain"},
        "raws": [[[0, "prompt"], "An owl"]],
    }
    laid_out.clear()
    drawn = html.unescape((await page.post("/form", json=other)).json()["form"])
    assert "An owl" in drawn
    assert "mine" in drawn
    assert "A fox" not in drawn
    assert len(laid_out) == 2


async def test_a_draft_that_draws_no_prompt_gets_none(page: httpx.AsyncClient) -> None:
    """Where the other model's untouched form has one, but its draft has another variant."""
    moving = {**await held(page, "moving"), "form": json.dumps({"raws": [], "emptied": [], "states": [WORDLESS]})}
    await page.post("/draft", json=moving)
    plain = {**await held(page, "plain", prompt="A fox"), "edit": {"do": "model", "slug": "moving"}}
    drawn = html.unescape((await page.post("/form", json=plain)).json()["form"])
    assert 'id="field-seed"' in drawn
    assert "A fox" not in drawn


async def test_an_example_is_laid_out_once_beside_the_form_that_it_is_put_into(
    page: httpx.AsyncClient, laid_out: list[Walk]
) -> None:
    sent = await held(page, "plain", prompt="A fox", note="mine")
    laid_out.clear()
    drawn = html.unescape((await page.post("/form", json={**sent, "edit": {"do": "example", "at": 0}})).json()["form"])
    assert "An otter" in drawn
    assert "mine" in drawn
    assert len(laid_out) == 2


async def test_a_draft_and_its_price_come_from_one_layout(page: httpx.AsyncClient, laid_out: list[Walk]) -> None:
    sent = await held(page, "plain", prompt="A fox", n="2")
    laid_out.clear()
    assert (await page.post("/draft", json=sent)).json()["cost"]
    assert len(laid_out) == 1


async def test_a_switch_keeps_what_was_typed_and_writes_it_once(page: httpx.AsyncClient, tmp_path: Path) -> None:
    def kept() -> list[tuple[str, float]]:
        with closing(sqlite3.connect(tmp_path / "data" / "ledger.sqlite3")) as ledger:
            return ledger.execute("SELECT draft, saved_at FROM drafts WHERE model = 'plain'").fetchall()

    sent = await held(page, "plain", prompt="A fox", n="2")
    switch = {**sent, "edit": {"do": "model", "slug": "wordless"}}
    await page.post("/form", json=switch)
    first = kept()
    assert "A fox" in first[0][0]
    await page.post("/form", json=switch)
    assert kept() == first
    await page.post("/form", json={**switch, "raws": [[["prompt"], "An owl"]]})
    ((draft, saved_at),) = kept()
    assert "An owl" in draft
    assert saved_at > first[0][1]
    back = (await page.post("/form", json={**switch, "edit": {"do": "model", "slug": "plain"}})).json()["form"]
    assert "A fox" in html.unescape(back)

"""Presets through the server's own routes: what is kept, what a form takes of one, and whose they are."""

from __future__ import annotations

import html
import json
import re
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest
from formpages import browser, held, working, write_models
from starlette.applications import Starlette

from playground.form.page import layout
from playground.form.page.layout_walk import Walk
from playground.runs import presets as kept
from playground.server.form import form_routes
from playground.server.presets import preset_routes
from playground.settings import Settings

HIDDEN = "hunter2"
PROMPT = {"type": "string", "title": "Prompt", "maxLength": 40}
MODELS: dict[str, dict[str, Any]] = {
    "first": {
        "prompt": PROMPT,
        "size": {"type": "string", "title": "Shape", "enum": ["1:1", "16:9"], "default": "1:1"},
        "n": {"type": "integer", "minimum": 1, "maximum": 8, "default": 1},
        "token": {"type": "string", "format": "password"},
        "image_urls": {"type": "array", "items": {"type": "string", "format": "uri"}},
        "steps": {"type": "integer"},
    },
    "second": {
        "prompt": PROMPT,
        "size": {"type": "string", "enum": ["1:1", "4:3"], "default": "4:3"},
        "n": {"type": "integer", "minimum": 1, "maximum": 4, "default": 2},
        "image_urls": {"type": "array", "items": {"type": "string", "format": "uri"}, "maxItems": 1},
        "tone": {"type": "string"},
    },
    "third": {"words": {"type": "string"}},
}


@pytest.fixture
async def page(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    """The routes of forms and presets, as Anna's browser asks them."""
    write_models(tmp_path / "schemas", MODELS)
    settings = Settings(data=tmp_path / "data", schemas=tmp_path / "schemas")
    async with working(settings) as parts:
        app = Starlette(routes=[*form_routes(parts), *preset_routes(parts)])
        async with browser(app) as client:
            yield client


async def save(page: httpx.AsyncClient, sent: dict[str, Any], name: str, *, replaces: bool = False) -> dict[str, Any]:
    edit = {"do": "save_preset", "name": name, "replaces": replaces}
    answer: dict[str, Any] = (await page.post("/presets", json={**sent, "edit": edit})).json()
    return answer


async def listed(page: httpx.AsyncClient, model: str) -> dict[str, str]:
    """Ids by name, in the order of the menu."""
    drawn = html.unescape((await page.get("/presets", params={"model": model})).text)
    return {name: preset for preset, name in re.findall(r'data-preset="([^"]+)"><b>([^<]+)</b>', drawn)}


async def applied(page: httpx.AsyncClient, sent: dict[str, Any], preset: str) -> tuple[dict[str, Any], str]:
    """What the controls of the form show then, by field, and what is said."""
    answer = (await page.post("/form", json={**sent, "edit": {"do": "preset", "id": preset}})).json()
    carried = re.search(r'data-form="([^"]*)"', answer["form"])
    assert carried
    form = json.loads(html.unescape(carried[1]))
    return {**form.get("loaded", {}), **{slot[0]: raw for slot, raw in form["raws"]}}, answer["note"]


async def test_a_preset_of_the_model_brings_back_all_that_the_form_held(
    page: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = await held(page, "first", prompt="A fox", n="no number", size="1")
    assert await save(page, sent, "  Fox   wide ") == {}
    (preset,) = (await listed(page, "first")).items()
    assert preset[0] == "Fox wide"
    walks: list[Walk] = []

    def noted(*given: Any) -> Walk:
        walks.append(Walk(*given))
        return walks[-1]

    monkeypatch.setattr(layout, "Walk", noted)
    form, note = await applied(page, await held(page, "first", prompt="An owl"), preset[1])
    assert (form["prompt"], form["n"], form["size"]) == ("A fox", "no number", "1")
    assert note == "“Fox wide” is in the form."
    assert len(walks) == 1


async def test_passwords_are_not_in_a_preset(page: httpx.AsyncClient, tmp_path: Path) -> None:
    sent = await held(page, "first", prompt="A fox", token=HIDDEN)
    await save(page, sent, "Fox")
    with closing(sqlite3.connect(tmp_path / "data" / "ledger.sqlite3")) as ledger:
        (row,) = ledger.execute("SELECT * FROM presets").fetchall()
    assert "A fox" in str(row)
    assert HIDDEN not in str(row)


async def test_a_preset_of_another_model_carries_what_fits_and_says_what_does_not(page: httpx.AsyncClient) -> None:
    sent = await held(page, "first", prompt="A fox", size="1", n="3", steps="30")
    await save(page, sent, "Fox")
    here = await held(page, "second", prompt="An owl", tone="soft")
    (preset,) = (await listed(page, "second")).values()
    form, note = await applied(page, here, preset)
    assert (form["prompt"], form["n"], form["size"], form["tone"]) == ("A fox", 3, "4:3", "soft")
    assert "steps" not in form
    assert note == "“Fox” is in the form. Left out, because this model does not take it: Shape, Steps."
    refused = await page.post(
        "/form", json={**await held(page, "third", words="x"), "edit": {"do": "preset", "id": preset}}
    )
    assert refused.status_code == 400
    assert refused.json()["problem"] == "“Fox” has nothing that Third could use. The form is as it was."


async def test_files_that_are_gone_are_left_out_and_too_many_do_not_fit(page: httpx.AsyncClient) -> None:
    there = ["https://example.com/a.png", "upload:" + "0" * 32 + ".png"]
    await save(page, await held(page, "first", prompt="A fox", image_urls=there), "Fox")
    await save(page, await held(page, "first", prompt="A fox", image_urls=[there[0], there[0] + "?"]), "Two")
    presets = await listed(page, "first")
    form, note = await applied(page, await held(page, "first"), presets["Fox"])
    assert form["image_urls"] == there[:1]
    assert note == "“Fox” is in the form. 1 file of it is not here any more."
    form, note = await applied(page, await held(page, "second"), presets["Two"])
    assert "image_urls" not in form
    assert "Image" in note


async def test_a_preset_of_an_older_schema_carries_what_fits(page: httpx.AsyncClient, tmp_path: Path) -> None:
    await save(page, await held(page, "first", prompt="A fox", n="8"), "Fox")
    with closing(sqlite3.connect(tmp_path / "data" / "ledger.sqlite3")) as ledger, ledger:
        ledger.execute("UPDATE presets SET version = 'older', form_input = replace(form_input, '8', '9')")
    (preset,) = (await listed(page, "first")).values()
    form, note = await applied(page, await held(page, "first"), preset)
    assert (form["prompt"], form["n"]) == ("A fox", 1)
    assert note.endswith("does not take it: N.")


async def test_a_name_that_is_taken_is_replaced_on_purpose_only(page: httpx.AsyncClient) -> None:
    await save(page, await held(page, "first", prompt="A fox"), "Mine")
    owl = await held(page, "first", prompt="An owl")
    assert await save(page, owl, "Mine") == {"is_taken": True}
    form, _ = await applied(page, await held(page, "first"), (await listed(page, "first"))["Mine"])
    assert form["prompt"] == "A fox"
    assert await save(page, owl, "Mine", replaces=True) == {}
    form, _ = await applied(page, await held(page, "first"), (await listed(page, "first"))["Mine"])
    assert form["prompt"] == "An owl"
    assert await save(page, await held(page, "second", prompt="A cat"), "Mine") == {}


async def test_presets_are_renamed_deleted_and_brought_back(page: httpx.AsyncClient) -> None:
    await save(page, await held(page, "first", prompt="A fox"), "Fox")
    await save(page, await held(page, "first", prompt="An owl"), "Owl")
    presets = await listed(page, "first")
    assert list(presets) == ["Fox", "Owl"]
    assert (await page.post(f"/presets/{presets['Owl']}/rename", content="Fox")).json() == {"is_taken": True}
    assert (await page.post(f"/presets/{presets['Owl']}/rename", content="Bird")).json() == {}
    assert (await page.post(f"/presets/{presets['Fox']}/delete")).json() == {}
    assert list(await listed(page, "first")) == ["Bird"]
    assert (await page.post(f"/presets/{presets['Fox']}/delete")).status_code == 404
    assert (await page.post(f"/presets/{presets['Fox']}/restore")).json() == {}
    assert list(await listed(page, "first")) == ["Bird", "Fox"]
    await page.post(f"/presets/{presets['Fox']}/delete")
    assert (await page.post(f"/presets/{presets['Owl']}/rename", content="Fox")).json() == {}
    assert (await page.post(f"/presets/{presets['Fox']}/restore")).status_code == 404


async def test_the_presets_of_this_model_come_first(page: httpx.AsyncClient) -> None:
    await save(page, await held(page, "second", prompt="A cat"), "A cat")
    await save(page, await held(page, "first", prompt="A fox"), "Fox")
    assert list(await listed(page, "first")) == ["Fox", "A cat"]
    assert list(await listed(page, "second")) == ["A cat", "Fox"]


async def test_nobody_else_sees_them_or_touches_them(page: httpx.AsyncClient) -> None:
    await save(page, await held(page, "first", prompt="A fox"), "Fox")
    (preset,) = (await listed(page, "first")).values()
    page.cookies.set("playground_browser", "berta" * 8)
    assert await listed(page, "first") == {}
    for act in ("rename", "delete", "restore"):
        assert (await page.post(f"/presets/{preset}/{act}", content="Mine")).status_code == 404
    sent = {**await held(page, "first"), "edit": {"do": "preset", "id": preset}}
    assert (await page.post("/form", json=sent)).json()["problem"] == "This preset is not here any more."
    page.cookies.clear()
    assert "problem" in await save(page, await held(page, "first", prompt="A fox"), "Fox")


@pytest.mark.parametrize("name", ["", "   ", "x" * 81, 7, "\x07bell"])
async def test_what_is_no_name_is_refused_in_words(page: httpx.AsyncClient, name: Any) -> None:
    assert (await save(page, await held(page, "first"), name))["problem"]
    assert await listed(page, "first") == {}


async def test_number_and_size_are_bounded(page: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MOST_OF_A_BROWSER", 2)
    sent = await held(page, "first", prompt="A fox")
    for name in ("A", "B"):
        assert await save(page, sent, name) == {}
    assert "Delete one first" in (await save(page, sent, "C"))["problem"]
    assert await save(page, sent, "A", replaces=True) == {}
    await page.post(f"/presets/{(await listed(page, 'first'))['A']}/delete")
    assert await save(page, sent, "C") == {}
    long = await held(page, "first", prompt="x" * kept.LARGEST)
    assert "too large" in (await save(page, long, "B", replaces=True))["problem"]
    assert list(await listed(page, "first")) == ["B", "C"]

"""Models that are not here any more when a page asks for them: that is said, and what is here is shown."""

from __future__ import annotations

import html
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from formpages import browser, held, working, write_models
from starlette.applications import Starlette

from playground.catalog import Catalog
from playground.server.form import form_routes
from playground.settings import Settings

PROMPT = {"prompt": {"type": "string"}}


@pytest.fixture
def schemas(tmp_path: Path) -> Path:
    """A folder with three models."""
    write_models(tmp_path / "schemas", {"first": PROMPT, "second": PROMPT, "third": PROMPT})
    return tmp_path / "schemas"


@pytest.fixture
async def page(tmp_path: Path, schemas: Path) -> AsyncIterator[httpx.AsyncClient]:
    """The form's own routes, which look at the folder each time."""
    async with working(Settings(data=tmp_path / "data", schemas=schemas)) as parts:
        looking = replace(parts, catalog=Catalog(schemas, scan_every=0))
        async with browser(Starlette(routes=form_routes(looking))) as client:
            yield client


async def shown_after(page: httpx.AsyncClient, at: str, chosen: str) -> tuple[str, str]:
    """The model whose form stands there once another was chosen, and all of its text."""
    sent = {**await held(page, at, prompt="a fox"), "edit": {"do": "model", "slug": chosen}}
    return shown(await page.post("/form", json=sent))


def shown(answer: httpx.Response) -> tuple[str, str]:
    form = html.unescape(answer.json()["form"])
    model = re.search(r'data-model="([^"]*)"', form)
    assert model
    return model[1], form


async def test_a_model_that_went_before_it_was_chosen_is_said_not_to_be_here(
    page: httpx.AsyncClient, schemas: Path
) -> None:
    (schemas / "third.json").unlink()
    model, form = await shown_after(page, "second", "third")
    assert model == "second"
    assert "There is no model “third” here." in form


async def test_from_a_model_that_went_one_gets_to_the_one_that_is_chosen(
    page: httpx.AsyncClient, schemas: Path
) -> None:
    sent = {**await held(page, "second", prompt="a fox"), "edit": {"do": "model", "slug": "third"}}
    (schemas / "second.json").unlink()
    model, form = shown(await page.post("/form", json=sent))
    assert model == "third"
    assert "There is no model" not in form


async def test_a_click_in_the_form_of_a_model_that_went_says_so(page: httpx.AsyncClient, schemas: Path) -> None:
    sent = {**await held(page, "second", prompt="a fox"), "edit": {"do": "redraw"}}
    (schemas / "second.json").unlink()
    _, form = shown(await page.post("/form", json=sent))
    assert "There is no model “second” here." in form


async def test_of_a_long_name_in_an_address_the_beginning_is_said(page: httpx.AsyncClient) -> None:
    _, form = shown(await page.get("/form", params={"model": "x" * 1_000}))
    assert f"There is no model “{'x' * 100}” here." in form

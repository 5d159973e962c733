"""Lists through the server's own routes: what is said of each line, and that nothing is sent while any is wrong."""

from __future__ import annotations

import html
import json
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from batching import PromptServer, until_batch
from formpages import ANNA, browser, working
from shownwords import spaced_sentences
from starlette.applications import Starlette

from playground.jsontext import parse_exact
from playground.server.form import form_routes
from playground.server.lists import list_routes
from playground.settings import Settings
from playground.wiring import Parts

PROPERTIES = {
    "prompt": {
        "type": "string",
        "title": "Description",
        "maxLength": 12,
        "x-playground": {"i18n": {"zh": {"title": "描述"}}},
    },
    "size": {
        "type": "string",
        "title": "Shape",
        "enum": ["1:1", "16:9"],
        "default": "1:1",
        "x-playground": {"i18n": {"zh": {"title": "幅面"}}},
    },
    "strength": {"type": "number", "title": "Strength", "maximum": 1},
    "seed": {"type": "integer"},
    "fast": {"type": "boolean"},
    "token": {"type": "string", "format": "password"},
}


@pytest.fixture
async def service() -> AsyncIterator[PromptServer]:
    async with PromptServer() as server:
        yield server


@pytest.fixture
async def parts(tmp_path: Path, service: PromptServer) -> AsyncIterator[Parts]:
    schemas = tmp_path / "schemas"
    schemas.mkdir()
    (schemas / "m.json").write_text(json.dumps({"type": "object", "properties": PROPERTIES, "required": ["prompt"]}))
    async with working(Settings(data=tmp_path / "data", schemas=schemas, api_url=service.url)) as made:
        yield made


@pytest.fixture
async def page(parts: Parts) -> AsyncIterator[httpx.AsyncClient]:
    app = Starlette(routes=[*form_routes(parts), *list_routes(parts)])
    async with browser(app) as client:
        yield client


async def post(page: httpx.AsyncClient, text: str, address: str = "/list", **raws: str) -> dict[str, Any]:
    drawn = html.unescape((await page.get("/form")).json()["form"])
    version = re.search(r'data-version="([^"]*)"', drawn)
    assert version
    form = {"model": "m", "version": version[1], "page": "p", "form": '{"raws":[],"emptied":[],"states":[]}'}
    sent = {**form, "emptied": [], "raws": [[[name], raw] for name, raw in raws.items()]}
    answer: dict[str, Any] = (await page.post(address, json={"form": sent, "list": text})).json()
    return answer


def wrong(answer: dict[str, Any]) -> dict[str, str]:
    """What is said of each line that is wrong."""
    found = re.findall(r'data-line="(\d+)"><b>[^<]*</b> ([^<]*)</li>', answer["preview"])
    return {number: html.unescape(said) for number, said in found}


async def test_a_table_is_a_run_for_each_line_with_the_form_behind_it(
    page: httpx.AsyncClient, parts: Parts, service: PromptServer
) -> None:
    text = "description;shape;strength;seed;fast;token\n{a|b};16:9;0.30;9007199254740993;TRUE;hunter2\nhen;;1;;false;\n"
    seen = await post(page, text, seed="5")
    assert (wrong(seen), seen["count"], seen["start"]) == ({}, 2, "Generate 2")
    assert "hunter2" not in seen["preview"]
    begun = await post(page, text, "/list/generate?promised=2", seed="5")
    batch = await parts.runner.batches.batch(ANNA, begun["batch"])
    assert batch is not None
    await until_batch(parts.runner, batch, "succeeded")
    inputs = sorted((parse_exact(request.body)["input"] for request in service.submits), key=lambda one: one["prompt"])
    assert inputs == [
        {"prompt": "hen", "size": "1:1", "strength": 1, "seed": 5, "fast": False},
        {
            "prompt": "{a|b}",
            "size": "16:9",
            "strength": 0.3,
            "seed": 9007199254740993,
            "fast": True,
            "token": "hunter2",
        },
    ]
    assert "hunter2" not in str([cell.labels for cell in batch.cells])
    assert b"hunter2" not in (parts.settings.data / "ledger.sqlite3").read_bytes()


async def test_nothing_is_sent_while_any_line_is_wrong_and_each_is_told(
    page: httpx.AsyncClient, parts: Parts, service: PromptServer
) -> None:
    text = "prompt,size,strength,seed\nfox,1:1,0.5,1\nfar too long a text,1:1,2,1\nhen,2:1,much,1.5\n"
    seen = await post(page, text)
    assert seen["count"] == 0
    assert "2 lines are wrong" in seen["preview"]
    said = wrong(seen)
    assert set(said) == {"3", "4"}
    assert "Description" in said["3"]
    assert "Strength" in said["3"]
    assert "Strength" in said["4"]
    assert "Shape" in said["4"], "told together with what could not be read"
    assert said["4"].count("Strength") == 1
    refused = await post(page, text, "/list/generate?promised=3")
    assert refused["count"] == 0
    assert wrong(await post(page, "prompt,sise\na,b")) == {"1": "The form has no field “sise”. Did you mean “size”?"}
    assert wrong(await post(page, "prompt,size\n")) == {"1": "It names fields, but no line below it fills them in."}
    assert await parts.runner.batches.newest(ANNA) == ()
    assert service.submits == []


async def test_heads_may_be_titles_in_a_language_that_the_page_is_not_in(page: httpx.AsyncClient) -> None:
    seen = await post(page, "描述,幅面\nfox,16:9\n")
    assert (wrong(seen), seen["count"]) == ({}, 1)


async def test_chinese_sentences_follow_each_other_without_a_space(page: httpx.AsyncClient) -> None:
    page.cookies.set("playground_language", "zh")
    several = await post(page, "prompt,size,strength\nfar too long a text,2:1,much\n")
    assert len(re.findall("。", several["preview"])) > 1
    assert spaced_sentences(several["preview"]) == []
    assert spaced_sentences((await post(page, "fox\nhen\nfox\n"))["preview"]) == []


async def test_lines_that_are_the_same_are_paid_once_and_shown_twice(
    page: httpx.AsyncClient, parts: Parts, service: PromptServer
) -> None:
    seen = await post(page, "fox\nhen\nfox\n")
    assert (seen["count"], "1 line repeats another" in seen["preview"]) == (2, True)
    begun = await post(page, "fox\nhen\nfox\n", "/list/generate?promised=2")
    batch = await parts.runner.batches.batch(ANNA, begun["batch"])
    assert batch is not None
    done = await until_batch(parts.runner, batch, "succeeded")
    assert [cell.labels["choices"] for cell in done.cells] == [["fox"], ["hen"], ["fox"]]
    assert sorted(service.prompts) == ["fox", "hen"]


async def test_many_lines_are_agreed_to_on_purpose(page: httpx.AsyncClient, parts: Parts) -> None:
    text = "\n".join(f"fox {number}" for number in range(21))
    asked = await post(page, text, "/list/generate?promised=21")
    assert (asked["batch"], asked["question"]["count"]) == (None, 21)
    assert asked["question"]["said"].startswith("Start 21 runs? 21 runs: price not known yet")
    assert await parts.runner.batches.newest(ANNA) == ()
    begun = await post(page, text, "/list/generate?promised=21&confirmed=21")
    batch = await parts.runner.batches.batch(ANNA, begun["batch"])
    assert batch is not None
    assert len(batch.cells) == 21
    await parts.runner.batches.stop(ANNA, batch.batch_id)


async def test_what_is_no_list_is_told_in_words(page: httpx.AsyncClient) -> None:
    assert "problem" in (await page.post("/list", json={"list": "fox"})).json()
    assert "problem" in (await page.post("/list", content=b"{")).json()
    assert (await post(page, ""))["count"] == 0


async def test_what_the_form_holds_is_not_multiplied_without_end(page: httpx.AsyncClient, parts: Parts) -> None:
    text = "prompt,size\n" + "a,\n" * 999
    answer = await post(page, text, "/list/generate?promised=1&confirmed=1", prompt="x" * 500_000)
    assert answer["problem"].startswith("Together these runs are larger than")
    assert await parts.runner.batches.newest(ANNA) == ()

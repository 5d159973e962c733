"""Many runs through the server's own routes: how many a press makes, what is asked first, and what each was sent."""

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
from starlette.applications import Starlette

from playground.runs import deduplication
from playground.server.batches import batch_routes
from playground.server.form import form_routes
from playground.server.page import page_routes
from playground.server.ratelimits import RATE_LIMITS, RateLimitMiddleware
from playground.server.tokenbuckets import Rate, RateLimit, TokenBuckets
from playground.settings import Settings
from playground.wiring import Parts

PROPERTIES = {
    "prompt": {"type": "string", "title": "Prompt", "maxLength": 12},
    "story": {"type": "string", "title": "Story"},
    "seed": {"type": "integer", "minimum": 0},
    "n": {"type": "integer", "minimum": 1, "maximum": 4, "default": 1},
}


@pytest.fixture
async def service() -> AsyncIterator[PromptServer]:
    async with PromptServer(duration=600) as server:
        yield server


@pytest.fixture
async def parts(tmp_path: Path, service: PromptServer) -> AsyncIterator[Parts]:
    schemas = tmp_path / "schemas"
    schemas.mkdir()
    (schemas / "m.json").write_text(json.dumps({"type": "object", "properties": PROPERTIES, "required": ["prompt"]}))
    settings = Settings(data=tmp_path / "data", schemas=schemas, api_url=service.url, most_runs_at_once=3)
    async with working(settings, is_for_others=True) as made:
        yield made


@pytest.fixture
async def page(parts: Parts) -> AsyncIterator[httpx.AsyncClient]:
    app = Starlette(routes=[*form_routes(parts), *page_routes(parts), *batch_routes(parts)])
    async with browser(app) as client:
        yield client


async def press(
    page: httpx.AsyncClient, prompt: str, route: str = "/generate", *, story: str = "", **wish: Any
) -> dict[str, Any]:
    drawn = html.unescape((await page.get("/form")).json()["form"])
    version = re.search(r'data-version="([^"]*)"', drawn)
    assert version
    form = {"model": "m", "version": version[1], "page": "p", "form": '{"raws":[],"emptied":[],"states":[]}'}
    sent = {**form, "emptied": [], "raws": [[["prompt"], prompt], *([[["story"], story]] if story else [])]}
    answer: dict[str, Any] = (await page.post(route, params=wish, json=sent)).json()
    return answer


async def test_copies_are_one_batch_and_over_the_limit_they_wait(
    page: httpx.AsyncClient, parts: Parts, service: PromptServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deduplication, "DEDUPLICATION_WINDOW", 60.0)  # however slow this machine clicks
    answer = await press(page, "a fox", copies=5, promised=5)
    assert (answer["status"], answer["run"], answer["question"]) == ("begun", None, None), answer["problem"]
    batch = await parts.runner.batches.batch(ANNA, answer["batch"])
    assert batch is not None
    assert len({cell.labels["seed"] for cell in batch.cells}) == 5
    assert (await press(page, "a fox", copies=5, promised=5))["batch"] == batch.batch_id  # a double click
    assert (await page.post(f"/batches/{batch.batch_id}/stop")).json() == {}
    stopped = await parts.runner.batches.batch(ANNA, batch.batch_id)
    assert stopped is not None
    assert stopped.count("stopped") >= 2
    assert len(service.submits) <= 3


async def test_a_press_that_is_made_again_because_its_answer_was_lost_counts_once(
    page: httpx.AsyncClient, parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deduplication, "DEDUPLICATION_WINDOW", -1.0)  # it comes far too late for a double click
    run = (await press(page, "a fox", click="first-press"))["run"]
    assert run
    assert (await press(page, "a fox", click="first-press"))["run"] == run
    several = (await press(page, "a fox", click="first-press", copies=2, promised=2))["batch"]
    assert several
    assert (await press(page, "a fox", click="first-press", copies=2, promised=2))["batch"] == several
    await page.post(f"/batches/{several}/stop")
    monkeypatch.setattr(parts.runner._beginning, "_limits", None)  # noqa: SLF001 - as many as are pressed for
    others = [(await press(page, *asked))["run"] for asked in (("a hen",), ("a hen",))]
    named = (await press(page, "a fox", click="second-press"))["run"]
    assert len({run, *others, named} - {None}) == 4
    assert (await press(page, "a fox", click="no name of ours"))["problem"]


async def test_while_many_are_sent_a_single_click_finds_a_place(
    page: httpx.AsyncClient, parts: Parts, service: PromptServer
) -> None:
    many = await press(page, "a fox", copies=5, promised=5)
    batch = await parts.runner.batches.batch(ANNA, many["batch"])
    assert batch is not None
    await until_batch(parts.runner, batch, "submitting", "queued", "processing", count=2)
    single = await press(page, "a hen")
    assert (single["status"], single["problem"]) == ("begun", "")
    refused = await press(page, "an owl")
    assert refused["problem"].startswith("You already have 3 runs in progress")
    batch = await parts.runner.batches.batch(ANNA, many["batch"])
    assert batch is not None
    assert batch.count("planned") == 3
    assert service.prompts.count("an owl") == 0


async def test_alternatives_make_a_run_each_and_only_as_many_as_the_page_has_said(
    page: httpx.AsyncClient, parts: Parts
) -> None:
    before = await press(page, "{fox|hen}", "/draft", copies=2)
    assert before["many"] == {
        "each": 2,
        "said": "Makes 2 pictures: fox · hen",
        "is_plain": False,
        "slots": [["prompt"]],
    }
    assert before["cost"].startswith("4 runs: ")
    asked = await press(page, "{fox|hen}")
    assert (asked["status"], asked["batch"], asked["question"]["count"]) == ("asked", None, 2)
    assert asked["question"]["yes"] == "Start 2 runs"
    assert await parts.runner.batches.newest(ANNA) == ()
    begun = await press(page, "{fox|hen}", promised=1, confirmed=2)
    batch = await parts.runner.batches.batch(ANNA, begun["batch"])
    assert batch is not None
    assert [cell.labels["choices"] for cell in batch.cells] == [["fox"], ["hen"]]
    assert batch.plan["title"] == "{fox|hen}"


async def test_nothing_is_sent_while_one_of_them_is_wrong_and_what_is_meant_as_plain_text_is_one_run(
    page: httpx.AsyncClient, parts: Parts, service: PromptServer
) -> None:
    wrong = await press(page, "{fox|far too long a text}", promised=2)
    assert (wrong["status"], [path for path, _ in wrong["issues"]]) == ("invalid", [["prompt"]])
    assert await parts.runner.batches.newest(ANNA) == ()
    assert (await press(page, r"\{a|b\}", "/draft"))["many"]["said"] == "Sent as plain text: {a|b}"
    plain = await press(page, r"\{a|b\}")
    run = await parts.runner.run(ANNA, plain["run"])
    assert run is not None
    assert run.form_input["prompt"] == "{a|b}"
    assert len(service.submits) <= 1


async def test_many_are_agreed_to_on_purpose_and_too_many_are_not_begun(page: httpx.AsyncClient, parts: Parts) -> None:
    assert (await press(page, "{a|b|c}" * 3, promised=27))["question"]["said"].startswith("Start 27 runs?")
    answer = await press(page, "x" + "{|a}" * 3, copies=16, promised=128)
    assert answer["status"] == "asked"
    wishes: tuple[dict[str, Any], ...] = ({"copies": 0}, {"copies": 1000}, {"promised": -1})
    for wish in wishes:
        assert "problem" in await press(page, "a", **wish)
    assert await parts.runner.batches.newest(ANNA) == ()


async def test_far_too_many_or_too_large_are_refused_in_words_before_any_is_made(
    page: httpx.AsyncClient, parts: Parts
) -> None:
    many = (await press(page, "a fox", "/draft", story="{a|b}" * 5_000))["many"]
    assert many["said"].startswith("At most 1,000 runs")
    answer = await press(page, "a fox", story="{a|b}" * 20, promised=2**20)
    assert answer["problem"].startswith("At most 1,000 runs")
    large = "x" * 500_000
    answer = await press(page, "a fox", story=f"{{{'|'.join(map(str, range(900)))}}}{large}", promised=900)
    assert answer["problem"].startswith("Together these runs are larger than")
    assert await parts.runner.batches.newest(ANNA) == ()


async def test_what_a_few_letters_become_counts_as_much_as_if_it_had_been_sent(parts: Parts) -> None:
    rate = Rate(2**20, 2**20)
    buckets = TokenBuckets({**RATE_LIMITS, "form_bytes": RateLimit(rate, rate, rate)})
    app = RateLimitMiddleware(Starlette(routes=[*form_routes(parts), *batch_routes(parts)]), buckets)
    async with browser(app) as page:
        story = f"{{{'|'.join(map(str, range(16)))}}}" + "x" * 100_000
        assert (await press(page, "a fox", story=story, promised=16))["status"] == "begun"
        assert len((await parts.runner.batches.newest(ANNA))[0].cells) == 16
        stopped = await press(page, "a fox")
        assert stopped["status"] == "stopped"
        assert stopped["again"]


async def test_a_batch_of_somebody_else_is_not_there(page: httpx.AsyncClient, parts: Parts) -> None:
    batch = (await press(page, "a fox", copies=2, promised=2))["batch"]
    page.cookies.set("playground_browser", "ben" * 8)
    for act in ("stop", "go_on", "retry/0"):
        assert (await page.post(f"/batches/{batch}/{act}")).status_code == 404
    for nonsense in ("nonsense", "retry/x", "retry/-1", "retry/٣", f"retry/{'9' * 30}", f"retry/{'9' * 5_000}"):
        assert (await page.post(f"/batches/{batch}/{nonsense}")).status_code == 404
    assert await parts.runner.batches.batch(ANNA, batch)

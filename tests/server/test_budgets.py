"""Budgets on the page: what is left is told before a click, and one that would pass a limit sends and loses nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest
from batching import PromptServer, until_batch
from datafolder import rest
from formpages import NOBODY, held, write_models
from starlette.applications import Starlette
from viewing import context_of

from playground.server.form import form_routes
from playground.server.grid import grid_routes
from playground.server.lists import list_routes
from playground.server.page import page_routes
from playground.settings import Settings
from playground.wiring import Parts, build

ANNA = "anna" * 8
MODELS: dict[str, dict[str, Any]] = {
    "plain": {"prompt": {"type": "string", "title": "Prompt"}, "n": {"type": "integer", "title": "N", "default": 1}}
}


@pytest.fixture
async def service() -> AsyncIterator[PromptServer]:
    async with PromptServer(extra={"cost_actual": 0.5}) as server:
        yield server


class Playing:
    """A playground with budgets, and the page of somebody on it."""

    def __init__(self, parts: Parts, client: httpx.AsyncClient) -> None:
        self.parts, self.client = parts, client

    async def before(self, query: str = "", **raws: str) -> tuple[str, str, bool]:
        answer = (await self.client.post(f"/draft{query}", json=await held(self.client, "plain", **raws))).json()
        return answer["cost"], answer["left"], answer["over"]

    async def press(self, prompt: str, query: str = "") -> Mapping[str, Any]:
        sent = {**await held(self.client, "plain", prompt=prompt), "page": prompt}
        answer: Mapping[str, Any] = (await self.client.post(f"/generate{query}", json=sent)).json()
        return answer

    async def run(self, prompt: str) -> None:
        """Press, and wait for the end."""
        answer = await self.press(prompt)
        run = await self.parts.runner.run(ANNA, answer["run"])
        assert run
        await rest(self.parts.runner, run)


@pytest.fixture
def playing(tmp_path: Path, service: PromptServer) -> Any:
    write_models(tmp_path / "schemas", MODELS)

    @asynccontextmanager
    async def open_with(language: str = "en", **limits: Any) -> AsyncIterator[Playing]:
        settings = Settings(data=tmp_path / "data", schemas=tmp_path / "schemas", api_url=service.url, **limits)
        parts = build(settings, own_address=NOBODY, is_for_others=True)
        routes = (form_routes, list_routes, page_routes)
        app = Starlette(
            routes=[*(one for make in routes for one in make(parts)), *grid_routes(parts, context_of(parts), "1")]
        )
        cookies = {"playground_browser": ANNA, "playground_language": language}
        await parts.runner.start()
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=NOBODY, cookies=cookies) as client:
            yield Playing(parts, client)
        await parts.runner.stop()

    return open_with


async def test_what_is_left_stands_beside_the_cost_and_a_click_too_many_sends_nothing(
    playing: Any, service: PromptServer
) -> None:
    async with playing(budget_person_day=Decimal("1.20")) as page:
        assert (await page.before(prompt="A fox"))[1:] == ("$1.20 of $1.20 left today", False)
        await page.run("A fox")
        cost, left, is_over = await page.before(prompt="An owl")
        assert "$0.50" in cost
        assert (left, is_over) == ("$0.70 of $1.20 left today", False)
        await page.run("An owl")
        assert (await page.before(prompt="A hen"))[1:] == ("Too much for today: $0.20 of $1.20 left", True)
        answer = await page.press("A hen")
        assert answer["problem"].startswith("This would cost about $0.50, and $0.20 of your $1.20 for today is left.")
        assert answer.get("run") is None
        assert service.prompts == ["A fox", "An owl"]
        assert len(await page.parts.runner.runs(ANNA)) == 2


async def test_without_a_budget_nothing_is_said(playing: Any) -> None:
    async with playing() as page:
        assert (await page.before(prompt="A fox"))[1:] == ("", False)


@pytest.mark.parametrize(
    ("limits", "left", "over"),
    [
        ({"budget_person_month": "1.2"}, "this month", "Too much for this month: $0.20 of $1.20 left"),
        ({"budget_all_month": "1.2"}, "left this month for everyone", "of everyone's $1.20 left"),
        ({"budget_person_day": "9", "budget_person_month": "1.2"}, "$1.20 left this month", "for this month: $0.20"),
        ({"budget_run": "0.4"}, "", "Too much for one run: at most $0.40 here"),
    ],
)
async def test_the_limit_that_is_nearest_to_its_end_is_the_one_that_is_told(
    playing: Any, limits: dict[str, str], left: str, over: str
) -> None:
    async with playing(**{name: Decimal(amount) for name, amount in limits.items()}) as page:
        assert left in (await page.before(prompt="A fox"))[1]
        await page.run("A fox")
        if "budget_run" not in limits:
            await page.run("An owl")
        _, said, is_over = await page.before(prompt="A hen")
        assert over in said
        assert is_over


async def test_variations_are_refused_with_their_sum_before_a_person_is_asked_to_agree(
    playing: Any, service: PromptServer
) -> None:
    async with playing(budget_person_day=Decimal("1.90")) as page:
        await page.run("A fox")
        assert (await page.before("?copies=2", prompt="An owl"))[2] is False
        assert (await page.before("?copies=3", prompt="An owl"))[1:] == (
            "Too much for today: $1.40 of $1.90 left",
            True,
        )
        for promised in (3, 1):
            answer = await page.press("An owl", f"?copies=3&promised={promised}&confirmed=0")
            assert answer["problem"].startswith("Together this would cost about $1.50, and $1.40 of your $1.90")
            assert answer.get("question") is None
        answer = await page.press("An owl", "?copies=2&promised=2&confirmed=0")
        batch = await page.parts.runner.batches.batch(ANNA, answer["batch"])
        assert batch
        await until_batch(page.parts.runner, batch)
        assert service.prompts == ["A fox", "An owl", "An owl"]


FITS, DOES_NOT = ("a\nb", "$1.40 of $1.90 left today"), ("a\nb\nc", "Too much for today: $1.40 of $1.90")


async def test_a_list_and_a_grid_tell_whether_they_fit_before_they_begin(playing: Any, service: PromptServer) -> None:
    async with playing(budget_person_day=Decimal("1.90")) as page:
        await page.run("A fox")
        form = await held(page.client, "plain", prompt="A fox")
        for lines, said in (FITS, DOES_NOT):
            body = {"form": form, "list": lines}
            assert said in (await page.client.post("/list", json=body)).json()["preview"]
        answer = (await page.client.post("/list/generate?promised=3", json={"form": form, "list": "a\nb\nc"})).json()
        assert answer["problem"].startswith("Together this would cost about $1.50")
        for text, said in (FITS, DOES_NOT):
            axes = [{"vary": "/prompt", "text": text}]
            drawn = (await page.client.post("/grid/draft", json={**form, "edit": {"axes": axes}})).json()["html"]
            assert said in drawn, drawn
        begun = {**form, "edit": {"axes": axes, "count": 3}}
        answer = (await page.client.post("/grid", json=begun)).json()
        assert answer["problem"].startswith("Together this would cost about $1.50")
        assert service.prompts == ["A fox"]


async def test_it_is_said_in_chinese_too(playing: Any) -> None:
    async with playing("zh", budget_person_day=Decimal(1)) as page:
        assert (await page.before(prompt="茶"))[1] == "今天 $1.00 中还剩 $1.00"
    async with playing("zh", budget_person_day=Decimal("0.25"), budget_unknown=Decimal(1)) as page:
        assert (await page.before(prompt="茶"))[1:] == ("超出今天的额度：$0.25 中还剩 $0.25", True)
        assert (await page.press("茶"))["problem"].startswith(
            "这次的费用还不清楚，因此会预留 $1.00，而这里的额度总共只有 $0.25"
        )

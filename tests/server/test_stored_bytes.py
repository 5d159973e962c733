"""What one person may keep, on the page: told before, and past it nothing is kept, nothing sent and nothing lost."""

from __future__ import annotations

import io
import json
import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from batching import PromptServer, until_batch
from datafolder import rest
from formpages import ANNA, NOBODY, browser, held, write_models
from PIL import Image
from starlette.applications import Starlette

from playground.server.files import upload_routes
from playground.server.form import form_routes
from playground.server.housekeeping import Housekeeper
from playground.server.page import page_routes
from playground.settings import Settings
from playground.wiring import Parts, build

BERT = "bert" * 8
MODELS: dict[str, dict[str, Any]] = {"plain": {"prompt": {"type": "string", "title": "Prompt"}}}


@pytest.fixture
async def service() -> AsyncIterator[PromptServer]:
    async with PromptServer() as server:
        yield server


@asynccontextmanager
async def page(tmp_path: Path, service: PromptServer, limit: int | None, person: str = ANNA, **more: Any) -> Any:
    write_models(tmp_path / "schemas", MODELS)
    told: dict[str, Any] = {"data": tmp_path / "data", "schemas": tmp_path / "schemas", "api_url": service.url}
    parts = build(Settings(**told, keep_bytes_person=limit, **more), own_address=NOBODY, is_for_others=True)
    app = Starlette(routes=[*form_routes(parts), *page_routes(parts), *upload_routes(parts)])
    await parts.runner.start()
    async with browser(app, person) as client:
        yield parts, client
    await parts.runner.stop()


def picture(side: int) -> bytes:
    """Noise of that width and height, so that its bytes are about as many as its pixels."""
    file = io.BytesIO()
    Image.effect_noise((side, side), 90).save(file, "PNG")
    return file.getvalue()


async def upload(client: httpx.AsyncClient, data: bytes) -> Mapping[str, str]:
    sent = {"sent": json.dumps(await held(client, "plain")), "path": json.dumps(["prompt"])}
    answer: Mapping[str, str] = (
        await client.post("/uploads", data=sent, files={"file": ("fox.png", data, "image/png")})
    ).json()
    return answer


async def press(parts: Parts, client: httpx.AsyncClient, prompt: str, query: str = "") -> Mapping[str, Any]:
    """Press, and wait for the end of what began."""
    sent = {**await held(client, "plain", prompt=prompt), "page": prompt}
    answer: Mapping[str, Any] = (await client.post(f"/generate{query}", json=sent)).json()
    run = await parts.runner.run(ANNA, answer["run"]) if answer.get("run") else None
    if run:
        await rest(parts.runner, run)
    return answer


async def test_an_upload_past_it_is_refused_in_words_and_not_kept(tmp_path: Path, service: PromptServer) -> None:
    first, second = picture(60), picture(61)
    async with page(tmp_path, service, len(first) + 1000) as (_, client):
        assert (await client.get("/held")).text.startswith("Your results and uploads: 0 ")
        assert "token" in await upload(client, first)
        refused = await upload(client, second)
        assert refused["problem"].startswith("fox.png was not kept: your results and uploads take up ")
        assert "token" not in refused
        assert len(list((tmp_path / "data" / "uploads").glob("*.png"))) == 1
        client.cookies.set("playground_browser", BERT)
        assert "token" in await upload(client, second), "it is each person's own"
    async with page(tmp_path, service, None) as (_, client):
        assert "token" in await upload(client, second)
        assert (await client.get("/held")).text.startswith("Results and uploads: ")


async def test_a_click_at_it_is_refused_in_words_and_what_was_paid_for_is_kept(
    tmp_path: Path, service: PromptServer
) -> None:
    async with page(tmp_path, service, 1) as (parts, client):
        assert (await press(parts, client, "A fox"))["run"], "while anything is left"
        (run,) = await parts.runner.runs(ANNA)
        (output,) = run.outputs
        assert output.name
        assert parts.results.has(run.run_id, output.name)
        for query in ("", "?copies=2&promised=2"):
            answer = await press(parts, client, "An owl", query)
            assert answer["problem"].startswith("Your results and uploads already take up ")
            assert (answer.get("run"), answer.get("batch")) == (None, None)
        assert service.prompts == ["A fox"]
        assert (await client.get("/held")).text == "Your results and uploads: 69 B of 1 B, 0 B left"
        await parts.runner.deletions.delete(ANNA, [run.run_id])
        for run_id in parts.runner._ledger.deletions.finalise_these([run.run_id]):  # noqa: SLF001 - in ten seconds
            parts.runner._ledger.deletions.remove(run_id)  # noqa: SLF001
        assert (await press(parts, client, "An owl"))["run"]


async def test_the_rest_of_a_batch_is_held_back_and_goes_on(tmp_path: Path, service: PromptServer) -> None:
    async with page(tmp_path, service, 1, most_runs_at_once=2) as (parts, client):
        answer = await press(parts, client, "A fox", "?copies=3&promised=3")
        batch = await parts.runner.batches.batch(ANNA, answer["batch"])
        assert batch
        batch = await until_batch(parts.runner, batch, "succeeded", "held")
        assert 1 <= batch.count("succeeded") < 3
        assert batch.problem
        assert batch.problem.params["reason"] == "stored"


async def test_what_is_too_old_counts_no_more(tmp_path: Path, service: PromptServer) -> None:
    async with page(tmp_path, service, 50, keep_days=1, keep_bytes=10**9) as (parts, client):
        for prompt in ("A fox", "An owl"):
            await press(parts, client, prompt)
            (path,) = (tmp_path / "data" / "results").rglob("*.png")
            if prompt == "A fox":
                os.utime(path, (0, 0))
                assert await Housekeeper(parts).has_space(1)  # a sweep
            else:
                path.unlink()  # as by a process that died over the rest of it
                assert "problem" in await upload(client, picture(60))
                await Housekeeper(parts).look_after_full()
            assert parts.stored.of([ANNA]) == {}
        assert service.prompts == ["A fox", "An owl"]

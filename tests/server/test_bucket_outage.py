"""A bucket that is away while a run ends: the page says so, and the result is kept once it is back, paid for once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import httpx
import pytest
from bucketserver import bucket_server
from fairness import PATIENCE
from faultserver import PIXEL, FaultServer
from formpages import NOBODY, held, write_models
from gate import Gate, gate_to
from starlette.applications import Starlette
from streams import Stream, looking
from viewing import context_of

from playground.files.bucket import BucketStore
from playground.runs import fetching
from playground.server.files import result_routes
from playground.server.form import form_routes
from playground.server.live import live_routes
from playground.settings import Settings
from playground.wiring import Parts, build

ANNA = "anna" * 8
COOKIES = {"playground_browser": ANNA}


@pytest.fixture
async def gate(bucket: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Gate]:
    """The only way to the bucket."""
    assert bucket, "the environment is set first"
    async with gate_to(bucket_server()) as gate:
        monkeypatch.setenv("AWS_ENDPOINT_URL", gate.url)
        monkeypatch.setattr(fetching, "FIRST_PAUSE", 0.05)
        yield gate


@asynccontextmanager
async def started(settings: Settings) -> AsyncIterator[tuple[Parts, Starlette]]:
    parts = build(settings, own_address=NOBODY, is_for_others=True)
    routes = [*form_routes(parts), *result_routes(parts), *live_routes(parts, context_of(parts), "1")]
    await parts.runner.start()
    yield parts, Starlette(routes=routes)
    await parts.runner.stop(0.1)
    await parts.results.close()


def page_of(app: Starlette) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=NOBODY, cookies=COOKIES)


def watching(app: Starlette, run: str) -> AbstractAsyncContextManager[Stream]:
    return looking(app, {"Cookie": f"playground_browser={ANNA}"}, query=f"run={run}")


@pytest.mark.parametrize("server", ["stays", "starts again"])
async def test_a_result_that_the_bucket_did_not_take_is_kept_once_it_is_back(
    tmp_path: Path, bucket: str, gate: Gate, server: str
) -> None:
    write_models(tmp_path / "schemas", {"plain": {"prompt": {"type": "string"}}})
    async with FaultServer(extra={"cost_actual": 0.5}) as service, asyncio.timeout(PATIENCE):
        settings = Settings(data=tmp_path / "data", schemas=tmp_path / "schemas", api_url=service.url, files=bucket)
        gate.shut()
        async with started(settings) as (parts, app), page_of(app) as page:
            pressed = (await page.post("/generate", json=await held(page, "plain", prompt="A fox"))).json()
            run = pressed["run"]
            async with watching(app, run) as view:
                await view.until("is not saved yet: the storage")
                assert bucket in view.text
                await view.until("Fetch again")
                if server == "stays":
                    gate.is_shut = False
                    await view.until(f"results/{run}/0-")
            if server == "stays":
                await _is_whole(parts, page, run)
        if server == "starts again":
            async with started(settings) as (parts, app), page_of(app) as page, watching(app, run) as view:
                await view.until("is not saved yet: the storage")
                gate.is_shut = False
                await view.until(f"results/{run}/0-")
                await _is_whole(parts, page, run)
    assert gate.turned_away > 0
    assert len(service.submits) == 1, "nothing is paid twice"
    assert list(service.charges.values()) == [1]


async def _is_whole(parts: Parts, page: httpx.AsyncClient, run: str) -> None:
    kept = await parts.runner.run(ANNA, run)
    assert kept is not None
    assert (kept.word, kept.missing, kept.problem, str(kept.cost_actual)) == ("succeeded", (), None, "0.5")
    (output,) = kept.outputs
    answer = await page.get(f"/results/{run}/{output.name}")
    assert (answer.status_code, answer.content) == (200, PIXEL)
    assert isinstance(parts.store, BucketStore)
    assert {name for name, _ in await asyncio.to_thread(list, parts.store.sizes())} == {f"results/{run}/{output.name}"}

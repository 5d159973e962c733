"""What is answered where the ledger cannot be used: words in the visitor's language, on whichever route."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from playground.server.app import create_server
from playground.settings import Settings

ADDRESS = "http://127.0.0.1:9"
ROUTES = (
    "history",
    "history/unfinished",
    "history/run/x",
    "history/files.zip?run=x",
    "grid/x",
    "grid/x/view",
    "grid/x.zip",
)


@pytest.mark.parametrize(("language", "word"), [("en", "cannot be used"), ("zh", "无法使用")])
async def test_without_its_ledger_every_route_says_so(tmp_path: Path, language: str, word: str) -> None:
    app = create_server(Settings(data=tmp_path), own_address=ADDRESS)  # its ledger was never opened
    cookies = {"playground_browser": "anna" * 8, "playground_language": language}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=ADDRESS, cookies=cookies) as page:
        for route in (*ROUTES, "history/costs", "compare?results=x/y", "states?run=x", "results/x/y", "results/x.zip"):
            answer = await page.get(f"/{route}")
            assert (answer.status_code, word in answer.text) == (503, True), (route, answer.text)


SENT = ("form", "generate", "list", "list/generate", "grid", "grid/draft", "presets", "uploads", "settings")


@pytest.mark.parametrize("route", SENT)
async def test_what_cannot_be_read_is_refused_the_same_way_everywhere(tmp_path: Path, route: str) -> None:
    app = create_server(Settings(data=tmp_path), own_address=ADDRESS)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url=ADDRESS, headers={"X-Playground": "1"}) as page:
        answer = await page.post(f"/{route}", content=b"{")
    assert (answer.status_code, list(answer.json())) == (400, ["problem"])


async def test_a_file_is_refused_with_a_status_and_one_without_settings_is_none(tmp_path: Path) -> None:
    app = create_server(Settings(data=tmp_path), own_address=ADDRESS)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url=ADDRESS, headers={"X-Playground": "1"}) as page:
        for route in ("uploads", "settings"):
            refused = await page.post(f"/{route}", files={"another": ("a.png", b"x")})
            assert (refused.status_code, list(refused.json())) == (400, ["problem"]), refused.text
        bare = await page.post("/settings", files={"file": ("a.json", b"{}")}, data={"model": "m"})
    assert (bare.status_code, bare.json()) == (200, {"is_bare": True})


async def test_what_cannot_be_kept_now_is_answered_with_a_status_that_says_later(tmp_path: Path) -> None:
    app = create_server(Settings(data=tmp_path), own_address=ADDRESS)  # its ledger was never opened
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url=ADDRESS, headers={"X-Playground": "1"}) as page:
        for route in ("history/delete", "history/labels", "runs/x/cancel", "batches/x/stop"):
            answer = await page.post(f"/{route}", json={"runs": ["x"], "favourite": True})
            assert (answer.status_code, list(answer.json())) == (503, ["problem"]), (route, answer.text)

"""Pages without a browser: routes that are asked in this process, and what the page of a form sends to them."""

from __future__ import annotations

import html
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
from starlette.types import ASGIApp

from playground.settings import Settings
from playground.ui.visitor import BROWSER_COOKIE
from playground.wiring import Parts, build

NOBODY = "http://127.0.0.1:9"
"""A service that nobody reaches."""

ANNA = "anna" * 8
"""The person of a browser, as its cookie says."""


def write_models(folder: Path, models: dict[str, dict[str, Any]]) -> None:
    """A file for each model, of these properties."""
    folder.mkdir(exist_ok=True)
    for slug, properties in models.items():
        schema = {"type": "object", "title": slug.title(), "properties": properties}
        (folder / f"{slug}.json").write_text(json.dumps(schema))


@asynccontextmanager
async def working(settings: Settings, *, is_for_others: bool = False) -> AsyncIterator[Parts]:
    """The parts of a server, at work, without the server."""
    parts = build(settings, own_address=NOBODY, is_for_others=is_for_others)
    await parts.runner.start()
    yield parts
    await parts.runner.stop()


def browser(app: ASGIApp, person: str = ANNA, **cookies: str) -> httpx.AsyncClient:
    """A browser that asks an app in this process."""
    cookies = {BROWSER_COOKIE: person, **cookies}
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=NOBODY, cookies=cookies)


async def held(page: httpx.AsyncClient, model: str, **raws: Any) -> dict[str, Any]:
    """What the page of a model sends, with what was typed into its controls."""
    drawn = html.unescape((await page.get("/form", params={"model": model})).json()["form"])
    version = re.search(r'data-version="([^"]*)"', drawn)
    assert version
    return {
        "model": model,
        "version": version[1],
        "page": "p",
        "form": '{"raws":[],"emptied":[],"states":[]}',
        "emptied": [],
        "raws": [[[name], raw] for name, raw in raws.items()],
    }

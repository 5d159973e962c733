"""What the page of a form sends, without a browser: for tests that ask the routes themselves."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path
from typing import Any

import httpx

NOBODY = "http://127.0.0.1:9"
"""A service that nobody reaches."""


def write_models(folder: Path, models: dict[str, dict[str, Any]]) -> None:
    """A file for each model, of these properties."""
    folder.mkdir(exist_ok=True)
    for slug, properties in models.items():
        schema = {"type": "object", "title": slug.title(), "properties": properties}
        (folder / f"{slug}.json").write_text(json.dumps(schema))


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

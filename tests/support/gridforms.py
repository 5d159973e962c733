"""Models for grids, and how the builder of a grid asks: each variable of it, the telling and the press."""

from __future__ import annotations

import html
import re
from typing import Any

import httpx
from formpages import held

SHAPE = {"enum": ["1:1", "16:9"], "title": "Shape", "default": "1:1"}
COUNT = {"type": "integer", "title": "Pictures", "minimum": 1, "maximum": 4, "default": 1}
PROMPT = {"type": "string", "title": "Prompt", "maxLength": 12}
CAMERA = {
    "type": "object",
    "properties": {"zoom": {"type": "number"}, "pin": {"type": "string", "format": "password"}},
    "additionalProperties": False,
}
MODELS = {
    "m": {"prompt": PROMPT, "size": SHAPE, "n": COUNT},
    "other": {"prompt": {**PROMPT, "maxLength": 40}, "n": COUNT},
    "rich": {
        "prompt": PROMPT,
        "moods": {
            "type": "array",
            "title": "Moods",
            "uniqueItems": True,
            "items": {"enum": ["calm", "bright", "dark"]},
        },
        "camera": {"title": "Camera", "x-playground": {"widget": "json"}, **CAMERA},
    },
}


def ticks(vary: str, *names: int | str) -> dict[str, Any]:
    return {"vary": vary, "ticks": [str(name) for name in names]}


def typed(vary: str, text: str, word: str = "") -> dict[str, Any]:
    return {"vary": vary, "text": text, "word": word}


async def ask(
    page: httpx.AsyncClient, prompt: str, *axes: dict[str, Any], route: str = "/grid", model: str = "m", **more: Any
) -> Any:
    edit = {"do": "grid", "axes": list(axes), **more}
    return (await page.post(route, json={**await held(page, model, prompt=prompt), "edit": edit})).json()


async def draft(page: httpx.AsyncClient, prompt: str, *axes: dict[str, Any], **more: Any) -> str:
    answer = await ask(page, prompt, *axes, route="/grid/draft", **more)
    return html.unescape(re.sub(r"<[^>]*>", " ", answer["html"]))

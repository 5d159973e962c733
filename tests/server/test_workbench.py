"""The workbench is asked for schemas that are too large, or take too long, by somebody without its page."""

from __future__ import annotations

import asyncio
import json

import patient
import pytest
from pages import Served


@pytest.mark.parametrize("size", [1_500_000, 5_000_000])
async def test_the_server_refuses_what_is_too_large_too(sandbox: Served, size: int) -> None:
    async with patient.AsyncClient(base_url=sandbox.url) as visitor:
        answer = await visitor.post("/workbench/draw", json={"text": " " * size, "sent": None})
    assert "1,000,000 bytes" in answer.json()["slip"]["message"]


async def test_a_schema_that_takes_too_long_is_stopped_and_the_page_answers_others(sandbox: Served) -> None:
    wide = {f"p{one}": {"type": "object", "properties": {f"q{two}": {} for two in range(20)}} for one in range(990)}
    huge = json.dumps({"type": "object", "required": list(wide), "properties": wide})
    async with patient.AsyncClient(base_url=sandbox.url) as visitor:
        slow = asyncio.create_task(visitor.post("/workbench/draw", json={"text": huge, "sent": None}))
        assert (await visitor.get("/models")).status_code == 200
        answer = (await slow).json()
        assert "slip" in answer or "form" in answer
        assert (await visitor.get("/models")).status_code == 200

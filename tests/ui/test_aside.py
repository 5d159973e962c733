"""The process beside the server: it answers, it is ended when it takes too long, and the next request is served."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from playground.errors import SchemaError
from playground.ui.aside import Aside

SMALL = {"type": "object", "properties": {"prompt": {"type": "string"}}}
WIDE = {
    f"p{place}": {"type": "object", "properties": {f"q{one}": {"type": "string"} for one in range(36)}}
    for place in range(900)
}
HUGE = {"type": "object", "required": list(WIDE), "properties": WIDE}


def body(schema: Any) -> bytes:
    return json.dumps({"text": json.dumps(schema), "sent": None}).encode()


@pytest.fixture
async def aside() -> AsyncIterator[Aside]:
    made = Aside()
    yield made
    await made.close()


async def test_it_answers_in_the_language_that_is_asked_for(aside: Aside) -> None:
    answer = json.loads(await aside.ask("draw", "zh", body(SMALL)))
    assert "可以生成完整的表单" in answer["findings"]


async def test_many_ask_at_once(aside: Aside) -> None:
    schemas = [{**SMALL, "title": f"Model {number}"} for number in range(8)]
    answers = await asyncio.gather(*(aside.ask("draw", "en", body(schema)) for schema in schemas))
    assert [json.loads(answer)["name"] for answer in answers] == [f"model-{number}" for number in range(8)]


async def test_what_takes_too_long_is_stopped_in_words_and_others_go_on() -> None:
    aside = Aside(limit=1)
    with pytest.raises(SchemaError) as refusal:
        await aside.ask("draw", "en", body(HUGE))
    assert refusal.value.code == "workbench.too_slow"
    answer = await aside.ask("draw", "en", body(SMALL))
    assert 'id="field-prompt"' in json.loads(answer)["form"]
    await aside.close()


async def test_what_ends_the_process_is_said_in_words_and_the_next_is_answered(aside: Aside) -> None:
    with pytest.raises(SchemaError) as refusal:
        await aside.ask("draw", "en", b"no JSON")
    assert refusal.value.code == "workbench.broke"
    assert json.loads(await aside.ask("draw", "en", body(SMALL)))["name"] == "model"


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="only Linux shows what a process knows")
async def test_it_knows_no_key(aside: Aside, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLAYGROUND_API_KEY", "mv_live_secret")
    await aside.ask("draw", "en", body(SMALL))
    (process,) = aside._idle  # noqa: SLF001 - what its process knows shows nowhere else
    assert b"mv_live_secret" not in Path(f"/proc/{process.pid}/environ").read_bytes()  # noqa: ASYNC240 - no real file

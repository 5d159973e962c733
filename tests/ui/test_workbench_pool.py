"""The process beside the server: it answers, it is ended when it takes too long, and the next request is served."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from playground.errors import SchemaError
from playground.ui.workbench_pool import WorkbenchPool

pytestmark = pytest.mark.slow

SMALL = {"type": "object", "properties": {"prompt": {"type": "string"}}}
WIDE = {
    f"p{place}": {"type": "object", "properties": {f"q{one}": {"type": "string"} for one in range(36)}}
    for place in range(900)
}
HUGE = {"type": "object", "required": list(WIDE), "properties": WIDE}


def body(schema: Any) -> bytes:
    return json.dumps({"text": json.dumps(schema), "sent": None}).encode()


async def asked(pool: WorkbenchPool, person: str, action: str = "draw", address: str = "") -> str:
    """What comes of a request: the name of the form, or what is in the way."""
    schema = body({**SMALL, "title": person})
    try:
        answer = json.loads(await pool.call(action, "en", schema, person=person, address=address))
    except SchemaError as error:
        return error.code
    return str(answer.get("name", action))


@pytest.fixture
async def pool() -> AsyncIterator[WorkbenchPool]:
    made = WorkbenchPool()
    yield made
    made.close()


async def test_it_answers_in_the_language_that_is_asked_for(pool: WorkbenchPool) -> None:
    answer = json.loads(await pool.call("draw", "zh", body(SMALL), person="one"))
    assert "可以生成好用的表单" in answer["findings"]


async def test_many_ask_at_once(pool: WorkbenchPool) -> None:
    people = [f"model-{number}" for number in range(8)]
    assert await asyncio.gather(*(asked(pool, person) for person in people)) == people


async def test_what_ends_the_process_is_said_in_words_and_the_next_is_answered(pool: WorkbenchPool) -> None:
    with pytest.raises(SchemaError) as refusal:
        await pool.call("no such action", "en", body(SMALL), person="one")
    assert refusal.value.code == "workbench.broke"
    assert json.loads(await pool.call("draw", "en", body(SMALL), person="one"))["name"] == "model"


async def test_of_one_browser_the_newest_waits_and_the_older_gives_way(pool: WorkbenchPool) -> None:
    answers = await asyncio.gather(*(asked(pool, "one") for _ in range(5)))
    assert answers == ["one", "workbench.busy", "workbench.busy", "workbench.busy", "one"]


async def test_what_takes_too_long_is_stopped_in_words_and_others_go_on() -> None:
    """One browser leaves a seat for others meanwhile."""
    pool = WorkbenchPool(limit=2)
    slow = [asyncio.create_task(pool.call("draw", "en", body(HUGE), person="slow")) for _ in range(2)]
    await asyncio.sleep(0)
    assert await asked(pool, "quick") == "quick"
    assert not slow[1].done()
    ended = await asyncio.gather(*slow, return_exceptions=True)
    assert [error.code for error in ended if isinstance(error, SchemaError)] == ["workbench.too_slow"] * 2
    answer = await pool.call("draw", "en", body(SMALL), person="slow")
    assert 'id="field-prompt"' in json.loads(answer)["form"]
    pool.close()


async def test_only_so_many_wait_and_the_next_is_told() -> None:
    pool = WorkbenchPool(workers=1, queue=2)
    people = ["first", "second", "third", "fourth"]
    assert await asyncio.gather(*(asked(pool, person) for person in people)) == [*people[:3], "workbench.busy"]
    assert await asked(pool, "fourth") == "fourth"
    pool.close()


async def test_who_leaves_the_line_makes_room() -> None:
    pool = WorkbenchPool(workers=1, queue=1)
    first = asyncio.create_task(asked(pool, "first"))
    second = asyncio.create_task(asked(pool, "second"))
    await asyncio.sleep(0.01)
    second.cancel()
    await asyncio.wait([second])
    assert await asked(pool, "third") == "third"
    assert await first == "first"
    pool.close()


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="only Linux shows what a process knows")
async def test_it_knows_no_key(pool: WorkbenchPool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLAYGROUND_API_KEY", "mv_live_secret")
    await pool.call("draw", "en", body(SMALL), person="one")
    (process,) = pool.idle
    assert b"mv_live_secret" not in Path(f"/proc/{process}/environ").read_bytes()  # noqa: ASYNC240 - no real file


async def test_one_address_neither_fills_the_line_nor_takes_every_seat() -> None:
    pool = WorkbenchPool(limit=2, queue_per_address=6)
    try:
        hostile = [
            asyncio.create_task(pool.call("draw", "en", body(HUGE), person=f"made up {number}", address="1"))
            for number in range(8)
        ]
        await asyncio.sleep(0)
        assert await asked(pool, "full", address="1") == "workbench.busy"
        assert await asyncio.gather(*(asked(pool, name, address="2") for name in ("anna", "ben"))) == ["anna", "ben"]
        assert sum(not one.done() for one in hostile) >= 2  # they were not waited for
        for one in hostile:
            one.cancel()
        await asyncio.gather(*hostile, return_exceptions=True)
    finally:
        pool.close()

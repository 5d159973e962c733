"""Work on what strangers send: off the event loop, in time, and refused where too much waits."""

from __future__ import annotations

import asyncio
import threading
import time
from typing import Any

import pytest
from fairness import fair

from playground.errors import BadRequestError
from playground.fairqueue import Capacity
from playground.form import build_form, validate
from playground.form.timing import keep_time
from playground.threadpool import ThreadPool


async def refused(threads: ThreadPool, work: Any, *arguments: object) -> str:
    """Why a piece of work was not done."""
    with pytest.raises(BadRequestError) as refusal:
        await threads.run(work, *arguments)
    return refusal.value.code


async def test_it_is_done_elsewhere_with_its_arguments() -> None:
    def work(one: int, *, other: int) -> tuple[int, bool]:
        return one + other, threading.current_thread() is threading.main_thread()

    assert await ThreadPool().run(work, 1, other=2) == (3, False)


async def test_what_looks_at_the_clock_ends_in_time_and_the_next_has_a_time_of_its_own() -> None:
    threads = ThreadPool(limit=0.5, capacity=Capacity(1, 1, 1, queue=64))

    def endless() -> None:
        while True:
            keep_time()

    assert await refused(threads, endless) == "request.too_slow"
    await threads.run(keep_time)


async def test_a_check_that_takes_long_ends_in_time() -> None:
    kinds = [{"type": "object", "required": [f"a{place}"]} for place in range(200)]
    form = build_form({"type": "array", "items": {"anyOf": kinds}})
    begun = time.monotonic()
    assert await refused(ThreadPool(limit=0.1), validate, form, [{}] * 3_000) == "request.too_slow"
    assert time.monotonic() - begun < fair(2)


async def test_where_too_many_wait_the_next_is_told() -> None:
    threads, gate = ThreadPool(capacity=Capacity(1, 1, 1, queue=2)), threading.Event()
    waiting = [asyncio.create_task(threads.run(gate.wait)) for _ in range(3)]
    await asyncio.sleep(0)
    assert await refused(threads, print) == "request.busy"
    gate.set()
    assert await asyncio.gather(*waiting) == [True] * 3
    assert await threads.run(abs, -1) == 1

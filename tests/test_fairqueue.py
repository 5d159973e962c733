"""Whose turn it is: nobody waits longer because somebody else sends much."""

from __future__ import annotations

import asyncio
from contextvars import copy_context
from typing import Any

import pytest

from playground.fairqueue import REQUESTER, Capacity, FairQueue, FairSemaphore, QueueFullError, Requester


def test_one_seat_stays_free_for_another_address() -> None:
    line: FairQueue[str] = FairQueue(Capacity(total=3, per_address=2, per_person=2, queue=9))
    for name in ("a1", "a2", "a3", "a4"):
        line.enter(name, Requester("a"))
    assert [line.next(), line.next(), line.next()] == ["a1", "a2", None]
    line.enter("b1", Requester("b"))
    assert line.next() == "b1"
    line.leave("a1")
    assert line.next() == "a3"


def test_addresses_take_turns_and_so_do_the_persons_of_one() -> None:
    line: FairQueue[str] = FairQueue(Capacity(total=1, per_address=1, per_person=1, queue=99))
    for number in range(4):
        line.enter(f"flood{number}", Requester("a", "flood"))
    line.enter("anna", Requester("a", "anna"))
    line.enter("ben", Requester("b", "ben"))
    turns = []
    while (one := line.next()) is not None:
        turns.append(one)
        line.leave(one)
    assert turns == ["flood0", "ben", "anna", "flood1", "flood2", "flood3"]


def test_a_full_line_loses_the_last_of_whoever_fills_it() -> None:
    line: FairQueue[str] = FairQueue(Capacity(total=1, per_address=1, per_person=1, queue=3))
    for name in ("a1", "a2", "a3", "a4"):
        assert line.enter(name, Requester("a")) is None
        line.next()
    with pytest.raises(QueueFullError):
        line.enter("a5", Requester("a", "with another cookie"))
    assert line.enter("b1", Requester("b")) == "a4"
    line.leave("a1")
    assert line.next() == "b1"


def test_a_line_without_room_to_wait() -> None:
    line: FairQueue[str] = FairQueue(Capacity(total=1, per_address=1, per_person=1, queue=0))
    line.enter("a", Requester("a"))
    line.next()
    with pytest.raises(QueueFullError):
        line.enter("b", Requester("b"))


async def begun(slots: FairSemaphore, address: str, gate: asyncio.Event) -> Any:
    async def work() -> str:
        REQUESTER.set(Requester(address))
        async with slots.slot():
            await gate.wait()
        return address

    task = asyncio.create_task(work(), context=copy_context())
    await asyncio.sleep(0)
    return task


async def test_a_task_that_goes_or_is_sent_away_leaves_its_seat() -> None:
    slots, gate = FairSemaphore(Capacity(total=1, per_address=1, per_person=1, queue=2)), asyncio.Event()
    tasks = [await begun(slots, address, gate) for address in ("a", "a", "a", "b")]
    with pytest.raises(QueueFullError):
        await tasks[2]
    tasks[0].cancel()
    tasks[1].cancel()
    gate.set()
    assert await tasks[3] == "b"
    assert await (await begun(slots, "c", gate)) == "c"


async def test_patience_ends() -> None:
    slots, gate = FairSemaphore(Capacity(total=1, per_address=1, per_person=1, queue=2)), asyncio.Event()
    task = await begun(slots, "a", gate)
    with pytest.raises(TimeoutError):
        async with slots.slot(0.01):
            pass
    gate.set()
    await task
    async with slots.slot(0.01):
        pass

"""Processes beside this one: they answer, they are ended when they overstep, and the next request is served."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fairness import PATIENCE, fair

from playground.processpool import PoolBusyError, ProcessPool
from playground.workerclient import ProcessLimits, WorkerDiedError, WorkerTimeoutError

pytestmark = pytest.mark.skipif(os.name != "posix", reason="limits of processes are POSIX's")

MODULE = "tests.support.worker"


@pytest.fixture
def pool() -> Iterator[ProcessPool]:
    made = ProcessPool(MODULE, ProcessLimits(seconds=30, memory=2**28), workers=2, queue=4)
    yield made
    made.close()


async def ask(pool: ProcessPool, what: str, *given: Any) -> Any:
    return json.loads(await pool.call(json.dumps([what, *given]).encode()))


async def until_busy(pool: ProcessPool) -> int:
    while not pool.busy:  # noqa: ASYNC110 - threads tell no event loop
        await asyncio.sleep(0.01)
    return pool.busy[0]


def is_gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


async def test_one_process_answers_one_request_after_another(pool: ProcessPool) -> None:
    assert not pool.idle
    first, second = await ask(pool, "pid"), await ask(pool, "pid")
    assert first == second
    assert pool.idle == (first,)


async def test_what_takes_too_long_is_ended_and_the_next_is_answered(pool: ProcessPool) -> None:
    pool = ProcessPool(MODULE, ProcessLimits(seconds=0.5, memory=2**28), workers=1, queue=4)
    begun = time.monotonic()
    slow = asyncio.create_task(ask(pool, "sleep", 60))
    pid = await until_busy(pool)
    with pytest.raises(WorkerTimeoutError):
        await slow
    assert time.monotonic() - begun < fair(5)
    assert is_gone(pid)
    assert await ask(pool, "pid") != pid
    pool.close()


async def test_a_process_that_is_killed_is_replaced(pool: ProcessPool) -> None:
    slow = asyncio.create_task(ask(pool, "sleep", 60))
    pid = await until_busy(pool)
    os.kill(pid, signal.SIGKILL)
    with pytest.raises(WorkerDiedError):
        await slow
    idle = await ask(pool, "pid")
    os.kill(idle, signal.SIGKILL)
    await asyncio.to_thread(os.waitid, os.P_PID, idle, os.WEXITED | os.WNOWAIT)
    assert await ask(pool, "pid") not in {pid, idle}


async def test_memory_has_a_limit(pool: ProcessPool) -> None:
    assert await ask(pool, "allocate", 2**29) == "MemoryError"
    assert await ask(pool, "allocate", 2**20) == "done"


async def test_a_process_that_holds_much_memory_is_replaced() -> None:
    pool = ProcessPool(MODULE, ProcessLimits(seconds=10, memory=2**30), workers=1, queue=4)
    first = await ask(pool, "pid")
    await ask(pool, "hold", 2**28)
    assert await ask(pool, "pid") != first
    pool.close()


async def test_it_knows_no_secret(pool: ProcessPool, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PLAYGROUND_API_KEY", "AWS_SECRET_ACCESS_KEY", "GITHUB_TOKEN"):
        monkeypatch.setenv(name, "secret")
    assert "secret" not in (await ask(pool, "environment")).values()


async def test_only_so_many_wait_and_the_next_is_told(pool: ProcessPool) -> None:
    waiting = [asyncio.create_task(ask(pool, "sleep", 0.2)) for _ in range(6)]
    await asyncio.sleep(0)
    with pytest.raises(PoolBusyError):
        await ask(pool, "pid")
    await asyncio.gather(*waiting)
    assert await ask(pool, "pid")


async def test_who_stops_waiting_ends_the_work(pool: ProcessPool) -> None:
    slow = asyncio.create_task(ask(pool, "sleep", 60))
    pid = await until_busy(pool)
    slow.cancel()
    await asyncio.wait([slow])
    while not is_gone(pid):  # noqa: ASYNC110 - nobody tells of a process that is not one's own
        await asyncio.sleep(0.01)
    assert await ask(pool, "pid") != pid


async def test_an_end_ends_them_all(pool: ProcessPool) -> None:
    idle = await ask(pool, "pid")
    slow = asyncio.create_task(ask(pool, "sleep", 60))
    await until_busy(pool)
    pool.close()
    with pytest.raises(WorkerDiedError):
        await slow
    assert is_gone(idle)


def left(*requests: list[Any]) -> subprocess.Popen[bytes]:
    """A process that has been sent requests and whose greeting was read."""
    command = (sys.executable, "-m", MODULE, str(2**28), "3")
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdin
    assert process.stdout
    process.stdout.read(4)
    for request in requests:
        told = json.dumps(request).encode()
        process.stdin.write(len(told).to_bytes(4) + told)
    process.stdin.flush()
    return process


def test_a_process_whose_starter_was_killed_ends_without_a_word() -> None:
    with left(["sleep", 0.3]) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        process.stdin.close()
        assert (process.stderr.read(), process.wait(PATIENCE)) == (b"", 0)


def test_what_a_process_cannot_answer_is_one_line_in_the_log() -> None:
    with left(["sleep", "not a number"]) as process:
        assert process.stderr
        said = process.stderr.read().decode()
        assert process.wait(PATIENCE) == 1
    assert said.startswith("TypeError at ")
    assert said.count("\n") == 1


@pytest.mark.skipif(not Path("/proc/self/limits").exists(), reason="only Linux shows a process's limits")
async def test_few_files_may_be_open(pool: ProcessPool) -> None:
    assert await ask(pool, "files", 200) < 64

"""A thread pool for requests from strangers: the event loop stays free, and each piece of work has a deadline.

The size of a request is limited, and the form's code looks at the clock at every step (`form.timing.keep_time`), so a
thread is soon free again. Work without such a limit, like forms for strangers' schemas, runs in a process of its own:
see `ui/workbench_pool.py`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Final, TypeVar

from playground.errors import BadRequestError
from playground.fairqueue import Capacity, FairSemaphore, QueueFullError
from playground.form.timing import deadline

T = TypeVar("T")

_CAPACITY: Final = Capacity(total=2, per_address=1, per_person=1, queue=64)
"""Python runs one thread at a time, so more threads would not be faster; the second one is for another address."""


class ThreadPool:
    """A few threads for computing only: what waits for disks or networks uses other threads.

    Args:
        limit: seconds for one piece of work, once it has begun.
        capacity: how many threads work at the same time, and how many requests wait; the next one is refused.
    """

    def __init__(self, *, limit: float = 3.0, capacity: Capacity = _CAPACITY) -> None:
        self._limit = limit
        self._slots = FairSemaphore(capacity)
        self._pool = ThreadPoolExecutor(capacity.total, thread_name_prefix="form")

    async def run(self, work: Callable[..., T], *arguments: object, **named: object) -> T:
        """What `work` returns.

        Raises:
            BadRequestError: `request.busy`, too many wait; `request.too_slow`, it took longer than the limit; and
                whatever `work` raises.
        """
        piece = partial(_in_time, self._limit, partial(work, *arguments, **named))
        try:
            async with self._slots.slot():
                return await asyncio.get_running_loop().run_in_executor(self._pool, piece)
        except QueueFullError:
            raise BadRequestError("request.busy") from None


def _in_time(limit: float, work: Callable[[], T]) -> T:
    with deadline(limit):
        return work()

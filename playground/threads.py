"""Work on what strangers send, off the event loop: a few threads, and a deadline for each piece of work.

What is done there is small by the limits on what may be sent, and looks at the clock at every step
(`form.timing.keep_time`), so that a thread is always free again soon. What nobody can bound, such as forms for
strangers' schemas, goes to a process of its own instead: see `ui/aside.py`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TypeVar

from playground.errors import SentError
from playground.form.timing import deadline

T = TypeVar("T")


class Threads:
    """A few threads of their own: nothing that waits for disks or networks stands in their line.

    Args:
        limit: seconds for one piece of work, once it has begun.
        seats: how many are at work at once; more would only take turns at one interpreter.
        line: how many may wait; the next is told that everybody is busy.
    """

    def __init__(self, *, limit: float = 3.0, seats: int = 2, line: int = 64) -> None:
        self._limit = limit
        self._most = seats + line
        self._taken = 0
        self._pool = ThreadPoolExecutor(seats, thread_name_prefix="form")

    async def run(self, work: Callable[..., T], *arguments: object, **named: object) -> T:
        """What `work` returns.

        Raises:
            SentError: `request.busy` where too many wait, `request.too_slow` past the limit; and what `work` raises.
        """
        if self._taken >= self._most:
            raise SentError("request.busy")
        self._taken += 1
        try:
            piece = partial(_in_time, self._limit, partial(work, *arguments, **named))
            return await asyncio.get_running_loop().run_in_executor(self._pool, piece)
        finally:
            self._taken -= 1


def _in_time(limit: float, work: Callable[[], T]) -> T:
    with deadline(limit):
        return work()

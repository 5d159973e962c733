"""Work on what strangers send, off the event loop: a few threads, and a deadline for each piece of work.

What is done there is small by the limits on what may be sent, and looks at the clock at every step
(`form.timing.keep_time`), so that a thread is always free again soon. What nobody can bound, such as forms for
strangers' schemas, goes to a process of its own instead: see `ui/workbench_pool.py`.
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

_SEATS: Final = Capacity(all=2, address=1, person=1, line=64)
"""More would only take turns at one interpreter, and one address needs no second: another is there for the others."""


class ThreadPool:
    """A few threads of their own: nothing that waits for disks or networks stands in their line.

    Args:
        limit: seconds for one piece of work, once it has begun.
        seats: how many are at work at once, and how many may wait; the next is told that everybody is busy.
    """

    def __init__(self, *, limit: float = 3.0, seats: Capacity = _SEATS) -> None:
        self._limit = limit
        self._turns = FairSemaphore(seats)
        self._pool = ThreadPoolExecutor(seats.all, thread_name_prefix="form")

    async def run(self, work: Callable[..., T], *arguments: object, **named: object) -> T:
        """What `work` returns.

        Raises:
            BadRequestError: `request.busy`, too many wait; `request.too_slow`, it took longer than the limit; and
                whatever `work` raises.
        """
        piece = partial(_in_time, self._limit, partial(work, *arguments, **named))
        try:
            async with self._turns.turn():
                return await asyncio.get_running_loop().run_in_executor(self._pool, piece)
        except QueueFullError:
            raise BadRequestError("request.busy") from None


def _in_time(limit: float, work: Callable[[], T]) -> T:
    with deadline(limit):
        return work()

"""People and their sessions for the event loop.

Calls run on a thread of their own: no request that only asks who somebody is waits for a commit of runs.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from playground.people.audit import Audit
from playground.people.people import People
from playground.people.sessions import Sessions
from playground.people.taking_along import TakingAlong
from playground.runs.database import Database

P = ParamSpec("P")
T = TypeVar("T")


class AsyncPeople:
    """Runs blocking calls off the event loop.

    Attributes:
        people: who signs in.
        sessions: which browsers are signed in.
        audit: what was changed about people.
        taking_along: what browsers made before anybody signed in with them.

    Args:
        database: the ledger's, opened by whoever opens the ledger.
    """

    def __init__(self, database: Database) -> None:
        self.people = People(database)
        self.sessions = Sessions(database)
        self.audit = Audit(database)
        self.taking_along = TakingAlong(database)
        self._database = database
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="people")

    async def call(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What `function` returns."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, lambda: function(*args, **kwargs))

    async def close(self) -> None:
        """Finish what was asked for, then let go of the database."""
        await self.call(self._database.close)
        self._thread.shutdown()

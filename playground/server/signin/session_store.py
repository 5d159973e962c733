"""Sessions for requests: begun, looked up and ended, and for a moment remembered."""

from __future__ import annotations

import logging
import time
from collections import OrderedDict
from collections.abc import Callable, Collection
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from playground.errors import StorageError
from playground.people.async_people import AsyncPeople
from playground.people.person import Person, Session
from playground.people.sessions import MONTH, digest_of, new_token
from playground.server.signin.cookies import SESSION, CookieRules

REMEMBERED: Final = 1.0
"""Seconds for which what only reads is answered from memory: a page opens with a hundred requests. What was ended here
is forgotten at once; what was ended by another process, within this time."""

_MOST_REMEMBERED: Final = 2_000
_LOG: Final = logging.getLogger(__name__)
_SAFE: Final = frozenset({"GET", "HEAD"})


class SessionStore:
    """The sessions that one way of signing in has begun.

    Args:
        people: where they are kept.
        realm: what they depend on, see `digest_of`.
        cookies: how cookies are set.
        wall: gives Unix seconds.
        monotonic: gives seconds.
    """

    def __init__(
        self,
        people: AsyncPeople,
        realm: str,
        cookies: CookieRules,
        *,
        wall: Callable[[], float] = time.time,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._people = people
        self._realm = realm
        self._cookies = cookies
        self._wall = wall
        self._monotonic = monotonic
        self._remembered: OrderedDict[str, tuple[Session, float]] = OrderedDict()
        self._unwritten: dict[str, Session] = {}

    async def begin(self, request: Request, answer: Response, person: Person | None) -> None:
        """A session with a new token, which the answer's cookie gives to the browser; its earlier one ends.

        On a full disk it is kept in memory: it lives as long as this process.
        """
        token, earlier, now = new_token(), self._digest(request), self._wall()
        digest = digest_of(token, self._realm)
        try:
            await self._people.call(self._people.sessions.begin, digest, person, now, ends=earlier)
        except StorageError as error:
            _LOG.warning("a session could not be kept: %s", error)
            self._unwritten[digest] = Session(digest, person, now, now + MONTH)
        self._remembered.pop(earlier, None)
        self._unwritten.pop(earlier, None)
        self._cookies.write(answer, request, SESSION, token, MONTH)

    async def find(self, request: Request) -> Session | None:
        """The session of the request's cookie.

        Raises:
            StorageError: it cannot be looked up.
        """
        digest = self._digest(request)
        if not digest:
            return None
        if digest in self._unwritten:
            return self._unwritten[digest]
        known, at = self._remembered.get(digest, (None, 0.0))
        if known and request.method in _SAFE and self._monotonic() - at < REMEMBERED:
            return known
        self._remembered.pop(digest, None)
        found = await self._people.call(self._people.sessions.find, digest, self._wall())
        if found:
            self._remembered[digest] = found, self._monotonic()
            while len(self._remembered) > _MOST_REMEMBERED:
                self._remembered.popitem(last=False)
        return found

    async def end(self, request: Request, answer: Response) -> str:
        """End the session of the request's cookie, and take the cookie away; the session's digest, empty if none.

        Raises:
            StorageError: that cannot be noted; then it goes on.
        """
        digest = self._digest(request)
        if digest and self._unwritten.pop(digest, None) is None:
            await self._people.call(self._people.sessions.end, digest)
            self._remembered.pop(digest, None)
        self._cookies.write(answer, request, SESSION, "", 0)
        return digest

    async def open_ones(self, digests: Collection[str]) -> frozenset[str]:
        """Which of these have not ended, and are nobody's who is disabled."""
        kept = await self._people.call(self._people.sessions.open_ones, digests, self._wall())
        return kept | frozenset(digest for digest in digests if digest in self._unwritten)

    def _digest(self, request: Request) -> str:
        return digest_of(self._cookies.read(request, SESSION), self._realm)

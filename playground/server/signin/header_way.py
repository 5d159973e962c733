"""A proxy signs people in and names them in a header; it is believed only where it comes from that proxy."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Collection, Sequence
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from playground.people.async_people import AsyncPeople
from playground.people.person import Identity, Person, folded_address
from playground.server.forwarded import PEER, is_in
from playground.server.signin.refusals import refusal
from playground.server.signin.session_store import REMEMBERED
from playground.server.signin.way import Visit
from playground.settings import Network

PROVIDER: Final = "header"
"""The provider of people whom a proxy names."""

_LONGEST: Final = 255
_MOST_REMEMBERED: Final = 2_000
_SAFE: Final = frozenset({"GET", "HEAD"})


class HeaderWay:
    """Lets in whom the proxy names; signing in and out is the proxy's.

    Args:
        people: who was named before.
        header: the header's name.
        trusted: networks of our proxies.
        wall: gives Unix seconds.
        monotonic: gives seconds.
    """

    def __init__(
        self,
        people: AsyncPeople,
        header: str,
        trusted: Sequence[Network],
        *,
        wall: Callable[[], float] = time.time,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._people = people
        self._header = header
        self._trusted = tuple(trusted)
        self._wall = wall
        self._monotonic = monotonic
        self._remembered: OrderedDict[str, tuple[Person, float]] = OrderedDict()

    async def answer(self, request: Request) -> Response | None:
        """As `Way.answer`: a header from anywhere but the proxy is refused, whatever is asked for."""
        if request.headers.getlist(self._header) and not self._comes_from_proxy(request):
            return refusal(request, "page.header.forged", 403)
        return None

    async def visit(self, request: Request) -> Visit | Response:
        """As `Way.visit`."""
        names = [_text(name) for name in request.headers.getlist(self._header)]
        name = names[0].strip() if len(names) == 1 else ""  # of several, one may be the visitor's own
        if not self._comes_from_proxy(request) or not name or len(name) > _LONGEST or not name.isprintable():
            return refusal(request, "page.header.missing", 401)
        known, at = self._remembered.get(name, (None, 0.0))
        if known is None or request.method not in _SAFE or self._monotonic() - at >= REMEMBERED:
            identity = Identity(PROVIDER, name, folded_address(name) if "@" in name else None, name)
            known = await self._people.call(self._people.people.enter, identity, self._wall())
            self._remembered[name] = known, self._monotonic()
            while len(self._remembered) > _MOST_REMEMBERED:
                self._remembered.popitem(last=False)
        return Visit(known.person, known)

    async def open_ones(self, keys: Collection[str]) -> frozenset[str]:
        """As `Way.open_ones`."""
        return frozenset(keys) - await self._people.call(self._people.people.disabled, tuple(keys))

    def _comes_from_proxy(self, request: Request) -> bool:
        return is_in(request.scope.get(PEER, ""), self._trusted)


def _text(header: str) -> str:
    r"""What a header says: proxies write UTF-8, which a server reads as if it were Latin-1.

    >>> _text("å¼\xa0ä¼\x9f"), _text("Jos\xe9"), _text("ann@example.com")
    ('张伟', 'José', 'ann@example.com')
    """
    try:
        return header.encode("latin-1").decode()
    except UnicodeError:
        return header

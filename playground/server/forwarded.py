"""Middleware for `X-Forwarded-…` headers: used only where they come from a trusted proxy, removed otherwise.

By itself, uvicorn trusts every client on this machine, and Gradio trusts everybody.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Receive, Scope, Send

from playground.settings import Network

_FORWARDED_HEADERS: Final = (
    *("forwarded", "x-forwarded-for", "x-forwarded-proto", "x-forwarded-host", "x-forwarded-port"),
    *("x-forwarded-prefix", "x-forwarded-server", "x-forwarded-ssl", "x-real-ip", "x-original-host", "x-scheme"),
)
PEER: Final = "playground.peer"
"""Where in a request's scope the address stands that it came from last: of the nearest proxy, if there is one."""

_SCHEMES: Final = frozenset({"http", "https"})


class ForwardedHeaders:
    """Sets the client's address, scheme and host as the nearest trusted proxy says.

    Args:
        app: the app behind it.
        trusted: networks of our own proxies.
    """

    def __init__(self, app: ASGIApp, trusted: Sequence[Network]) -> None:
        self._app = app
        self._trusted = tuple(trusted)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, without forwarded headers that nobody trusted wrote."""
        if scope["type"] in {"http", "websocket"}:
            scope = self._resolved(scope)
        await self._app(scope, receive, send)

    def _resolved(self, scope: Scope) -> Scope:
        given = Headers(scope=scope)
        kept = MutableHeaders(
            raw=[(name, value) for name, value in scope["headers"] if name.decode() not in _FORWARDED_HEADERS]
        )
        client = scope.get("client") or ("", 0)
        scope = {**scope, PEER: client[0]}
        if not self._trusts(client[0]):
            return {**scope, "headers": kept.raw}
        hops = [
            _without_port(hop) for line in given.getlist("x-forwarded-for") for hop in line.split(",") if hop.strip()
        ]
        # From the right: anybody may have written what stands left of the first address that is not our proxy's.
        farthest = next((hop for hop in reversed(hops) if not self._trusts(hop)), hops[0] if hops else client[0])
        scheme = _last(given.getlist("x-forwarded-proto")).lower()
        host = _last(given.getlist("x-forwarded-host"))
        if host:
            kept["host"] = host
        return {
            **scope,
            "headers": kept.raw,
            "client": (farthest, 0),
            "scheme": scheme if scheme in _SCHEMES else scope["scheme"],
        }

    def _trusts(self, address: str) -> bool:
        return is_in(address, self._trusted)


def is_in(address: str, networks: Sequence[Network]) -> bool:
    """Whether a text is an address in one of them."""
    try:
        given = ipaddress.ip_address(address)
    except ValueError:
        return False
    mapped = given.ipv4_mapped if isinstance(given, ipaddress.IPv6Address) else None
    return any((mapped or given) in network for network in networks)


def _without_port(hop: str) -> str:
    """An address without the port that some proxies add.

    >>> _without_port(" 1.2.3.4:5678"), _without_port("[2001:db8::1]:443"), _without_port("2001:db8::1")
    ('1.2.3.4', '2001:db8::1', '2001:db8::1')
    """
    hop = hop.strip()
    if hop.startswith("["):
        return hop[1:].partition("]")[0]
    return hop.partition(":")[0] if hop.count(":") == 1 else hop


def _last(lines: Sequence[str]) -> str:
    """What the nearest proxy wrote: others before it may have been anybody."""
    return lines[-1].split(",")[-1].strip() if lines else ""

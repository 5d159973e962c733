"""An HTTP client that connects only to addresses that were checked first.

A link is somebody else's word: its host may resolve to this machine or to the network behind it. So a host is
resolved here, every one of its addresses checked, and the request goes to the checked address itself, with the host
in its `Host` header and TLS name: nothing is resolved a second time, so nothing can change in between, and nothing is
connected to before it was checked. httpx-secure then holds the pool to the addresses that were let in.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from http.cookiejar import CookieJar, DefaultCookiePolicy
from ipaddress import ip_address
from typing import Final, TypeAlias

import httpx
from httpx_secure import httpx_ssrf_protection

from playground.errors import FetchError
from playground.files.addresses import Address, is_public

Resolve: TypeAlias = Callable[[str, int], Awaitable[Sequence[str]]]
"""A host and port → its numeric addresses, best first; raises `OSError` where there are none."""

_PORTS: Final = {"http": 80, "https": 443}
_LAST_PORT: Final = 65535
_ADDRESSES_TRIED: Final = 3
_TIMEOUT: Final = httpx.Timeout(30, connect=5)


async def resolve(host: str, port: int) -> Sequence[str]:
    """Ask the system for a host's addresses."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))


@dataclass(frozen=True, slots=True)
class Hop:
    """One link, checked: where it leads and the addresses that it may be fetched from."""

    url: httpx.URL
    addresses: tuple[Address, ...]


class Guard:
    """One client for all downloads.

    Args:
        allowed: `(host or address, port)` pairs that may be private: the service's own, and those the settings name.
        resolver: how hosts become addresses.
    """

    def __init__(self, allowed: frozenset[tuple[str, int]], resolver: Resolve = resolve) -> None:
        self._allowed = frozenset((host.lower().strip("[]").rstrip("."), port) for host, port in allowed)
        self._resolve = resolver
        self._admitted: set[tuple[Address, int]] = set()
        # A kept connection would be found by its address alone, and could serve another host under a certificate
        # that was never checked for it. Proxies from the environment would resolve names by themselves.
        self._client = httpx_ssrf_protection(
            httpx.AsyncClient(
                follow_redirects=False,
                timeout=_TIMEOUT,
                limits=httpx.Limits(max_connections=20, max_keepalive_connections=0),
                cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
                trust_env=False,
                verify=httpx.create_ssl_context(),  # certificates that the environment trusts stay trusted
            ),
            check_globally_reachable=False,
            custom_validator=lambda _, address, port: (address, port) in self._admitted,
        )

    async def check(self, link: str, base: httpx.URL | None = None) -> Hop:
        """Check where a link leads, without connecting.

        Args:
            link: as its author wrote it.
            base: what a relative link is relative to.

        Raises:
            FetchError: `fetch.bad_link`, `fetch.not_reachable` (the host has no address), `fetch.forbidden_address`.
        """
        url = parse(link, base)
        port = _port(url)
        host = url.raw_host.decode("ascii").rstrip(".")
        try:
            addresses = tuple(ip_address(found) for found in await self._resolve(host, port))
        except (OSError, UnicodeError) as error:
            raise FetchError("fetch.not_reachable", host=url.host) from error
        if not addresses:
            raise FetchError("fetch.not_reachable", host=url.host)
        for address in addresses:
            if not self._may_enter(host.lower(), address, port):
                raise FetchError("fetch.forbidden_address", host=url.host)
        return Hop(url, addresses)

    @asynccontextmanager
    async def get(self, hop: Hop) -> AsyncIterator[httpx.Response]:
        """GET a checked link, from the first of its addresses that answers; the caller reads the raw bytes.

        Raises:
            httpx.HTTPError: as httpx does.
        """
        response = await self._connect(hop)
        try:
            yield response
        finally:
            await response.aclose()

    async def _connect(self, hop: Hop) -> httpx.Response:
        *others, last = hop.addresses[:_ADDRESSES_TRIED]
        for address in others:
            with suppress(httpx.ConnectError, httpx.ConnectTimeout):
                return await self._send(hop, address)
        return await self._send(hop, last)

    async def _send(self, hop: Hop, address: Address) -> httpx.Response:
        self._admitted.add((address, _port(hop.url)))
        request = self._client.build_request(
            "GET",
            hop.url.copy_with(host=str(address)),
            # Compression is undone by our own bounded decoder, and media gain nothing by it.
            headers={"Host": hop.url.netloc.decode("ascii"), "Accept": "*/*", "Accept-Encoding": "identity"},
            extensions={"sni_hostname": hop.url.raw_host.decode("ascii")},
        )
        return await self._client.send(request, stream=True)

    async def close(self) -> None:
        """Let all connections go."""
        await self._client.aclose()

    def _may_enter(self, host: str, address: Address, port: int) -> bool:
        return is_public(address) or not self._allowed.isdisjoint({(host, port), (str(address), port)})


def parse(link: str, base: httpx.URL | None = None) -> httpx.URL:
    """The one reading of a link that somebody else wrote; the arguments are `Guard.check`'s.

    Raises:
        FetchError: `fetch.bad_link`, it is no http(s) address with a host and a port that exists.
    """
    try:
        url = base.join(link) if base else httpx.URL(link)
    except (httpx.InvalidURL, ValueError) as error:  # ValueError: half a surrogate pair, and what urllib cannot join
        raise FetchError("fetch.bad_link") from error
    if url.scheme not in _PORTS or not url.host or not 1 <= _port(url) <= _LAST_PORT:
        raise FetchError("fetch.bad_link")
    return url


def _port(url: httpx.URL) -> int:
    return _PORTS[url.scheme] if url.port is None else url.port

"""An HTTP client that connects only to addresses that were checked first.

A link comes from a stranger, and its host may resolve to this machine or to the private network behind it (SSRF). So
the host is resolved here, all its addresses are checked, and the request goes to the checked address itself, with the
host in its `Host` header and TLS name. Nothing is resolved a second time, so the address cannot change in between.
httpx-secure makes sure that the client connects to checked addresses only.

Where the environment names a proxy, the service is reached through it, and so are results. Then it is the proxy that
connects; whatever can be found out here is still checked first.
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

from playground.certificates import trusted
from playground.errors import FetchError
from playground.files.addresses import Address, is_public
from playground.proxies import is_usable, proxy_for

Resolve: TypeAlias = Callable[[str, int], Awaitable[Sequence[str]]]
"""A host and port → its numeric addresses, best first; raises `OSError` where there are none."""

# Compression is undone by our own bounded decoder, and media gain nothing by it.
_HEADERS: Final = {"Accept": "*/*", "Accept-Encoding": "identity"}
_PORTS: Final = {"http": 80, "https": 443}
_LAST_PORT: Final = 65535
_MAX_ADDRESSES: Final = 32
_STAGGER: Final = 0.25
"""Seconds after which the next address is tried beside the ones before it, as RFC 8305 has it."""
_CONNECT: Final = 5.0
_TIMEOUT: Final = httpx.Timeout(30, connect=_CONNECT)


async def resolve(host: str, port: int) -> Sequence[str]:
    """Ask the system for a host's addresses."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))


@dataclass(frozen=True, slots=True)
class CheckedURL:
    """One link, checked: where it leads, and the addresses that it may be fetched from, or the proxy on the way."""

    url: httpx.URL
    addresses: tuple[Address, ...]
    proxy: str | None = None


class SafeClient:
    """One client for all downloads.

    Args:
        allowed: `(host or address, port)` pairs that may be private: the service's own, and those the settings name.
        resolver: how hosts become addresses.
    """

    def __init__(self, allowed: frozenset[tuple[str, int]], resolver: Resolve = resolve) -> None:
        self._allowed = frozenset((host.lower().strip("[]").rstrip("."), port) for host, port in allowed)
        self._resolve = resolver
        self._admitted: set[tuple[Address, int]] = set()
        self._client = httpx_ssrf_protection(
            _client(None),
            check_globally_reachable=False,
            custom_validator=lambda _, address, port: (address, port) in self._admitted,
        )
        self._behind: dict[str, httpx.AsyncClient] = {}

    async def checked_url(self, link: str, base: httpx.URL | None = None) -> CheckedURL:
        """The URL that a link means, its addresses looked up and checked, without connecting.

        Behind a proxy of the environment the proxy resolves the name: a name that is unknown here is let through to it,
        one that is known here to be private is refused all the same.

        Args:
            link: as its author wrote it.
            base: what a relative link is relative to.

        Raises:
            FetchError: `fetch.bad_link`, `fetch.not_reachable` (the host has no address), `fetch.forbidden_address`.
        """
        url = parse_url(link, base)
        port = _port(url)
        host = url.raw_host.decode("ascii").rstrip(".")
        proxy = proxy_for(str(url))
        try:
            addresses = tuple(ip_address(found) for found in await self._resolve(host, port))
        except (OSError, UnicodeError) as error:
            if proxy is None:
                raise FetchError("fetch.not_reachable", host=url.host) from error
            addresses = ()
        if not addresses and proxy is None:
            raise FetchError("fetch.not_reachable", host=url.host)
        for address in addresses:
            if not self._may_enter(host.lower(), address, port):
                raise FetchError("fetch.forbidden_address", host=url.host)
        return CheckedURL(url, addresses, proxy)

    @asynccontextmanager
    async def get(self, hop: CheckedURL) -> AsyncIterator[httpx.Response]:
        """GET a checked link, from the first of its addresses that answers; the caller reads the raw bytes.

        Raises:
            httpx.HTTPError: as httpx does.
        """
        response = await self._connect(hop)
        try:
            yield response
        finally:
            await response.aclose()

    async def _connect(self, hop: CheckedURL) -> httpx.Response:
        if hop.proxy is not None:
            return await self._send_through(hop, hop.proxy)
        left = list(hop.addresses[:_MAX_ADDRESSES])
        while len(left) > 1:
            address = await _first_to_answer(left, _port(hop.url)) or left[0]
            left.remove(address)
            with suppress(httpx.ConnectError, httpx.ConnectTimeout):
                return await self._send(hop, address)
        return await self._send(hop, left[0])

    async def _send_through(self, hop: CheckedURL, proxy: str) -> httpx.Response:
        if not is_usable(proxy):
            raise httpx.ProxyError("the proxy of the environment cannot be used")
        if proxy not in self._behind:
            self._behind[proxy] = _client(proxy)
        client = self._behind[proxy]
        request = client.build_request("GET", hop.url, headers=_HEADERS)
        return await client.send(request, stream=True)

    async def _send(self, hop: CheckedURL, address: Address) -> httpx.Response:
        self._admitted.add((address, _port(hop.url)))
        request = self._client.build_request(
            "GET",
            hop.url.copy_with(host=str(address)),
            headers={"Host": hop.url.netloc.decode("ascii"), **_HEADERS},
            extensions={"sni_hostname": hop.url.raw_host.decode("ascii")},
        )
        return await self._client.send(request, stream=True)

    async def close(self) -> None:
        """Let all connections go."""
        for client in (self._client, *self._behind.values()):
            await client.aclose()

    def _may_enter(self, host: str, address: Address, port: int) -> bool:
        return is_public(address) or not self._allowed.isdisjoint({(host, port), (str(address), port)})


def _client(proxy: str | None) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        follow_redirects=False,
        timeout=_TIMEOUT,
        # A kept connection would be found by its address alone, and could serve another host under a certificate
        # that was never checked for it.
        limits=httpx.Limits(max_connections=20, max_keepalive_connections=0),
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
        trust_env=False,
        proxy=proxy,
        verify=trusted(),
    )


async def _first_to_answer(addresses: Sequence[Address], port: int) -> Address | None:
    """The first of some addresses at which something listens, each tried a moment after the one before it."""

    async def knock(address: Address, after: float) -> Address:
        await asyncio.sleep(after)
        _, writer = await asyncio.open_connection(str(address), port)
        writer.close()
        return address

    tries = [asyncio.create_task(knock(address, turn * _STAGGER)) for turn, address in enumerate(addresses)]
    try:
        for answered in asyncio.as_completed(tries, timeout=_CONNECT + len(tries) * _STAGGER):
            with suppress(OSError):
                return await answered
    except TimeoutError:
        return None
    finally:
        for one in tries:
            one.cancel()
        await asyncio.gather(*tries, return_exceptions=True)
    return None


def parse_url(link: str, base: httpx.URL | None = None) -> httpx.URL:
    """The one reading of a link that somebody else wrote; the arguments are `SafeClient.checked_url`'s.

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

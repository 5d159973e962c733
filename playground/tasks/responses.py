"""What comes back from a service: a response, no response and why, or a stream of events."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeVar

import httpx

from playground.jsontext import parse_untrusted

LARGE_BODY: Final = 200_000
"""Bytes of a body that take more than a moment to read."""

_Parsed = TypeVar("_Parsed")

# With these the service has not seen a byte of the request, so that nothing can have been charged.
_NEVER_ARRIVED = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.LocalProtocolError,
)


@dataclass(frozen=True, slots=True)
class ApiResponse:
    """What came back, whatever its status. A body past the cap, or not decodable, is empty.

    Attributes:
        headers: by lower-case name.
        is_too_large: whether it was past the cap.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    is_too_large: bool = False

    @property
    def is_success(self) -> bool:
        """Whether the status is a 2xx."""
        return 200 <= self.status < 300  # noqa: PLR2004 - the classes of HTTP

    @property
    def payload(self) -> Any:
        """The body as JSON, None where it is none."""
        return parse_untrusted(self.body)


@dataclass(frozen=True, slots=True)
class NoResponse:
    """Nothing usable came back.

    Attributes:
        arrived: whether the service may have received the request.
        is_certificate: the service's certificate is bad: asking again changes nothing.
        is_proxy: a proxy on the way is in the way.
    """

    arrived: bool
    is_certificate: bool = False
    is_proxy: bool = False


@dataclass(frozen=True, slots=True)
class Stream:
    """An open answer to the request for events.

    Attributes:
        headers: by lower-case name.
        chunks: the body as it comes, capped; ends quietly when the connection does.
    """

    status: int
    headers: Mapping[str, str]
    chunks: AsyncIterator[bytes]


async def parse_off_loop(response: ApiResponse | NoResponse, parse: Callable[[], _Parsed]) -> _Parsed:
    """What is made of an answer: of a large one on a thread, since reading it would hold up everybody."""
    is_large = isinstance(response, ApiResponse) and len(response.body) > LARGE_BODY
    return await asyncio.to_thread(parse) if is_large else parse()


def no_response(error: httpx.TransportError, proxy: str | None) -> NoResponse:
    """What an error of the transport means.

    Args:
        error: what httpx raised.
        proxy: through which the service is reached, None where directly.
    """
    never_arrived = isinstance(error, _NEVER_ARRIVED)
    # Behind a proxy all that is connected to is the proxy: where that fails, it is in the way.
    is_proxy = isinstance(error, httpx.ProxyError) or (never_arrived and proxy is not None)
    return NoResponse(
        arrived=not never_arrived,
        is_certificate=_blames_certificate(error),
        is_proxy=is_proxy,
    )


def _blames_certificate(error: BaseException | None) -> bool:
    while error is not None and not isinstance(error, ssl.SSLCertVerificationError):
        error = error.__cause__ or error.__context__
    return error is not None

"""One link into one file: redirects checked one by one, sizes bounded after decompression, passing faults outlived."""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import IO, Final, Protocol

import httpx

from playground.errors import FetchError
from playground.files.guard import Guard
from playground.files.naming import readable


@dataclass(frozen=True, slots=True)
class Limits:
    """What one download may take.

    Attributes:
        size: bytes, after decompression.
        seconds: over all tries.
        redirects: how many are followed.
        pauses: seconds before each further try after a passing fault.
    """

    size: int = 200 * 2**20
    seconds: float = 600
    redirects: int = 5
    pauses: tuple[float, ...] = (1, 3)


_PIECE: Final = 2**16

_PASSING: Final = frozenset(
    {"fetch.not_reachable", "fetch.not_found", "fetch.host_down", "fetch.interrupted"},
)
"""Faults that another try may not meet: a result can be announced a moment before its link works."""

_STATUS_CODES: Final[dict[int, str]] = {
    HTTPStatus.UNAUTHORIZED: "fetch.link_refused",
    HTTPStatus.FORBIDDEN: "fetch.link_refused",
    HTTPStatus.NOT_FOUND: "fetch.not_found",
    HTTPStatus.GONE: "fetch.link_refused",
    HTTPStatus.REQUEST_TIMEOUT: "fetch.host_down",
    HTTPStatus.TOO_MANY_REQUESTS: "fetch.host_down",
}


async def download(guard: Guard, link: str, file: IO[bytes], limits: Limits) -> int:
    """Fetch a link into an empty file.

    Returns:
        How many bytes were written.

    Raises:
        FetchError: what stood in the way; the file's content then means nothing.
        OSError: the file cannot be written.
    """
    try:
        async with asyncio.timeout(limits.seconds):
            for pause in limits.pauses:
                try:
                    return await _follow(guard, link, file, limits)
                except FetchError as error:
                    if error.code not in _PASSING:
                        raise
                file.seek(0)
                file.truncate()
                await asyncio.sleep(pause)
            return await _follow(guard, link, file, limits)
    except TimeoutError as error:
        raise FetchError("fetch.too_slow", minutes=round(limits.seconds / 60)) from error


async def _follow(guard: Guard, link: str, file: IO[bytes], limits: Limits) -> int:
    base: httpx.URL | None = None
    for _ in range(limits.redirects + 1):
        hop = await guard.check(link, base)
        try:
            async with guard.get(hop) as response:
                if not response.has_redirect_location:
                    return await _receive(response, file, limits)
                link, base = response.headers["Location"], hop.url
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise FetchError("fetch.not_reachable", host=hop.url.host) from error
        except httpx.InvalidURL as error:  # httpx reads a redirect by itself, even one that it does not follow
            raise FetchError("fetch.bad_link") from error
        except httpx.HTTPError as error:
            raise FetchError("fetch.interrupted", host=hop.url.host) from error
    raise FetchError("fetch.too_many_redirects")


async def _receive(response: httpx.Response, file: IO[bytes], limits: Limits) -> int:
    if response.status_code != HTTPStatus.OK:
        server_fault = response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR
        code = "fetch.host_down" if server_fault else _STATUS_CODES.get(response.status_code, "fetch.bad_answer")
        raise FetchError(code, status=response.status_code)
    announced = response.headers.get("Content-Length", "")
    if announced.isdecimal() and int(announced) > limits.size:
        raise FetchError("fetch.too_large", limit=readable(limits.size))
    decoder = _decoder(response.headers.get("Content-Encoding", ""))
    size = 0
    async for chunk in response.aiter_raw(_PIECE):
        for piece in decoder.pieces(chunk):
            size += len(piece)
            if size > limits.size:
                raise FetchError("fetch.too_large", limit=readable(limits.size))
            file.write(piece)
    if not decoder.is_complete:
        raise FetchError("fetch.interrupted", host=response.url.host)
    return size


class _Decoder(Protocol):
    @property
    def is_complete(self) -> bool: ...

    def pieces(self, chunk: bytes) -> Iterator[bytes]: ...


class _Plain:
    is_complete = True

    def pieces(self, chunk: bytes) -> Iterator[bytes]:
        yield chunk


class _Deflated:
    """gzip and zlib, a bounded piece at a time, so that a bomb never stands in memory."""

    def __init__(self) -> None:
        self._stream = zlib.decompressobj(zlib.MAX_WBITS | 32)  # 32: by the header, gzip or zlib

    @property
    def is_complete(self) -> bool:
        return self._stream.eof

    def pieces(self, chunk: bytes) -> Iterator[bytes]:
        try:
            while piece := self._stream.decompress(chunk, _PIECE):
                yield piece
                chunk = self._stream.unconsumed_tail
        except zlib.error as error:
            raise FetchError("fetch.bad_answer", status=int(HTTPStatus.OK)) from error


def _decoder(encoding: str) -> _Decoder:
    match encoding.strip().lower():
        case "" | "identity":
            return _Plain()
        case "gzip" | "x-gzip" | "deflate":
            return _Deflated()
        case _:
            raise FetchError("fetch.bad_answer", status=int(HTTPStatus.OK))

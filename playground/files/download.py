"""One link into one file: redirects checked one by one, sizes bounded after decompression, passing faults outlived."""

from __future__ import annotations

import asyncio
import re
import shutil
import tempfile
from dataclasses import dataclass
from http import HTTPStatus
from typing import IO, Final

import httpx

from playground.contentcoding import CutOffError, TooLargeError, count_layers, decode, is_unsupported
from playground.errors import FetchError
from playground.files.formats import GZIP, HEAD_SIZE, UNKNOWN, sniff
from playground.files.safeclient import SafeClient
from playground.proxies import shown


@dataclass(frozen=True, slots=True)
class DownloadLimits:
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
    pauses: tuple[float, ...] = (1,)


_PIECE: Final = 2**16
_MAX_PACKINGS: Final = 4

_RANGE: Final = re.compile(r"bytes 0-([0-9]{1,18})/([0-9]{1,18})")

_PASSING: Final = frozenset(
    {
        "fetch.not_reachable",
        "fetch.proxy",
        "fetch.not_found",
        "fetch.link_refused",
        "fetch.host_down",
        "fetch.interrupted",
    },
)
"""Faults that another try may not meet: a result can be announced a moment before its link works."""

_STATUS_CODES: Final[dict[int, str]] = {
    HTTPStatus.UNAUTHORIZED: "fetch.link_refused",
    HTTPStatus.FORBIDDEN: "fetch.link_refused",  # also what buckets answer while an object is not there yet
    HTTPStatus.GONE: "fetch.link_refused",
    HTTPStatus.NOT_FOUND: "fetch.not_found",
    HTTPStatus.CREATED: "fetch.not_found",
    HTTPStatus.ACCEPTED: "fetch.not_found",
    HTTPStatus.NO_CONTENT: "fetch.not_found",
    HTTPStatus.CONFLICT: "fetch.not_found",
    HTTPStatus.TOO_EARLY: "fetch.not_found",
    HTTPStatus.REQUEST_TIMEOUT: "fetch.host_down",
    HTTPStatus.TOO_MANY_REQUESTS: "fetch.host_down",
}


@dataclass(frozen=True, slots=True)
class Downloaded:
    """What came.

    Attributes:
        size: bytes in the file.
        is_measured: whether the transfer itself tells that this is all: by a length, chunks, or the end of a packing.
    """

    size: int
    is_measured: bool


async def download(
    guard: SafeClient, link: str, file: IO[bytes], limits: DownloadLimits, *, is_media: bool = False
) -> Downloaded:
    """Fetch a link into an empty file, unpacked where it came packed.

    Args:
        guard: whom to fetch with.
        link: as its author wrote it.
        file: readable and writable.
        limits: what it may take.
        is_media: gzip is no form of what is wanted, so that it is unpacked whatever its label.

    Raises:
        FetchError: what stood in the way; the file's content then means nothing.
        OSError: the file cannot be written.
    """
    try:
        async with asyncio.timeout(limits.seconds):
            for pause in limits.pauses:
                try:
                    return await _follow(guard, link, file, limits, is_media=is_media)
                except FetchError as error:
                    if error.code not in _PASSING:
                        raise
                file.seek(0)
                file.truncate()
                await asyncio.sleep(pause)
            return await _follow(guard, link, file, limits, is_media=is_media)
    except TimeoutError as error:
        raise FetchError("fetch.too_slow", minutes=round(limits.seconds / 60)) from error


async def _follow(
    guard: SafeClient, link: str, file: IO[bytes], limits: DownloadLimits, *, is_media: bool
) -> Downloaded:
    base: httpx.URL | None = None
    for _ in range(limits.redirects + 1):
        hop = await guard.checked_url(link, base)
        try:
            async with guard.get(hop) as response:
                if not response.has_redirect_location:
                    return await _receive(response, file, limits, is_media=is_media)
                link, base = response.headers["Location"], hop.url
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError) as error:
            if hop.proxy is not None:
                raise FetchError("fetch.proxy", host=hop.url.host, proxy=shown(hop.proxy)) from error
            raise FetchError("fetch.not_reachable", host=hop.url.host) from error
        except (
            httpx.InvalidURL,
            UnicodeError,
        ) as error:
            # httpx reads a redirect by itself, even one that it does not follow.
            raise FetchError("fetch.bad_link") from error
        except httpx.HTTPError as error:
            raise FetchError("fetch.interrupted", host=hop.url.host) from error
    raise FetchError("fetch.too_many_redirects")


async def _receive(response: httpx.Response, file: IO[bytes], limits: DownloadLimits, *, is_media: bool) -> Downloaded:
    if response.status_code != HTTPStatus.OK and not _is_all_of_it(response):
        server_fault = response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR
        code = "fetch.host_down" if server_fault else _STATUS_CODES.get(response.status_code, "fetch.bad_answer")
        raise FetchError(code, status=response.status_code)
    announced = response.headers.get("Content-Length", "")
    if announced.isdecimal() and int(announced) > limits.size:
        raise FetchError("fetch.too_large", limit=limits.size)
    size = 0
    async for chunk in response.aiter_raw(_PIECE):
        size += len(chunk)
        if size > limits.size:
            raise FetchError("fetch.too_large", limit=limits.size)
        file.write(chunk)
    is_measured = bool(announced) or "chunked" in response.headers.get("Transfer-Encoding", "").lower()
    label = response.headers.get("Content-Encoding", "")
    try:
        is_unpacked = await asyncio.to_thread(_unpack, file, label, limits.size, is_media=is_media)
    except CutOffError as error:
        raise FetchError("fetch.interrupted", host=response.url.host) from error
    except TooLargeError as error:
        raise FetchError("fetch.too_large", limit=limits.size) from error
    if is_unsupported(label) and sniff(_head(file)) is UNKNOWN:
        raise FetchError("fetch.bad_answer", status=int(HTTPStatus.OK))
    return Downloaded(file.seek(0, 2), is_measured or is_unpacked)


def _is_all_of_it(response: httpx.Response) -> bool:
    """Whether a partial answer, which nobody asked for, says that its part is everything."""
    said = _RANGE.fullmatch(response.headers.get("Content-Range", "").strip())
    is_partial = response.status_code == HTTPStatus.PARTIAL_CONTENT
    return is_partial and said is not None and int(said[1]) + 1 == int(said[2])


def _unpack(file: IO[bytes], label: str, limit: int, *, is_media: bool) -> bool:
    """Put in the file's place what is packed in it, as far as its label, or what it is, gives cause to try."""
    done = 0
    while done < count_layers(label) or (done < _MAX_PACKINGS and is_media and sniff(_head(file)) is GZIP):
        with tempfile.TemporaryFile() as plain:
            if not decode(file, plain, limit):
                break
            file.seek(0)
            file.truncate()
            plain.seek(0)
            shutil.copyfileobj(plain, file)
        done += 1
    return done > 0


def _head(file: IO[bytes]) -> bytes:
    file.seek(0)
    return file.read(HEAD_SIZE)

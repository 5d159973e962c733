"""Bodies of responses, read piece by piece: never more than a cap, decompressed by ourselves."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from typing import Final

import httpx

from playground.contentcoding import CutOffError, TooLargeError, count_layers, decode

_GZIP: Final = b"\x1f\x8b"
_MOST_PACKINGS: Final = 4


async def read_body(response: httpx.Response, cap: int) -> bytes | None:
    """The body, decoded by ourselves: httpx would inflate a whole piece before we could count it. None past the cap."""
    body = bytearray()
    async for piece in response.aiter_raw():
        body += piece
        if len(body) > cap:
            return None
    packings = count_layers(response.headers.get("content-encoding", ""))
    if not packings and not body.startswith(_GZIP):
        return bytes(body)
    return await asyncio.to_thread(_unpacked, bytes(body), packings, cap)


def _unpacked(body: bytes, packings: int, cap: int) -> bytes | None:
    """JSON never begins as gzip does, so that gzip is undone whatever its label; other packings where one is named."""
    for done in range(_MOST_PACKINGS):
        if done >= packings and not body.startswith(_GZIP):
            break
        plain = io.BytesIO()
        try:
            if not decode(io.BytesIO(body), plain, cap):
                break
        except CutOffError:
            return b""
        except TooLargeError:
            return None
        body = plain.getvalue()
    return body


async def whole_lines(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The same bytes, cut at ends of lines: nothing that stands on one line is cut in two."""
    rest = b""
    async for piece in chunks:
        whole, end, rest = (rest + piece).rpartition(b"\n")
        if end:
            yield whole + end
    if rest:
        yield rest


async def read_chunks(response: httpx.Response, cap: int) -> AsyncIterator[bytes]:
    """The body as it comes; it ends quietly at the cap, and where the connection does."""
    taken = 0
    try:
        async for piece in response.aiter_raw():
            taken += len(piece)
            if taken > cap:
                return
            yield piece
    except httpx.TransportError:
        return

"""Pages without a browser, by the hundred: each holds a stream of changes open, and presses *Generate*."""

from __future__ import annotations

import asyncio
import json
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Any, NamedTuple

_OK = 200


class Place(NamedTuple):
    """Where a server listens."""

    host: str
    port: int


async def ask(
    place: Place, method: str, path: str, *, cookie: str = "", address: str = "", body: bytes = b""
) -> tuple[int, bytes]:
    """One request on a connection of its own; status and body.

    Raises:
        OSError: no connection, or it broke off.
    """
    reader, writer = await _send(place, (method, path), (cookie, address), body)
    try:
        status, headers = await _head(reader)
        if headers.get("transfer-encoding") == "chunked":
            return status, b"".join([piece async for piece in _chunks(reader)])
        return status, await reader.readexactly(int(headers.get("content-length", "0")))
    except (asyncio.IncompleteReadError, IndexError) as error:
        raise ConnectionError(path) from error
    finally:
        writer.close()


class OpenPage:
    """A page of somebody of its own, at an address of its own.

    Attributes:
        begun: the prompts of its runs.
        shown: when it was told of an end, in monotonic seconds.
        all_shown: is set while nothing that it began is at work any more.

    Args:
        number: tells it from others.
        turns: who answers the next request.
        failures: counts what went wrong, in words.
    """

    def __init__(self, number: int, turns: Iterator[Place], failures: Counter[str]) -> None:
        self.begun: list[str] = []
        self.shown: list[float] = []
        self.all_shown = asyncio.Event()
        self._cookie = f"playground_browser=page{number:028}"
        self._address = f"10.{number // 62_500}.{number // 250 % 250}.{number % 250 + 1}"
        self._turns = turns
        self._failures = failures
        self._listening: asyncio.Task[None] | None = None

    async def open(self, run: str = "") -> None:
        """Listen to what changes, as `live.js` does, until it is closed; returns once the first view is here."""
        await self.close()
        is_there = asyncio.Event()
        self._listening = asyncio.create_task(self._listen(run, is_there))
        await is_there.wait()

    async def close(self) -> None:
        """Listen no more."""
        if self._listening:
            self._listening.cancel()
            await asyncio.wait([self._listening])

    async def press(self, form: Mapping[str, Any]) -> None:
        """Press *Generate*, and follow what began."""
        try:
            status, body = await self._ask("POST", "/generate", json.dumps(form).encode())
        except OSError as error:
            self._failures[f"a press: {type(error).__name__}"] += 1
            return
        run = json.loads(body).get("run") if status == _OK else None
        if not run:
            self._failures[f"a press: {status} {body[:200].decode()}"] += 1
            return
        await self.close()
        self.begun.append(form["raws"][0][1])
        self.all_shown.clear()
        await self.open(run)

    async def _ask(self, method: str, path: str, body: bytes = b"") -> tuple[int, bytes]:
        return await ask(next(self._turns), method, path, cookie=self._cookie, address=self._address, body=body)

    async def _listen(self, run: str, is_there: asyncio.Event) -> None:
        place, path = next(self._turns), f"/live?run={run}&batch="
        writer = None
        try:
            reader, writer = await _send(place, ("GET", path), (self._cookie, self._address))
            status, _ = await _head(reader)
            if status != _OK:
                self._failures[f"a stream: {status}"] += 1
                return
            async for view in _views(reader):
                self._note(view)
                is_there.set()
            self._failures["a stream ended"] += 1
        except (OSError, asyncio.IncompleteReadError, IndexError) as error:
            self._failures[f"a stream: {type(error).__name__}"] += 1
        finally:
            is_there.set()
            if writer:
                writer.close()

    def _note(self, view: Mapping[str, Any]) -> None:
        if "running" not in view:
            return
        ended = len(self.begun) - view["running"]
        self.shown += [time.monotonic()] * (ended - len(self.shown))
        if view["running"] == 0:
            self.all_shown.set()


async def _send(
    place: Place, asked: tuple[str, str], who: tuple[str, str], body: bytes = b""
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await asyncio.open_connection(*place, limit=2**24)
    lines = [
        f"{' '.join(asked)} HTTP/1.1",
        f"Host: {place.host}:{place.port}",
        f"Cookie: {who[0]}",
        f"X-Forwarded-For: {who[1] or '10.255.255.1'}",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
        "Connection: close",
    ]
    writer.write("\r\n".join([*lines, "", ""]).encode() + body)
    return reader, writer


async def _head(reader: asyncio.StreamReader) -> tuple[int, dict[str, str]]:
    lines = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
    headers = (line.partition(":") for line in lines[1:] if line)
    return int(lines[0].split()[1]), {name.lower(): value.strip() for name, _, value in headers}


async def _chunks(reader: asyncio.StreamReader) -> AsyncIterator[bytes]:
    while size := int(await reader.readuntil(b"\r\n"), 16):
        yield await reader.readexactly(size)
        await reader.readexactly(2)


async def _views(reader: asyncio.StreamReader) -> AsyncIterator[dict[str, Any]]:
    """What a stream says; each event is a piece of its own."""
    async for piece in _chunks(reader):
        event, _, data = piece.decode().partition("\n")
        if event == "event: view":
            yield json.loads(data.removeprefix("data: "))

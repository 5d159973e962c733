"""What a fault server says on its socket: answers as told, broken ones, and the reading of requests."""

from __future__ import annotations

import asyncio
import functools
import gzip
import json
import socket
import struct
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63b0a9d8020002"
    "5c01694b7fea140000000049454e44ae426082"
)
"""A PNG of one pixel: what each result is unless told."""

BODIES: dict[str, Any] = {
    "no-credit": {"error": {"message": "Insufficient balance", "type": "billing", "code": "insufficient_credit"}},
    "quota": {"error": {"message": "You exceeded your current quota", "type": "insufficient_quota"}},
    "content": {"error": {"message": "Refused by our content policy", "code": "content_policy_violation"}},
    "field": {"detail": [{"loc": ["body", "input", "size"], "msg": "not one of the sizes", "type": "enum"}]},
}


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer, exactly: for what the script language has no word for.

    Attributes:
        accept: whether it makes, and charges, the task first.
        pause: seconds before the answer.
    """

    status: int = 200
    body: bytes | Mapping[str, Any] | Sequence[Any] = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    accept: bool = False
    pause: float = 0.0


@dataclass(frozen=True, slots=True)
class Request:
    """What came in; `headers` by lower-case name, `at` on the monotonic clock."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes
    at: float


GARBLED = ("html", "truncated", "no-id", "huge", "bomb", "drip")


async def say_garbled(word: str, document: Mapping[str, Any], writer: asyncio.StreamWriter) -> bool:
    if word == "html":
        page = b"<!doctype html><html><title>Welcome</title><body>Please sign in</body></html>"
        return await send(writer, Reply(200, page, {"Content-Type": "text/html"}))
    body = json.dumps(document).encode()
    if word == "truncated":
        return await send(writer, Reply(200, body[:-9]))
    if word == "no-id":
        return await send(writer, Reply(200, {"status": "queued"}))
    if word == "huge":
        return await send(writer, Reply(200, {**document, "padding": "x" * 6_000_000}))
    if word == "bomb":
        return await send(writer, Reply(200, bomb(), {"Content-Encoding": "gzip"}))
    writer.write(head_of(Reply(200), len(body)))
    for byte in body:
        writer.write(bytes([byte]))
        await writer.drain()
        await asyncio.sleep(0.05)
    return True


@functools.cache
def bomb() -> bytes:
    """50 KB that unpack to 50 MB."""
    return gzip.compress(b'{"padding": "' + b"x" * 50_000_000)


def refusal(status: int, details: Sequence[str]) -> Reply:
    pairs = [detail.split("=", 1) for detail in details if "=" in detail]
    named = [BODIES[detail] for detail in details if "=" not in detail]
    body = named[0] if named else {"error": {"message": f"Refused with {status}", "type": "test", "code": "test"}}
    return Reply(
        status, b"" if status in {204, 304} else body, {name: value.replace("_", " ") for name, value in pairs}
    )


def head_of(reply: Reply, length: int) -> bytes:
    headers = {"Content-Type": "application/json", "Content-Length": str(length), **reply.headers}
    lines = [f"HTTP/1.1 {reply.status} Told", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode()


async def send(writer: asyncio.StreamWriter, reply: Reply) -> bool:
    await asyncio.sleep(reply.pause)
    body = reply.body if isinstance(reply.body, bytes) else json.dumps(reply.body).encode()
    writer.write(head_of(reply, len(body)) + body)
    await writer.drain()
    return True


def reset(writer: asyncio.StreamWriter) -> None:
    """Ends the connection with a reset: no closing words, unread bytes lost."""
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


async def read_request(reader: asyncio.StreamReader) -> Request:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *lines = head.split("\r\n")
    method, path, _ = first.split(" ", 2)
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines if line)}
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    return Request(method, path, headers, body, time.monotonic())

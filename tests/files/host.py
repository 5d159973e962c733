"""A host of results that misbehaves on demand."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

Reply = Callable[[asyncio.StreamWriter], Awaitable[None]]


def reply(
    body: bytes = b"", status: str = "200 OK", *, announce: bool = True, length: int | None = None, **headers: str
) -> Reply:
    """A whole answer; `announce=False` leaves out its length, so that closing ends it."""

    async def send(writer: asyncio.StreamWriter) -> None:
        lines = [f"HTTP/1.1 {status}", "Connection: close"]
        if announce:
            lines.append(f"Content-Length: {len(body) if length is None else length}")
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        writer.write("\r\n".join([*lines, "", ""]).encode() + body)
        await writer.drain()

    return send


@dataclass
class Host:
    """A real server on loopback.

    `replies` maps a path to its answers in turn, the last one for ever; `heads` holds every request's head.
    """

    port: int = 0
    address: str = "127.0.0.1"
    replies: dict[str, list[Reply]] = field(default_factory=dict)
    heads: list[str] = field(default_factory=list)

    def url(self, path: str) -> str:
        return f"http://{self.address}:{self.port}{path}"

    def serve(self, path: str, *replies: Reply) -> str:
        self.replies[path] = list(replies)
        return self.url(path)

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            self.heads.append(head)
            replies = self.replies.get(head.split()[1], [reply(status="404 Not Found")])
            await (replies.pop(0) if len(replies) > 1 else replies[0])(writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


async def started(address: str, port: int = 0, *, tls: ssl.SSLContext | None = None) -> tuple[Host, asyncio.Server]:
    host = Host(address=address)
    server = await asyncio.start_server(host.answer, address, port, ssl=tls)
    host.port = server.sockets[0].getsockname()[1]
    return host, server

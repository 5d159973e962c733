"""A pool in front of a PostgreSQL, as PgBouncer 1.18 is one with `pool_mode = transaction`, only harder.

Each transaction gets any of several connections, so that two of them seldom have the same; and an `options` at the
start is refused.
"""

from __future__ import annotations

import random
import socket
import socketserver
import struct
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Final

from postgresserver import PostgresServer
from sqlalchemy import URL

_OPEN: Final = 3
"""Connections that are never fewer."""
_NO_ENCRYPTION: Final = frozenset({80877103, 80877104})  # what asks for TLS, and for Kerberos
_ENDS: Final = frozenset({b"Q", b"S"})  # after these a client waits until the server is ready again
_AUTHENTICATED: Final = b"R" + struct.pack("!II", 8, 0)
_KEY: Final = b"K" + struct.pack("!III", 12, 7, 7)  # nobody's process: it names the client to the pool
_READY: Final = b"Z" + struct.pack("!I", 5) + b"I"
_REFUSED: Final = b"SFATAL\0C08P01\0Munsupported startup parameter: options\0\0"


@dataclass(slots=True)
class _Backend:
    """A connection to the server, and what it said of itself at the start."""

    stream: BinaryIO
    told: bytes


@dataclass(slots=True)
class TransactionPool:
    """It listens once it is made.

    Attributes:
        server: what it is in front of.
    """

    server: PostgresServer
    _resting: deque[_Backend] = field(default_factory=deque)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _chance: random.Random = field(default_factory=lambda: random.Random(1))  # noqa: S311 - no secret
    _port: int = 0

    def url(self, database: str) -> str:
        """The address of a database, through it."""
        url = URL.create("postgresql", "playground", host="127.0.0.1", port=self._port, database=database)
        return url.render_as_string(hide_password=False)

    def serve(self, client: BinaryIO) -> None:
        """One client, until it goes."""
        length, code = struct.unpack("!II", client.read(8))
        while code in _NO_ENCRYPTION:
            client.write(b"N")
            client.flush()
            length, code = struct.unpack("!II", client.read(8))
        asked = client.read(length - 8)
        if b"options\0" in asked:
            client.write(b"E" + struct.pack("!I", len(_REFUSED) + 4) + _REFUSED)
            return
        greeting = struct.pack("!II", length, code) + asked
        with self._lock:
            while len(self._resting) < _OPEN:
                self._resting.append(self._connect(greeting))
            client.write(_AUTHENTICATED + self._resting[0].told + _KEY + _READY)
            client.flush()
        self._pass_on(client, greeting)

    def _pass_on(self, client: BinaryIO, greeting: bytes) -> None:
        backend = None
        while (kind := client.read(1)) not in {b"X", b""}:
            if backend is None:
                with self._lock:
                    self._resting.rotate(self._chance.randrange(_OPEN))
                    backend = self._resting.popleft() if self._resting else self._connect(greeting)
            backend.stream.write(kind + _rest(client))
            if kind not in _ENDS:
                continue
            backend.stream.flush()
            answer = b""
            while answer != b"Z":
                answer = backend.stream.read(1)
                body = _rest(backend.stream)
                client.write(answer + body)
            client.flush()
            if body[-1:] == b"I":  # in no transaction
                with self._lock:
                    self._resting.append(backend)
                backend = None

    def _connect(self, greeting: bytes) -> _Backend:
        connected = socket.socket(socket.AF_UNIX)
        connected.connect(str(self.server.folder / ".s.PGSQL.5432"))
        stream: Any = connected.makefile("rwb")
        connected.close()  # the stream keeps it
        stream.write(greeting)
        stream.flush()
        told = b""
        while (kind := stream.read(1)) != b"Z":
            body = _rest(stream)
            told += kind + body if kind == b"S" else b""
        _rest(stream)
        return _Backend(stream, told)


@contextmanager
def pooling(server: PostgresServer) -> Iterator[TransactionPool]:
    """A pool until the block ends."""
    pool = TransactionPool(server)

    class Client(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            with self.request.makefile("rwb") as stream:
                pool.serve(stream)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Client) as listening:
        listening.daemon_threads, listening.block_on_close = True, False
        pool._port = listening.server_address[1]  # noqa: SLF001 - its own
        threading.Thread(target=listening.serve_forever, args=(0.05,), daemon=True).start()
        try:
            yield pool
        finally:
            listening.shutdown()
            for backend in pool._resting:  # noqa: SLF001 - its own
                backend.stream.close()


def _rest(stream: BinaryIO) -> bytes:
    length = stream.read(4)
    return length + stream.read(struct.unpack("!I", length)[0] - 4)

"""A process of `playground.processpool` that does what a test asks for."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import IO, Any

from playground.workerprocess import serve_requests

HELD: list[bytearray] = []


def do(what: str, *given: Any) -> Any:
    match what:
        case "sleep":
            time.sleep(given[0])
        case "environment":
            return dict(os.environ)
        case "allocate":
            try:
                return "done" if bytearray(given[0]) else None
            except MemoryError:
                return "MemoryError"
        case "hold":
            HELD.append(bytearray(b"x") * given[0])
        case "files":
            held: list[IO[bytes]] = []
            try:
                held.extend(Path(os.devnull).open("rb") for _ in range(given[0]))  # noqa: SIM115
            except OSError:
                return len(held)
    return os.getpid()


def answer(request: bytes) -> bytes:
    return json.dumps(do(*json.loads(request))).encode()


if __name__ == "__main__":
    serve_requests(answer)

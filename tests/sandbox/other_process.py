"""A sandbox in a process of its own, which a test can kill: prints its port, serves the folder it is given."""

from __future__ import annotations

import socket
import sys
from pathlib import Path
from typing import NoReturn

import uvicorn

from playground.sandbox import ReferenceLoader, create_app


def fetch(url: str) -> NoReturn:
    raise OSError(url)


async def reduce(path: Path, _: int) -> NoReturn:
    raise OSError(path)


if __name__ == "__main__":
    listening = socket.create_server(("127.0.0.1", 0))
    print(listening.getsockname()[1], flush=True)  # noqa: T201 - how the test learns the port
    app = create_app(
        folder=Path(sys.argv[1]),
        validate=lambda _model, _given: [],
        references=ReferenceLoader(fetch, reduce),
        pace=0.1,
    )
    uvicorn.Server(uvicorn.Config(app, log_level="critical", lifespan="off")).run(sockets=[listening])

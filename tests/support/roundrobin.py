"""A load balancer of the tests' own: each request goes to the next server, whoever asks and over whichever connection.

In place of one from a package, so that no system needs one more, and a test can tell who answered what.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from itertools import cycle

import httpx
import patient
import uvicorn
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from playground.asgiserver import Server
from playground.sockets import listen, url_of

_LOOK_INTERVAL = 0.2
_OF_ONE_CONNECTION = frozenset({"connection", "keep-alive", "transfer-encoding", "upgrade"})


class RoundRobin:
    """The balancer, as an ASGI app. It looks at `/readyz`, and leaves out who does not say that it is ready.

    Attributes:
        answered: how often each server answered, by address and path.
        url: where the balancer is asked.

    Args:
        servers: their addresses.
    """

    def __init__(self, servers: Sequence[str]) -> None:
        self.answered: Counter[tuple[str, str]] = Counter()
        self.url = ""
        self._turns = cycle(servers)
        self._ready = set(servers)
        # A connection for each request: none is used that its server is about to close.
        self._http = patient.AsyncClient(limits=httpx.Limits(max_keepalive_connections=0), trust_env=False)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a request on, and its answer back as it comes."""
        assert scope["type"] == "http"
        await (await self._answer(Request(scope, receive)))(scope, receive, send)

    async def keep_looking(self, servers: Sequence[str]) -> None:
        """Look who is ready, for ever."""
        while True:
            for server in servers:
                try:
                    is_ready = (await self._http.get(f"{server}/readyz")).is_success
                except httpx.HTTPError:
                    is_ready = False
                (self._ready.add if is_ready else self._ready.discard)(server)
            await asyncio.sleep(_LOOK_INTERVAL)

    async def _answer(self, request: Request) -> Response:
        server = next(server for server in self._turns if server in self._ready)
        self.answered[server, request.url.path] += 1
        headers = [(name, value) for name, value in request.headers.items() if name not in _OF_ONE_CONNECTION]
        address = httpx.URL(server).copy_with(raw_path=request.url.path.encode() + _query(request))
        content = request.stream() if request.method == "POST" else None
        handed = self._http.build_request(request.method, address, headers=headers, content=content)
        try:
            answer = await self._http.send(handed, stream=True)
        except (httpx.TransportError, ClientDisconnect):
            return Response(status_code=httpx.codes.BAD_GATEWAY)
        response = StreamingResponse(_body(answer), answer.status_code)
        response.raw_headers = [
            (name, value) for name, value in answer.headers.raw if name.decode().lower() not in _OF_ONE_CONNECTION
        ]
        return response


@asynccontextmanager
async def balancing(servers: Sequence[str]) -> AsyncIterator[RoundRobin]:
    """A balancer before these servers, until the block ends."""
    balancer, socket = RoundRobin(servers), listen("127.0.0.1", 0)
    balancer.url = url_of(socket)
    server = Server(uvicorn.Config(balancer, log_level="error", lifespan="off"), before_shutdown=lambda: None)
    tasks = [asyncio.create_task(server.serve(sockets=[socket])), asyncio.create_task(balancer.keep_looking(servers))]
    try:
        yield balancer
    finally:
        server.should_exit = True
        tasks[1].cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _query(request: Request) -> bytes:
    query: bytes = request.scope["query_string"]
    return b"?" + query if query else b""


async def _body(answer: httpx.Response) -> AsyncIterator[bytes]:
    try:
        async for piece in answer.aiter_raw():
            yield piece
    except httpx.TransportError:  # its server ended in the middle: so does this
        return
    finally:
        await answer.aclose()

"""The service over HTTP: one request, one response. Nothing here retries, waits or decides."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import quote

import httpx

from playground.certificates import trusted
from playground.proxies import is_usable, proxy_for
from playground.tasks.bodies import read_body, read_chunks, whole_lines
from playground.tasks.redaction import Redactor
from playground.tasks.responses import LARGE_BODY, ApiResponse, NoResponse, Stream, no_response

_TASKS = "/api/v1/tasks"

_SHORTEST_KEY = 8  # a shorter one, as in a test, also occurs by chance

_CONNECTIONS: Final = httpx.Limits(max_connections=None, max_keepalive_connections=None)
"""Idle ones are closed after some seconds. With a number here httpcore closes each at once while there are more of any
kind, event streams too, and every poll of many would begin with a handshake.
"""

_LEAVING: Final = frozenset({"http11.send_request_headers.started", "http11.send_request_body.started"})
"""When httpcore is about to write: the connection stands, and nothing is waited for any more."""


class TooLateError(Exception):
    """A request was held back at the last moment: what allowed it is too long ago. The service has not got it whole."""


@dataclass(frozen=True, slots=True)
class Service:
    """Where tasks are asked for.

    Attributes:
        base_url: without the API's own path, e.g. `https://api.example.com`.
        key: sent as bearer token; None sends no `Authorization`.
        cancel_path: e.g. `/api/v1/tasks/{task_id}/cancel`; None where the service has no such thing.
    """

    base_url: str
    key: str | None = field(repr=False)
    cancel_path: str | None = None


@dataclass(frozen=True, slots=True)
class ClientLimits:
    """How long and how much; seconds and bytes.

    Attributes:
        connect: until a connection stands, and until one is free.
        read: between two pieces of an answer.
        overall: for an answer as a whole: one that drips never trips `read`.
        idle: between two pieces of an event stream.
        body: of an answer, and of one event stream, after decoding.
        task: of the answer to how a task stands, after decoding: results that are paid for may stand in it.
    """

    connect: float = 5.0
    read: float = 30.0
    overall: float = 40.0
    idle: float = 60.0
    body: int = 5_000_000
    task: int = 64_000_000


@dataclass(frozen=True, slots=True)
class TaskClient:
    """The service's calls. Made by `open_client`; any number of tasks may share one."""

    service: Service
    limits: ClientLimits
    _http: httpx.AsyncClient = field(repr=False)
    _key: Redactor = field(repr=False)
    """Our key goes no further where the service repeats it: it would be kept and shown with the rest."""
    _proxy: str | None = field(default=None, repr=False)

    async def submit_once(
        self, body: bytes, key: str, *, may_leave: Callable[[], bool] | None = None
    ) -> ApiResponse | NoResponse:
        """Sends a task once, as these exact bytes under this idempotency key.

        Args:
            body: of the task.
            key: the idempotency key.
            may_leave: asked once the connection stands, before the head is written and again before the body is: a
                process may be stopped for hours between two of its steps. Without its body a request is no task.

        Raises:
            TooLateError: it said no.
        """
        headers = {"Content-Type": "application/json", "Idempotency-Key": key}
        return await self._send("POST", _TASKS, headers, body, may_leave=may_leave)

    async def fetch(self, task_id: str) -> ApiResponse | NoResponse:
        """Asks how a task stands."""
        return await self._send("GET", f"{_TASKS}/{quote(task_id, safe='')}", cap=self.limits.task)

    async def cancel(self, task_id: str) -> ApiResponse | NoResponse:
        """Asks to stop a task.

        Raises:
            ValueError: the service has no such call.
        """
        if self.service.cancel_path is None:
            raise ValueError("this service has no call to cancel a task")
        return await self._send("POST", self.service.cancel_path.replace("{task_id}", quote(task_id, safe="")))

    @asynccontextmanager
    async def events(self, task_id: str, last_event_id: str = "") -> AsyncIterator[Stream | NoResponse]:
        """Asks for a task's events; inside the block they can be read."""
        headers = {"Accept": b"text/event-stream, application/json", "Accept-Encoding": b"identity"}
        if last_event_id:
            headers["Last-Event-ID"] = last_event_id.encode()
        request = self._http.build_request(
            "GET",
            self._url(f"{_TASKS}/{quote(task_id, safe='')}/events"),
            headers=_encoded(headers),
            timeout=httpx.Timeout(self.limits.connect, read=self.limits.idle),
        )
        try:
            response = await self._http.send(request, stream=True)
        except httpx.TransportError as error:
            yield no_response(error, self._proxy)
            return
        try:
            lines = whole_lines(read_chunks(response, self.limits.body))
            without_key = (self._key.redacted_body(line) async for line in lines)
            yield Stream(response.status_code, self._headers(response), without_key)
        finally:
            await response.aclose()

    async def _send(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str] | None = None,
        content: bytes = b"",
        *,
        cap: int | None = None,
        may_leave: Callable[[], bool] | None = None,
    ) -> ApiResponse | NoResponse:
        request = self._http.build_request(method, self._url(path), headers=headers, content=content)
        if may_leave:
            request.extensions["trace"] = _gate(may_leave)
        try:
            async with asyncio.timeout(self.limits.overall):
                response = await self._http.send(request, stream=True)
                try:
                    body = await read_body(response, cap or self.limits.body)
                finally:
                    await response.aclose()
        except TimeoutError:
            return NoResponse(arrived=True)
        except httpx.TransportError as error:
            return no_response(error, self._proxy)
        if body is None:
            return ApiResponse(response.status_code, self._headers(response), b"", is_too_large=True)
        redacted = self._key.redacted_body
        body = await asyncio.to_thread(redacted, body) if len(body) > LARGE_BODY else redacted(body)
        return ApiResponse(response.status_code, self._headers(response), body)

    def _headers(self, response: httpx.Response) -> dict[str, str]:
        return {name.lower(): self._key.redacted(value) for name, value in response.headers.items()}

    def _url(self, path: str) -> str:
        return self.service.base_url.rstrip("/") + path


@asynccontextmanager
async def open_client(
    service: Service, *, transport: httpx.AsyncBaseTransport | None = None, limits: ClientLimits = ClientLimits()
) -> AsyncIterator[TaskClient]:
    """The client for a service, open inside the block.

    Args:
        service: whom to ask.
        transport: what carries the requests; the network unless told.
        limits: how long and how much.
    """
    proxy = proxy_for(service.base_url)
    headers = {"Accept": b"application/json", "Accept-Encoding": b"gzip", "User-Agent": b"playground"}
    if service.key is not None:
        # As bytes, so that a key with a stray character is for the service to refuse and not an error of ours.
        headers["Authorization"] = f"Bearer {service.key}".encode()
    async with httpx.AsyncClient(
        headers=_encoded(headers),
        event_hooks={"response": [_ignore_location]},
        transport=transport or (None if proxy is None or is_usable(proxy) else _UnusableProxy()),
        proxy=proxy if transport is None and proxy is not None and is_usable(proxy) else None,
        timeout=httpx.Timeout(limits.connect, read=limits.read, write=limits.read),
        limits=_CONNECTIONS,
        follow_redirects=False,  # the key goes where the settings say and nowhere else
        trust_env=False,
        verify=trusted(),
    ) as http:
        key = service.key or ""
        yield TaskClient(service, limits, http, Redactor([key] if len(key) >= _SHORTEST_KEY else []), proxy)


class _UnusableProxy(httpx.AsyncBaseTransport):
    """The way through a proxy that cannot be used: nothing goes around it."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        raise httpx.ProxyError("the proxy of the environment cannot be used", request=request)


def _gate(may_leave: Callable[[], bool]) -> Callable[[str, Any], Awaitable[None]]:
    """What httpcore calls at each of its steps, and where it may still be stopped."""

    async def pass_or_stop(step: str, _details: Any) -> None:
        if step in _LEAVING and not may_leave():
            raise TooLateError

    return pass_or_stop


async def _ignore_location(response: httpx.Response) -> None:
    """Follow no redirect: httpx reads where one leads even so, and raises where that is no address."""
    response.headers.pop("location", None)


def _encoded(headers: Mapping[str, bytes]) -> list[tuple[bytes, bytes]]:
    return [(name.encode(), value) for name, value in headers.items()]

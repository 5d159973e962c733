"""The service over HTTP: one request, one answer, no rules. Nothing here retries, waits or judges."""

from __future__ import annotations

import asyncio
import io
import ssl
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import quote

import httpx

from playground.contentcoding import CutOffError, TooLargeError, count_layers, decode
from playground.jsontext import parse_untrusted
from playground.proxies import is_usable, proxy_for
from playground.tasks.redaction import Redactor

_TASKS = "/api/v1/tasks"

_GZIP = b"\x1f\x8b"
_MOST_PACKINGS = 4
_LARGE = 200_000  # bytes that take more than a moment to read
_SHORTEST_KEY = 8  # a shorter one, as in a test, also occurs by chance

_Read = TypeVar("_Read")

# With these the service has not seen a byte of the request, so that nothing can have been charged.
_NEVER_ARRIVED = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.LocalProtocolError,
)


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
class ApiResponse:
    """What came back, whatever its status. A body past the cap, or not decodable, is empty.

    Attributes:
        headers: by lower-case name.
        is_too_large: whether it was past the cap.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    is_too_large: bool = False

    @property
    def is_success(self) -> bool:
        """Whether the status is a 2xx."""
        return 200 <= self.status < 300  # noqa: PLR2004 - the classes of HTTP

    @property
    def payload(self) -> Any:
        """The body as JSON, None where it is none."""
        return parse_untrusted(self.body)


@dataclass(frozen=True, slots=True)
class NoResponse:
    """Nothing usable came back.

    Attributes:
        arrived: whether the service may have received the request.
        is_certificate: the service's certificate is bad: asking again changes nothing.
        is_proxy: a proxy on the way is in the way.
    """

    arrived: bool
    is_certificate: bool = False
    is_proxy: bool = False


@dataclass(frozen=True, slots=True)
class Stream:
    """An open answer to the request for events.

    Attributes:
        headers: by lower-case name.
        pieces: the body as it comes, capped; ends quietly when the connection does.
    """

    status: int
    headers: Mapping[str, str]
    chunks: AsyncIterator[bytes]


@dataclass(frozen=True, slots=True)
class TaskClient:
    """The service's calls. Made by `open_client`; any number of tasks may share one."""

    service: Service
    limits: ClientLimits
    _http: httpx.AsyncClient = field(repr=False)
    _key: Redactor = field(repr=False)
    """Our key goes no further where the service repeats it: it would be kept and shown with the rest."""
    _proxy: str | None = field(default=None, repr=False)

    async def submit_once(self, body: bytes, key: str) -> ApiResponse | NoResponse:
        """Sends a task once, as these exact bytes under this idempotency key."""
        headers = {"Content-Type": "application/json", "Idempotency-Key": key}
        return await self._send("POST", _TASKS, headers, body)

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
            yield _no_answer(error, self._proxy)
            return
        try:
            lines = _lines(_chunks(response, self.limits.body))
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
    ) -> ApiResponse | NoResponse:
        request = self._http.build_request(method, self._url(path), headers=headers, content=content)
        try:
            async with asyncio.timeout(self.limits.overall):
                response = await self._http.send(request, stream=True)
                try:
                    body = await _body(response, cap or self.limits.body)
                finally:
                    await response.aclose()
        except TimeoutError:
            return NoResponse(arrived=True)
        except httpx.TransportError as error:
            return _no_answer(error, self._proxy)
        if body is None:
            return ApiResponse(response.status_code, self._headers(response), b"", is_too_large=True)
        redacted = self._key.redacted_body
        body = await asyncio.to_thread(redacted, body) if len(body) > _LARGE else redacted(body)
        return ApiResponse(response.status_code, self._headers(response), body)

    def _headers(self, response: httpx.Response) -> dict[str, str]:
        return {name.lower(): self._key.redacted(value) for name, value in response.headers.items()}

    def _url(self, path: str) -> str:
        return self.service.base_url.rstrip("/") + path


async def parse_off_loop(response: ApiResponse | NoResponse, parse: Callable[[], _Read]) -> _Read:
    """What is made of an answer: of a large one on a thread, since reading it would hold up everybody."""
    is_large = isinstance(response, ApiResponse) and len(response.body) > _LARGE
    return await asyncio.to_thread(parse) if is_large else parse()


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
        limits=httpx.Limits(max_connections=None, max_keepalive_connections=20),
        follow_redirects=False,  # the key goes where the settings say and nowhere else
        trust_env=False,
        verify=httpx.create_ssl_context(),  # certificates that the environment trusts stay trusted
    ) as http:
        key = service.key or ""
        yield TaskClient(service, limits, http, Redactor([key] if len(key) >= _SHORTEST_KEY else []), proxy)


class _UnusableProxy(httpx.AsyncBaseTransport):
    """The way through a proxy that cannot be used: nothing goes around it."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        raise httpx.ProxyError("the proxy of the environment cannot be used", request=request)


async def _ignore_location(response: httpx.Response) -> None:
    """Follow no redirect: httpx reads where one leads even so, and raises where that is no address."""
    response.headers.pop("location", None)


def _encoded(headers: Mapping[str, bytes]) -> list[tuple[bytes, bytes]]:
    return [(name.encode(), value) for name, value in headers.items()]


def _no_answer(error: httpx.TransportError, proxy: str | None) -> NoResponse:
    never_arrived = isinstance(error, _NEVER_ARRIVED)
    # Behind a proxy all that is connected to is the proxy: where that fails, it is in the way.
    is_proxy = isinstance(error, httpx.ProxyError) or (never_arrived and proxy is not None)
    return NoResponse(
        arrived=not never_arrived,
        is_certificate=_blames_certificate(error),
        is_proxy=is_proxy,
    )


def _blames_certificate(error: BaseException | None) -> bool:
    while error is not None and not isinstance(error, ssl.SSLCertVerificationError):
        error = error.__cause__ or error.__context__
    return error is not None


async def _body(response: httpx.Response, cap: int) -> bytes | None:
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


async def _lines(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The same bytes, cut at ends of lines: nothing that stands on one line is cut in two."""
    rest = b""
    async for piece in chunks:
        whole, end, rest = (rest + piece).rpartition(b"\n")
        if end:
            yield whole + end
    if rest:
        yield rest


async def _chunks(response: httpx.Response, cap: int) -> AsyncIterator[bytes]:
    taken = 0
    try:
        async for piece in response.aiter_raw():
            taken += len(piece)
            if taken > cap:
                return
            yield piece
    except httpx.TransportError:
        return

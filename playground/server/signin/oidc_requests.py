"""Requests to an OpenID provider: patient, bounded in time and size, and kept for an hour where they may be."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import httpx

from playground.certificates import trusted
from playground.errors import SignInError
from playground.jsontext import parse_untrusted
from playground.proxies import proxy_for

_KEPT: Final = 3600.0
"""Seconds for which what the provider says of itself is not asked for again."""
_PAUSES: Final = (0.2, 0.8)
_TIMEOUT: Final = httpx.Timeout(10.0, connect=5.0)
PATIENCE: Final = 20.0
"""Seconds for all tries of one request, with its answer, however slowly that comes."""
_LARGEST: Final = 1_000_000
_OK: Final = 200
_REDIRECT: Final = 300
_SERVER_ERROR: Final = 500

_LOG: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Answer:
    """A provider's answer, all of it.

    Attributes:
        status: of HTTP.
        kind: its content type.
        body: its bytes.
    """

    status: int
    kind: str
    body: bytes

    @property
    def is_success(self) -> bool:
        """Whether it is what was asked for."""
        return _OK <= self.status < _REDIRECT


class ProviderRequests:
    """Requests to one provider.

    Args:
        transport: of requests; None is the network.
        monotonic: gives seconds.
        sleep: waits between two tries.
        patience: seconds for all tries of one request.
    """

    def __init__(
        self,
        transport: httpx.AsyncBaseTransport | None,
        monotonic: Callable[[], float],
        sleep: Callable[[float], Awaitable[None]],
        patience: float,
    ) -> None:
        self._transport = transport
        self._monotonic = monotonic
        self._sleep = sleep
        self._patience = patience
        self._known: dict[str, tuple[Mapping[str, Any], float]] = {}
        self._asking: dict[str, asyncio.Task[Mapping[str, Any]]] = {}

    async def kept(self, address: str) -> Mapping[str, Any]:
        """The object that is there, asked for at most once an hour.

        Raises:
            SignInError: `signin.unreachable`, `signin.provider`.
        """
        found, at = self._known.get(address, (None, 0.0))
        if found is not None and self._monotonic() - at < _KEPT:
            return found
        if address not in self._asking:  # one question for all who wait: a provider that hangs is asked once at a time
            self._asking[address] = asyncio.create_task(self._look_up(address), name="provider")
            self._asking[address].add_done_callback(lambda asked: self._asked(address, asked))
        return await asyncio.shield(self._asking[address])

    def forget(self, address: str) -> None:
        """Ask anew the next time."""
        self._known.pop(address, None)

    def _asked(self, address: str, asked: asyncio.Task[Mapping[str, Any]]) -> None:
        self._asking.pop(address, None)
        if not asked.cancelled():
            asked.exception()  # everybody who waited may have gone meanwhile

    async def _look_up(self, address: str) -> Mapping[str, Any]:
        answer = await self.ask("GET", address)
        if not answer.is_success:
            raise SignInError("signin.unreachable")
        found = object_in(answer)
        self._known[address] = found, self._monotonic()
        return found

    async def ask(self, method: str, address: str, **what: Any) -> Answer:
        """One request; what is only asked for is asked for again where the provider does not answer.

        Args:
            method: of HTTP.
            address: where.
            what: as of `httpx.AsyncClient.stream`.

        Raises:
            SignInError: `signin.unreachable`; `signin.provider`, its answer is too large.
        """
        pauses = iter(_PAUSES if method == "GET" else ())
        try:
            async with asyncio.timeout(self._patience):
                while True:
                    answer = await self._answer(method, address, **what)
                    if answer is not None and answer.status < _SERVER_ERROR:
                        return answer
                    pause = next(pauses, None)
                    if pause is None:
                        raise SignInError("signin.unreachable")
                    await self._sleep(pause)
        except TimeoutError:
            _LOG.warning("the OpenID provider does not answer: it takes too long")
            raise SignInError("signin.unreachable") from None

    async def _answer(self, method: str, address: str, **what: Any) -> Answer | None:
        headers = {**what.pop("headers", {}), "Accept-Encoding": "identity"}
        try:
            async with (
                httpx.AsyncClient(
                    transport=self._transport,
                    timeout=_TIMEOUT,
                    trust_env=False,
                    proxy=self._proxy(address),
                    verify=trusted(),
                ) as client,
                client.stream(method, address, headers=headers, **what) as response,
            ):
                return await _read(response)
        except httpx.HTTPError as error:
            _LOG.warning("the OpenID provider does not answer: %s", type(error).__name__)
            return None

    def _proxy(self, address: str) -> str | None:
        return None if self._transport else proxy_for(address)


async def _read(response: httpx.Response) -> Answer:
    """The whole of an answer, unless it is larger than any that means something."""
    body = b""
    async for piece in response.aiter_bytes():
        body += piece
        if len(body) > _LARGEST:
            raise SignInError("signin.provider", reason="size")
    return Answer(response.status_code, response.headers.get("content-type", ""), body)


def object_in(answer: Answer) -> Mapping[str, Any]:
    """The JSON object of an answer.

    Raises:
        SignInError: `signin.provider`, there is none.
    """
    value = parse_untrusted(answer.body)
    if not isinstance(value, dict):
        raise SignInError("signin.provider", reason="json")
    return value

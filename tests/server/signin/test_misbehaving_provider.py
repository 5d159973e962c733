"""A provider that says what no provider should: each sign-in ends with a sentence, and nothing is read without end."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from door import PAGE, Visitor, oidc_door, sign_in
from fairness import PATIENCE
from openidprovider import CLIENT, ISSUER, SECRET, OpenIdProvider

from playground.errors import SignInError
from playground.people.async_people import AsyncPeople
from playground.server.signin.admission import Admission
from playground.server.signin.oidc import Provider, Registration

EXAMPLE = Admission(domains=frozenset({"example.com"}))
KELVIN = "\N{KELVIN SIGN}"


@pytest.mark.parametrize("address", ["http://[::1", "http://a\x00.example", "http:///token", "http://exa\u2100mple/"])
@pytest.mark.parametrize("name", ["authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint"])
async def test_an_address_that_is_none_is_said_to_be_of_no_use(
    people: AsyncPeople, provider: OpenIdProvider, visitor: Visitor, name: str, address: str
) -> None:
    provider.metadata = {name: address}
    browser = await visitor(oidc_door(people, provider), headers=PAGE)
    away = await browser.get("/login")
    came = await sign_in(browser, provider) if away.status_code == 303 else away
    assert came.status_code == 502
    assert f"cannot be used ({name})" in came.text


@pytest.mark.parametrize("listed", [1, True, "RS256", {}, [{}], [None]])
@pytest.mark.parametrize("name", ["id_token_signing_alg_values_supported", "token_endpoint_auth_methods_supported"])
async def test_what_should_be_a_list_may_be_anything(
    people: AsyncPeople, provider: OpenIdProvider, visitor: Visitor, name: str, listed: Any
) -> None:
    provider.metadata = {name: listed}
    assert (await sign_in(await visitor(oidc_door(people, provider)), provider)).status_code in {303, 403}


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"at_hash": {"a": 1}}, 403),
        ({"sub": "ann\x00"}, 502),
        ({"sub": "x" * 256}, 502),
        ({"name": "\x00\u202e"}, 303),
        ({"email": "ann\x00@example.com"}, 303),
        ({"email": "a" * 400 + "@example.com"}, 303),
    ],
)
async def test_claims_that_no_database_keeps_are_not_kept(
    people: AsyncPeople, provider: OpenIdProvider, visitor: Visitor, changes: dict[str, Any], status: int
) -> None:
    provider.changes = changes
    browser = await visitor(oidc_door(people, provider), headers=PAGE)
    assert (await sign_in(browser, provider)).status_code == status
    for person in await people.call(people.people.all):
        assert person.shown_name.isprintable()
        assert (person.identity.email or "").isprintable()


@pytest.mark.parametrize(("told", "status"), [("ann@example.com", 303), ("ann@evil.example", 403), (None, 403)])
async def test_an_address_counts_as_verified_only_where_it_is_that_one_that_was(
    people: AsyncPeople, provider: OpenIdProvider, visitor: Visitor, told: str | None, status: int
) -> None:
    provider.person = {"sub": "ann-1", "email": "ann@example.com"}
    provider.info = {"email": told, "email_verified": True}
    assert (await sign_in(await visitor(oidc_door(people, provider, EXAMPLE)), provider)).status_code == status


async def test_half_a_letter_in_the_user_info_harms_nothing(
    people: AsyncPeople, provider: OpenIdProvider, visitor: Visitor
) -> None:
    provider.person, provider.info = {"sub": "ann-1"}, {"name": "\ud800Ann", "email": "\ud800@example.com"}
    browser = await visitor(oidc_door(people, provider))
    assert (await sign_in(browser, provider)).status_code == 303
    assert (await browser.get("/")).json()["name"] == "Ann"


async def test_a_letter_that_only_becomes_another_when_it_is_made_small_is_nobody_elses_address(
    people: AsyncPeople, provider: OpenIdProvider, visitor: Visitor
) -> None:
    door = oidc_door(people, provider, EXAMPLE, admins=frozenset({"Mark@Example.com", "Of-A-Boss"}))
    signed_in = {}
    for name, claims in {
        "mark": {"sub": "1", "email": "MARK@EXAMPLE.COM"},
        "kelvin": {"sub": "2", "email": f"mar{KELVIN}@example.com"},
        "boss": {"sub": "Of-A-Boss"},
        "not the boss": {"sub": "of-a-boss"},
    }.items():
        provider.changes = claims
        browser = await visitor(door)
        await sign_in(browser, provider)
        signed_in[name] = (await browser.get("/")).json()["admin"]
    assert signed_in == {"mark": True, "kelvin": False, "boss": True, "not the boss": False}


class Streaming(httpx.AsyncBaseTransport):
    """Answers with pieces without end."""

    def __init__(self, piece: bytes, pause: float) -> None:
        self.sent = 0
        self._piece, self._pause = piece, pause

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The pieces."""
        del request
        return httpx.Response(200, content=self._pieces())

    async def _pieces(self) -> AsyncIterator[bytes]:
        while True:
            await asyncio.sleep(self._pause)
            self.sent += len(self._piece)
            yield self._piece


@pytest.mark.parametrize(
    ("piece", "pause", "said"), [(b" " * 100_000, 0.0, "signin.provider"), (b" ", 0.01, "signin.unreachable")]
)
async def test_an_answer_without_end_is_not_read_to_the_end(piece: bytes, pause: float, said: str) -> None:
    transport = Streaming(piece, pause)
    # What floods is stopped by its size alone, so that it may have all the time of a slow machine.
    provider = Provider(Registration(ISSUER, CLIENT, SECRET), transport=transport, patience=0.2 if pause else 60.0)
    with pytest.raises(SignInError) as told:
        await provider.address("http://playground.test/", state="s", nonce="n", verifier="v" * 43)
    assert told.value.code == said
    assert transport.sent < 2_000_000


class Hanging(httpx.AsyncBaseTransport):
    """Answers nobody before it is let go."""

    def __init__(self) -> None:
        self.asked = 0
        self.is_asked = asyncio.Event()
        self.go = asyncio.Event()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """In the end."""
        self.asked += 1
        self.is_asked.set()
        await self.go.wait()
        return httpx.Response(200, json={"issuer": ISSUER, "authorization_endpoint": f"{request.url}/in"})


async def test_a_provider_that_hangs_is_asked_once_for_all_who_wait() -> None:
    transport = Hanging()
    provider = Provider(Registration(ISSUER, CLIENT, SECRET), transport=transport, patience=60.0)

    def come() -> asyncio.Task[str]:
        return asyncio.create_task(
            provider.address("http://playground.test/", state="s", nonce="n", verifier="v" * 43), name="visitor"
        )

    visitors = [come() for _ in range(9)]
    async with asyncio.timeout(PATIENCE):
        await transport.is_asked.wait()
    visitors[0].cancel()  # a page that is closed takes the answer from nobody
    late = come()
    await asyncio.sleep(0)
    transport.go.set()
    addresses = await asyncio.gather(*visitors[1:], late)
    assert all(one.startswith(ISSUER) for one in addresses)
    assert transport.asked == 1


@pytest.mark.parametrize("body", [b"[" * 200_000, b'{"a":' * 100_000, b"\xff\xfe", b"null", json.dumps("x").encode()])
async def test_an_answer_that_means_nothing_is_said_to_be_of_no_use(body: bytes) -> None:
    transport = httpx.MockTransport(lambda _: httpx.Response(200, content=body))
    provider = Provider(Registration(ISSUER, CLIENT, SECRET), transport=transport)
    with pytest.raises(SignInError) as told:
        await provider.address("http://playground.test/", state="s", nonce="n", verifier="v" * 43)
    assert told.value.code == "signin.provider"


@pytest.mark.parametrize("status", [500, 502, 404])
async def test_where_the_provider_is_down_that_is_said_and_it_is_asked_again_later(
    people: AsyncPeople, provider: OpenIdProvider, visitor: Visitor, status: int
) -> None:
    browser = await visitor(oidc_door(people, provider), headers=PAGE)
    provider.status = status
    answer = await browser.get("/login")
    assert answer.status_code == 503
    assert "does not answer at the moment" in answer.text
    provider.status = 0
    assert (await sign_in(browser, provider)).status_code == 303
    provider.status = status
    assert (await browser.get("/")).status_code == 200, "who is signed in stays so"


@pytest.mark.parametrize(
    "metadata",
    [
        {"issuer": "http://evil.example"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"authorization_endpoint": 1},
    ],
)
async def test_a_provider_that_says_nonsense_of_itself_is_not_used(
    people: AsyncPeople, provider: OpenIdProvider, visitor: Visitor, metadata: dict[str, Any]
) -> None:
    provider.metadata = metadata
    answer = await (await visitor(oidc_door(people, provider), headers=PAGE)).get("/login")
    assert answer.status_code == 502
    assert "cannot be used" in answer.text

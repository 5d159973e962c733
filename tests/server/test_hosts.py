"""By which names the server is known, and whose word on a request it believes."""

from __future__ import annotations

import json
from ipaddress import ip_network

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import Receive, Scope, Send

from playground.server.forwarded import ForwardedHeaders
from playground.server.security import AccessRules, SecurityMiddleware
from playground.settings import Settings


async def seen(scope: Scope, receive: Receive, send: Send) -> None:
    """What lies behind: says how the request looks from there."""
    request = Request(scope)
    assert request.client
    facts = {"client": request.client.host, "scheme": request.url.scheme, "headers": dict(request.headers)}
    await JSONResponse(facts)(scope, receive, send)


async def status(rules: AccessRules, host: str, at: str = "192.168.1.5", **headers: str) -> tuple[int, str]:
    """How a request for `host` that came in at an address of ours is answered."""
    guards = SecurityMiddleware(seen, rules)

    async def came_in(scope: Scope, receive: Receive, send: Send) -> None:
        await guards({**scope, "server": (at, 7860)}, receive, send)

    async with httpx.AsyncClient(transport=httpx.ASGITransport(came_in), base_url="http://x") as client:
        answer = await client.get("/", headers={"Host": host, **headers})
        return answer.status_code, answer.text


OPEN = AccessRules(loopback_only=False, hosts=frozenset({"play.example", "lan"}))


@pytest.mark.parametrize(
    "host",
    ["play.example", "PLAY.example.:8443", "lan:7860", "localhost", "127.0.0.1:1", "[::1]:7860", "192.168.1.5:7860"],
)
async def test_known_names_and_the_address_it_listens_at_are_answered(host: str) -> None:
    assert (await status(OPEN, host))[0] == 200


@pytest.mark.parametrize(
    "host",
    ["evil.example", "play.example.evil.example", "192.168.1.6", "[fe80::1]", "", "[", "a b", "x@play.example:y"],
)
async def test_other_names_are_refused_in_words_that_say_what_to_set(host: str) -> None:
    code, said = await status(OPEN, host)
    assert code == 403
    assert "PLAYGROUND_HOSTS" in said


async def test_the_words_name_the_name_and_speak_the_language_of_the_page() -> None:
    assert "PLAYGROUND_HOSTS=evil.example " in (await status(OPEN, "evil.example"))[1]
    assert "此服务器不接受" in (await status(OPEN, "evil.example", **{"Accept-Language": "zh"}))[1]
    alone = AccessRules(loopback_only=True)
    assert "only on this machine" in (await status(alone, "evil.example", at="127.0.0.1"))[1]


async def behind(trusted: list[str], client: str, headers: list[tuple[str, str]]) -> dict[str, object]:
    app = ForwardedHeaders(seen, [ip_network(network) for network in trusted])
    transport = httpx.ASGITransport(app, client=(client, 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://inside") as browser:
        return dict(json.loads((await browser.get("/", headers=headers)).content))


FORGED = [
    ("X-Forwarded-For", "9.9.9.9, 10.0.0.7"),
    ("X-Forwarded-Proto", "https"),
    ("X-Forwarded-Host", "evil.example"),
    ("Forwarded", "for=9.9.9.9"),
    ("X-Real-IP", "9.9.9.9"),
]


@pytest.mark.parametrize("client", ["127.0.0.1", "8.8.8.8", "::1", "no address"])
async def test_nobody_is_believed_who_is_not_named(client: str) -> None:
    facts = await behind(["10.0.0.0/8"], client, FORGED)
    assert (facts["client"], facts["scheme"]) == (client, "http")
    assert facts["headers"]["host"] == "inside"  # type: ignore[index] # a dictionary, see `seen`
    assert "9.9.9.9" not in str(facts)


@pytest.mark.parametrize("client", ["10.0.0.1", "::ffff:10.0.0.1"])
async def test_a_named_proxy_is_believed_as_far_as_it_vouches(client: str) -> None:
    headers = [
        ("X-Forwarded-For", "6.6.6.6, 9.9.9.9, 10.0.0.7"),
        ("X-Forwarded-Proto", "https"),
        ("X-Forwarded-Host", "play.example"),
    ]
    facts = await behind(["10.0.0.0/8"], client, headers)
    assert (facts["client"], facts["scheme"]) == ("9.9.9.9", "https")
    assert facts["headers"]["host"] == "play.example"  # type: ignore[index] # a dictionary, see `seen`
    assert "6.6.6.6" not in str(facts)


@pytest.mark.parametrize(
    ("said", "client"), [("", "10.0.0.1"), ("10.0.0.2", "10.0.0.2"), ("[2001:db8::1]:4", "2001:db8::1")]
)
async def test_what_a_proxy_says_of_the_client(said: str, client: str) -> None:
    facts = await behind(["10.0.0.0/8"], "10.0.0.1", [("X-Forwarded-For", said), ("X-Forwarded-Proto", "gopher")])
    assert (facts["client"], facts["scheme"]) == (client, "http")


def test_the_settings_say_by_which_names() -> None:
    stated = {"PLAYGROUND_HOSTS": "Play.example, lan", "PLAYGROUND_PUBLIC_URL": "https://a.example:8443/x"}
    assert Settings.load(stated).known_hosts == {"play.example", "lan", "a.example", "127.0.0.1"}
    assert Settings.load({"PLAYGROUND_HOST": "0.0.0.0"}).known_hosts == frozenset()  # noqa: S104 - the case in point
    space = Settings.load({"SPACE_ID": "Some_One/My.Space"})
    assert space.known_hosts == {"some-one-my-space.hf.space"}
    assert any(network.version == 4 for network in space.trusted_proxies)
    assert Settings.load({"SPACE_ID": "a/b", "SPACE_HOST": "a-b.hf.space"}).known_hosts == {"a-b.hf.space"}
    assert Settings.load({"SPACE_ID": "a/b", "PLAYGROUND_HOSTS": "c.example"}).known_hosts == {"c.example"}
    proxies = Settings.load({"PLAYGROUND_TRUSTED_PROXIES": "127.0.0.1,10.0.0.0/8 ::1"}).trusted_proxies
    assert [str(network) for network in proxies] == ["127.0.0.1/32", "10.0.0.0/8", "::1/128"]


@pytest.mark.parametrize(
    ("origin", "code"), [("http://play.example", 200), ("http://[", 403), ("null", 403), ("", 403)]
)
async def test_only_our_own_pages_change_anything(origin: str, code: int) -> None:
    transport = httpx.ASGITransport(SecurityMiddleware(seen, OPEN))
    async with httpx.AsyncClient(transport=transport, base_url="http://play.example") as client:
        assert (await client.post("/form", headers={"Origin": origin})).status_code == code

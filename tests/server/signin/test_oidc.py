"""Signing in with an OpenID provider: who comes in, what is refused, and what a browser is left with."""

from __future__ import annotations

import time
from typing import Any
from urllib.parse import urlsplit

import pytest
from door import PAGE, Visitor, oidc_door, sign_in
from openidprovider import BOB, CLIENT, OpenIdProvider, asked_of, signing_key

from playground.people.async_people import AsyncPeople
from playground.server.signin.cookies import CookieRules

SESSION = "playground_session"
HOST_SESSION = "__Host-playground_session"


async def test_a_person_signs_in_and_is_the_same_person_on_every_device(
    people: AsyncPeople, provider: OpenIdProvider, visitor: Visitor
) -> None:
    door = oidc_door(people, provider, admins=frozenset({"ann@example.com"}))
    desk, phone = await visitor(door), await visitor(door)
    assert (await desk.get("/history")).status_code == 401
    came = await sign_in(desk, provider, "/history?q=fox")
    assert (came.status_code, came.headers["location"]) == (303, "/history?q=fox")
    ann = (await desk.get("/history")).json()
    assert (ann["name"], ann["admin"]) == ("Ann Lee", True)
    assert ann["person"].startswith("p-")
    await sign_in(phone, provider)
    assert (await phone.get("/")).json() == ann
    provider.person = dict(BOB)
    other = await visitor(door)
    await sign_in(other, provider)
    bob = (await other.get("/")).json()
    assert bob["person"] != ann["person"]
    assert bob["admin"] is False


async def test_the_provider_is_asked_as_it_has_to_be(
    people: AsyncPeople, provider: OpenIdProvider, visitor: Visitor
) -> None:
    door = oidc_door(people, provider, public_url="https://play.example")
    browser = await visitor(door)
    assert not provider.asked, "nothing is asked before somebody signs in"
    address = (await browser.get("/login")).headers["location"]
    asked = asked_of(address)
    assert urlsplit(address)._replace(query="").geturl() == "http://id.example/authorize"
    assert asked["redirect_uri"] == "https://play.example/login/callback"
    assert (asked["client_id"], asked["scope"]) == (CLIENT, "openid email profile")
    assert min(len(asked[name]) for name in ("state", "nonce", "code_challenge")) >= 43
    again = asked_of((await browser.get("/login")).headers["location"])
    assert not {asked[name] for name in ("state", "nonce", "code_challenge")} & set(again.values())


@pytest.mark.parametrize(
    ("scheme", "cookies", "name", "kind"),
    [
        ("http", CookieRules(), SESSION, "SameSite=Lax"),
        ("https", CookieRules(), HOST_SESSION, "SameSite=Lax; Secure"),
        ("http", CookieRules(is_secure=True), HOST_SESSION, "SameSite=Lax; Secure"),
        ("https", CookieRules(framed_anywhere=True), HOST_SESSION, "SameSite=None; Partitioned; Secure"),
    ],
)
async def test_the_cookie_is_for_this_host_alone_and_for_no_script(
    people: AsyncPeople,
    provider: OpenIdProvider,
    visitor: Visitor,
    *,
    scheme: str,
    cookies: CookieRules,
    name: str,
    kind: str,
) -> None:
    browser = await visitor(oidc_door(people, provider, cookies=cookies, scheme=scheme))
    away = await browser.get("/login")
    # To the test's client all is plain http, over which it would not send what is `Secure`.
    browser.cookies.update(dict(part.split(";")[0].split("=", 1) for part in away.headers.get_list("set-cookie")))
    came = await browser.get(await provider.approve(away.headers["location"]))
    (cookie,) = [one for one in came.headers.get_list("set-cookie") if one.startswith(f"{name}=")]
    assert cookie.partition("; ")[2] == f"Path=/; Max-Age=2592000; HttpOnly; {kind}"


async def test_signing_out_really_ends_the_session(
    people: AsyncPeople, provider: OpenIdProvider, visitor: Visitor
) -> None:
    door = oidc_door(people, provider)
    browser, thief = await visitor(door), await visitor(door)
    await sign_in(browser, provider)
    token = browser.cookies[SESSION]
    thief.cookies[SESSION] = token
    assert (await thief.get("/")).status_code == 200
    assert (await browser.post("/logout")).status_code == 303
    assert SESSION not in browser.cookies
    for method in ("GET", "POST"):
        assert (await thief.request(method, "/generate")).status_code == 401


async def test_each_sign_in_has_a_new_token_and_ends_the_one_before(
    people: AsyncPeople, provider: OpenIdProvider, visitor: Visitor
) -> None:
    door = oidc_door(people, provider)
    browser, thief = await visitor(door), await visitor(door)
    await sign_in(browser, provider)
    first = browser.cookies[SESSION]
    await sign_in(browser, provider)
    assert browser.cookies[SESSION] != first
    thief.cookies[SESSION] = first
    assert (await thief.post("/")).status_code == 401


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "http://evil.example"},
        {"aud": "another-client"},
        {"aud": [CLIENT, "another-client"], "azp": "another-client"},
        {"nonce": "of another sign-in"},
        {"nonce": None},
        {"exp": int(time.time()) - 3600},
        {"iat": None},
        {"sub": None},
    ],
)
async def test_a_token_that_is_not_for_this_sign_in_is_refused(
    people: AsyncPeople, provider: OpenIdProvider, visitor: Visitor, changes: dict[str, Any]
) -> None:
    provider.changes = changes
    browser = await visitor(oidc_door(people, provider), headers=PAGE)
    came = await sign_in(browser, provider)
    assert came.status_code == 403
    assert "could not be accepted" in came.text
    assert SESSION not in browser.cookies
    assert (await browser.get("/")).status_code == 401


async def test_a_token_that_somebody_else_signed_is_refused(
    people: AsyncPeople, provider: OpenIdProvider, visitor: Visitor
) -> None:
    provider.shown_keys = [signing_key("one", 2)]
    browser = await visitor(oidc_door(people, provider), headers=PAGE)
    assert (await sign_in(browser, provider)).status_code == 403


async def test_signing_keys_of_the_provider_are_fetched_when_they_are_needed(
    people: AsyncPeople, provider: OpenIdProvider, visitor: Visitor
) -> None:
    browser = await visitor(oidc_door(people, provider))
    for _ in range(2):
        assert (await sign_in(browser, provider)).status_code == 303
    assert provider.asked["/keys"] == provider.asked["/.well-known/openid-configuration"] == 1
    provider.key = signing_key("two")
    assert (await sign_in(browser, provider)).status_code == 303
    assert provider.asked["/keys"] == 2


async def test_a_callback_counts_once_in_the_browser_that_asked_and_with_its_own_state(
    people: AsyncPeople, provider: OpenIdProvider, visitor: Visitor
) -> None:
    door = oidc_door(people, provider)
    browser, other = await visitor(door, headers=PAGE), await visitor(door, headers=PAGE)
    back = await provider.approve((await browser.get("/login")).headers["location"])
    stranger = await other.get(back)
    assert stranger.status_code == 403
    assert "another browser" in stranger.text
    state = asked_of(back)["state"]
    forged = await browser.get(back.replace(state, state[:8] + "x" * (len(state) - 8)))
    assert forged.status_code == 403
    assert (await browser.get(back)).status_code == 303
    assert (await browser.get(back)).status_code == 403


async def test_whoever_comes_back_too_often_has_to_wait_and_the_provider_is_left_alone(
    people: AsyncPeople, provider: OpenIdProvider, visitor: Visitor
) -> None:
    door = oidc_door(people, provider)
    stranger, other = await visitor(door, headers=PAGE), await visitor(door, address="5.6.7.8")
    state = asked_of((await stranger.get("/login")).headers["location"])["state"]
    kept = dict(stranger.cookies)
    statuses = []
    for _ in range(62):
        stranger.cookies.update(kept)
        answer = await stranger.get("/login/callback", params={"code": "a guess", "state": state})
        statuses.append(answer.status_code)
    assert statuses == [403] * 60 + [429] * 2
    assert "Wait" in answer.text
    assert provider.asked["/token"] == 60
    assert (await sign_in(other, provider)).status_code == 303


async def test_two_tabs_may_sign_in_at_the_same_time(
    people: AsyncPeople, provider: OpenIdProvider, visitor: Visitor
) -> None:
    browser = await visitor(oidc_door(people, provider))
    tabs = [(await browser.get("/login", params={"next": f"/?model={name}"})).headers["location"] for name in "ab"]
    for address, name in zip(tabs, "ab", strict=True):
        came = await browser.get(await provider.approve(address))
        assert came.headers["location"] == f"/?model={name}"


async def test_who_changes_their_mind_at_the_provider_is_told_so(
    people: AsyncPeople, provider: OpenIdProvider, visitor: Visitor
) -> None:
    browser = await visitor(oidc_door(people, provider), headers=PAGE)
    state = asked_of((await browser.get("/login")).headers["location"])["state"]
    came = await browser.get("/login/callback", params={"error": "access_denied", "state": state})
    assert came.status_code == 403
    assert "You did not sign in" in came.text
    assert 'href="/login?next=%2F"' in came.text


@pytest.mark.parametrize(
    "wanted", ["https://evil.example", "//evil.example", "/\\evil.example", "/\t/evil", "/.//evil", "x"]
)
async def test_nobody_is_sent_to_another_site(
    people: AsyncPeople, provider: OpenIdProvider, visitor: Visitor, wanted: str
) -> None:
    browser = await visitor(oidc_door(people, provider))
    assert (await sign_in(browser, provider, wanted)).headers["location"] == "/"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        *((path, 200) for path in ("/healthz", "/readyz", "/uploads/abc.png", "/sandbox/api", "/look/1/base.css")),
        *((path, 401) for path in ("/", "/uploads", "/results/a/b", "/sandboxes", "/models", "/looks")),
    ],
)
async def test_what_is_open_to_all_is_a_short_list(
    people: AsyncPeople, provider: OpenIdProvider, visitor: Visitor, path: str, status: int
) -> None:
    stranger = await visitor(oidc_door(people, provider))
    assert (await stranger.get(path)).status_code == status


async def test_a_script_is_answered_in_words_and_a_browser_with_a_page_that_leads_back(
    people: AsyncPeople, provider: OpenIdProvider, visitor: Visitor
) -> None:
    stranger = await visitor(oidc_door(people, provider))
    assert "signed out" in (await stranger.post("/draft")).json()["problem"]
    page = await stranger.get("/history?q=%22%3E%3Cscript%3E", headers=PAGE)
    assert 'href="/login?next=%2Fhistory%3Fq%3D%2522%253E%253Cscript%253E"' in page.text
    chinese = await stranger.get("/", headers={**PAGE, "Accept-Language": "zh"})
    assert "请登录" in chinese.text
    assert "Ann Lee" not in chinese.text

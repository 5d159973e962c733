"""The page's password: sessions that begin and end, and guesses that delay nobody else."""

from __future__ import annotations

import asyncio
import os
import stat
import time
from pathlib import Path

import httpx
import patient
import pytest
from fairness import fair
from pages import Serve, Served
from starlette.responses import PlainTextResponse

from playground.server.password import FailedLogins, PasswordMiddleware
from playground.server.sessions import MONTH, Sessions

PASSWORD = "only for friends"  # noqa: S105 - of this test
PASS = "playground_pass"  # noqa: S105 - a cookie's name


def door(folder: Path, *, password: str = PASSWORD, secure: bool = False, framed: bool = False) -> PasswordMiddleware:
    sessions = Sessions(folder, password)
    inside = PlainTextResponse("inside")
    return PasswordMiddleware(inside, password=password, sessions=sessions, secure=secure, framed_anywhere=framed)


def visitor(login: PasswordMiddleware, address: str = "1.2.3.4") -> httpx.AsyncClient:
    transport = httpx.ASGITransport(login, client=(address, 1))
    return httpx.AsyncClient(transport=transport, base_url="http://playground.test")


async def enter(browser: httpx.AsyncClient, password: str = PASSWORD) -> httpx.Response:
    return await browser.post("/login", data={"password": password})


async def test_a_session_begins_with_the_password_and_really_ends_at_log_out(tmp_path: Path) -> None:
    async with visitor(door(tmp_path)) as browser:
        assert (await browser.get("/")).status_code == 401
        cookie = (await enter(browser)).headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        assert "Secure" not in cookie
        assert (await browser.get("/")).text == "inside"
        token = browser.cookies[PASS]
        assert (await browser.post("/logout")).status_code == 303
        assert PASS not in browser.cookies
        stolen = {"Cookie": f"{PASS}={token}"}
        assert (await browser.get("/", headers=stolen)).status_code == 401


async def test_a_session_outlives_the_server_but_not_its_password(tmp_path: Path) -> None:
    async with visitor(door(tmp_path)) as browser:
        await enter(browser)
        cookies = dict(browser.cookies)
    for password, status in ((PASSWORD, 200), ("another", 401)):
        async with visitor(door(tmp_path, password=password)) as again:
            again.cookies.update(cookies)
            assert (await again.get("/")).status_code == status


async def test_tokens_are_random_and_kept_as_digests_that_only_the_owner_may_read(tmp_path: Path) -> None:
    folder = tmp_path / "sessions"
    async with visitor(door(folder)) as browser:
        await enter(browser)
        first = browser.cookies[PASS]
        await enter(browser)
        second = browser.cookies[PASS]
        assert first != second
        assert (await browser.get("/", headers={"Cookie": f"{PASS}={first}"})).status_code == 401
    (kept,) = folder.iterdir()
    assert second not in kept.name
    assert kept.read_bytes() == b""
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_a_session_expires_and_is_swept(tmp_path: Path) -> None:
    now = time.time()
    sessions = Sessions(tmp_path, PASSWORD, wall=lambda: now)
    token = sessions.begin()
    (kept,) = tmp_path.iterdir()
    os.utime(kept, (now - MONTH, now - MONTH))
    assert not sessions.holds(token)
    sessions.begin()
    assert not kept.exists()


@pytest.mark.parametrize("token", ["", "x", "../../etc/passwd", "é" * 43, "a" * 43])
def test_what_is_no_token_opens_nothing(tmp_path: Path, token: str) -> None:
    sessions = Sessions(tmp_path, PASSWORD)
    assert not sessions.holds(token)
    sessions.end(token)


def test_where_no_file_can_be_kept_a_session_lives_as_long_as_the_server(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    sessions = Sessions(tmp_path / "file" / "sessions", PASSWORD)
    token = sessions.begin()
    assert sessions.holds(token)
    sessions.end(token)
    assert not sessions.holds(token)


@pytest.mark.parametrize("framed", [True, False])
async def test_over_https_the_cookie_goes_over_nothing_else(tmp_path: Path, *, framed: bool) -> None:
    async with visitor(door(tmp_path, secure=not framed, framed=framed)) as browser:
        cookie = (await enter(browser)).headers["set-cookie"]
        assert "; Secure" in cookie
        assert ("SameSite=None" in cookie) == framed


@pytest.mark.parametrize("address", ["1.2.3.4", "5.6.7.8"])
async def test_wrong_guesses_never_delay_the_right_password(tmp_path: Path, address: str) -> None:
    login = door(tmp_path)
    async with visitor(login) as stranger, visitor(login, address) as friend:
        answers = [await enter(stranger, f"guess {number}") for number in range(60)]
        started = time.monotonic()
        assert (await enter(friend)).status_code == 303
        assert time.monotonic() - started < fair(0.5)
        assert [answer.status_code for answer in answers[:6]] == [401] * 5 + [429]
        waits = [int(answer.headers["retry-after"]) for answer in answers[5:]]
        assert waits == sorted(waits)
        assert (waits[0], waits[-1]) == (2, 300)
        assert "wait 300 seconds" in answers[-1].text


def test_addresses_that_guess_take_a_bounded_place_and_are_forgotten_in_time() -> None:
    now = 0.0
    guesses = FailedLogins(lambda: now)
    for number in range(20_000):
        guesses.add(f"address {number}")
    assert len(guesses._wrong) <= 10_000  # noqa: SLF001 - memory is the case in point
    assert [guesses.add("here") for _ in range(6)][-1] == 2
    guesses.clear("here")
    assert guesses.add("here") == 0
    assert [guesses.add("here") for _ in range(6)][-1] > 0
    now += 3601
    assert guesses.add("here") == 0


@pytest.mark.parametrize("password", ["", "\udcff", "x" * 10_000, "ünï"])
async def test_odd_guesses_are_wrong_ones(tmp_path: Path, password: str) -> None:
    async with visitor(door(tmp_path)) as browser:
        answer = await browser.post("/login", content=b"password=" + password.encode("utf-8", "surrogateescape"))
        assert answer.status_code == 401
    async with visitor(door(tmp_path, password="ünï 密码")) as browser:  # noqa: S106 - of this test
        assert (await enter(browser, "ünï 密码")).status_code == 303


@pytest.fixture(scope="module")
def locked(serve: Serve) -> Served:
    return serve(password=PASSWORD)


async def test_a_server_lets_in_at_once_whoever_knows_it(locked: Served) -> None:
    async with patient.AsyncClient(base_url=locked.url) as stranger, patient.AsyncClient() as friend:
        guesses = asyncio.gather(*(enter(stranger, f"guess {number}") for number in range(40)))
        started = time.monotonic()
        answer = await friend.post(f"{locked.url}/login", data={"password": PASSWORD})
        assert time.monotonic() - started < fair(2)
        assert {guess.status_code for guess in await guesses} <= {401, 429}
        assert answer.status_code == 303
        assert (await friend.get(f"{locked.url}/models")).status_code == 200
        foreign = {"Origin": "https://evil.example"}
        assert (await friend.post(f"{locked.url}/logout", headers=foreign)).status_code == 403
        assert (await friend.post(f"{locked.url}/logout")).status_code == 303
        assert (await friend.get(f"{locked.url}/models")).status_code == 401

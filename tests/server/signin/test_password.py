"""The page's password: sessions that begin and end, and guesses that delay nobody else."""

from __future__ import annotations

import asyncio
import html
import re
import time
from pathlib import Path

import httpx
import patient
import pytest
from door import PAGE, Visitor, password_door
from fairness import fair
from pages import Serve, Served
from sqlalchemy import select

from playground.people.async_people import AsyncPeople
from playground.people.tables import SESSIONS
from playground.runs.database import Database
from playground.server.signin.cookies import CookieRules
from playground.server.signin.guesses import FailedLogins

PASSWORD = "only for friends"  # noqa: S105 - of this test
PASS = "playground_session"  # noqa: S105 - a cookie's name


async def enter(browser: httpx.AsyncClient, password: str = PASSWORD) -> httpx.Response:
    return await browser.post("/login", data={"password": password})


async def test_a_session_begins_with_the_password_and_really_ends_at_log_out(
    people: AsyncPeople, visitor: Visitor
) -> None:
    browser = await visitor(password_door(people, PASSWORD))
    assert (await browser.get("/")).status_code == 401
    cookie = (await enter(browser)).headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie
    browser.cookies["playground_browser"] = "a" * 32
    assert (await browser.get("/")).json() == {"person": "a" * 32, "name": None, "admin": None}
    token = browser.cookies[PASS]
    assert (await browser.post("/logout")).status_code == 303
    assert PASS not in browser.cookies
    stolen = {"Cookie": f"{PASS}={token}"}
    assert (await browser.get("/", headers=stolen)).status_code == 401


@pytest.mark.parametrize(
    ("asked", "back"),
    [
        ("/?model=x&n=1", "/?model=x&n=1"),
        ("/history?q=a%20fox", "/history?q=a%20fox"),
        ("/login", "/"),
        ("/logout", "/"),
    ],
)
async def test_the_password_leads_back_to_what_was_asked_for(
    people: AsyncPeople, visitor: Visitor, asked: str, back: str
) -> None:
    browser = await visitor(password_door(people, PASSWORD), headers=PAGE)
    page = await browser.get(asked)
    for password, status in (("a guess", 401), (PASSWORD, 303)):
        (kept,) = re.findall(r'name="next" value="([^"]*)"', page.text)
        page = await browser.post("/login", data={"password": password, "next": html.unescape(kept)})
        assert page.status_code == status
    assert page.headers["location"] == back


@pytest.mark.parametrize("elsewhere", ["//evil.example", "https://evil.example", "/\\evil.example", "/logout", "\x00"])
async def test_the_password_leads_nowhere_else(people: AsyncPeople, visitor: Visitor, elsewhere: str) -> None:
    browser = await visitor(password_door(people, PASSWORD))
    answer = await browser.post("/login", data={"password": PASSWORD, "next": elsewhere})
    assert answer.headers["location"] == "/"


async def test_a_session_outlives_the_server_but_not_its_password(people: AsyncPeople, visitor: Visitor) -> None:
    browser = await visitor(password_door(people, PASSWORD))
    await enter(browser)
    for password, status in ((PASSWORD, 200), ("another", 401)):
        again = await visitor(password_door(people, password))
        again.cookies.update(browser.cookies)
        assert (await again.get("/")).status_code == status


async def test_tokens_are_random_and_kept_as_digests(people: AsyncPeople, visitor: Visitor, tmp_path: Path) -> None:
    browser = await visitor(password_door(people, PASSWORD))
    await enter(browser)
    first = browser.cookies[PASS]
    await enter(browser)
    second = browser.cookies[PASS]
    assert first != second
    assert (await browser.get("/", headers={"Cookie": f"{PASS}={first}"})).status_code == 401
    database = Database(tmp_path / "ledger.db")
    with database.reading() as connection:
        (row,) = connection.execute(select(SESSIONS)).all()
    database.close()
    assert row.person is None
    assert second not in row.digest
    assert second.encode() not in (tmp_path / "ledger.db").read_bytes()


async def test_where_nothing_can_be_kept_a_session_lives_as_long_as_the_server(
    tmp_path: Path, visitor: Visitor
) -> None:
    people = AsyncPeople(Database(tmp_path / "no such folder" / "ledger.db"))
    browser = await visitor(password_door(people, PASSWORD))
    assert (await enter(browser)).status_code == 303
    assert (await browser.get("/")).status_code == 200
    await browser.post("/logout")
    assert (await browser.get("/")).status_code == 401
    await people.close()


@pytest.mark.parametrize("cookies", [CookieRules(is_secure=True), CookieRules(framed_anywhere=True)])
async def test_over_https_the_cookie_goes_over_nothing_else(
    people: AsyncPeople, visitor: Visitor, cookies: CookieRules
) -> None:
    browser = await visitor(password_door(people, PASSWORD, cookies))
    cookie = (await enter(browser)).headers["set-cookie"]
    assert cookie.startswith(f"__Host-{PASS}=")
    assert "; Secure" in cookie
    assert ("SameSite=None" in cookie) == cookies.framed_anywhere


@pytest.mark.parametrize("address", ["1.2.3.4", "5.6.7.8"])
async def test_wrong_guesses_never_delay_the_right_password(
    people: AsyncPeople, visitor: Visitor, address: str
) -> None:
    door = password_door(people, PASSWORD)
    stranger, friend = await visitor(door), await visitor(door, address=address)
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
async def test_odd_guesses_are_wrong_ones(people: AsyncPeople, visitor: Visitor, password: str) -> None:
    browser = await visitor(password_door(people, PASSWORD))
    answer = await browser.post("/login", content=b"password=" + password.encode("utf-8", "surrogateescape"))
    assert answer.status_code == 401


async def test_a_password_may_be_in_any_script(people: AsyncPeople, visitor: Visitor) -> None:
    browser = await visitor(password_door(people, "ünï 密码"))
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

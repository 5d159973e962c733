"""The page's password: its cookie, and what guessing costs."""

from __future__ import annotations

import asyncio
import time

import httpx
import pytest
from pages import Serve, Served

PASSWORD = "only for friends"  # noqa: S105 - of this test
PASS = "playground_pass"  # noqa: S105 - a cookie's name


@pytest.fixture(scope="module")
def locked(serve: Serve) -> Served:
    return serve(password=PASSWORD)


def given_cookie(served: Served) -> str:
    answer = httpx.post(f"{served.url}/login", data={"password": PASSWORD})
    assert answer.status_code == 303
    return next(one for one in answer.headers.get_list("set-cookie") if one.startswith(PASS))


def test_the_cookie_opens_and_tells_no_password(locked: Served) -> None:
    cookie = given_cookie(locked)
    assert "HttpOnly" in cookie
    assert "Secure" not in cookie
    assert PASSWORD not in cookie
    value = cookie.partition("=")[2].partition(";")[0]
    assert httpx.get(f"{locked.url}/models", headers={"Cookie": f"{PASS}={value}"}).status_code == 200


def test_over_https_the_cookie_goes_over_nothing_else(serve: Serve) -> None:
    assert "; Secure" in given_cookie(serve(password=PASSWORD, public_url="https://play.example"))


async def test_guesses_at_once_are_looked_at_one_after_the_other(locked: Served) -> None:
    async with httpx.AsyncClient(base_url=locked.url, timeout=30) as stranger:
        started = time.monotonic()
        guesses = [stranger.post("/login", data={"password": f"guess {number}"}) for number in range(4)]
        answers = await asyncio.gather(*guesses)
        assert time.monotonic() - started >= 2
        assert {answer.status_code for answer in answers} == {401}


def test_the_right_password_costs_no_wait(locked: Served) -> None:
    def seconds() -> float:
        started = time.monotonic()
        given_cookie(locked)
        return time.monotonic() - started

    assert min(seconds() for _ in range(5)) < 0.5

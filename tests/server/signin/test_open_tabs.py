"""Streams of whoever signs out, or is turned off, end in words; those of others go on."""

from __future__ import annotations

import asyncio
from ipaddress import ip_network
from typing import Any

import pytest
from door import Visitor, header_door, oidc_door, password_door, sign_in
from openidprovider import BOB, OpenIdProvider
from streams import looking

from playground.people.async_people import AsyncPeople

PASSWORD = "only for friends"  # noqa: S105 - of this test


def cookies(browser: Any) -> dict[str, str]:
    return {"Cookie": "; ".join(f"{name}={value}" for name, value in browser.cookies.items())}


async def test_signing_out_ends_the_streams_of_that_session_only(
    people: AsyncPeople, provider: OpenIdProvider, visitor: Visitor
) -> None:
    door = oidc_door(people, provider)
    desk, phone = await visitor(door), await visitor(door)
    for browser in (desk, phone):
        await sign_in(browser, provider)
    async with looking(door.app, cookies(desk)) as one, looking(door.app, cookies(phone)) as other:
        await asyncio.gather(one.until("data: p-"), other.until("data: p-"))
        await desk.post("/logout")
        await one.until("event: ended")
        assert "signed out" in one.text
        assert one.is_over
        assert not other.is_over


@pytest.mark.parametrize("way", ["oidc", "header", "password"])
async def test_what_another_process_ends_is_noticed(
    people: AsyncPeople, provider: OpenIdProvider, visitor: Visitor, way: str
) -> None:
    if way == "header":
        door, address = header_door(people, ip_network("10.0.0.1")), "10.0.0.1"
        headers = {"X-Forwarded-User": "ann"}
    else:
        door, address = password_door(people, PASSWORD) if way == "password" else oidc_door(people, provider), "1.2.3.4"
        browser = await visitor(door)
        await (browser.post("/login", data={"password": PASSWORD}) if way == "password" else sign_in(browser, provider))
        headers = cookies(browser)
    async with looking(door.app, headers, address) as stream:
        await stream.until("data: ")
        if way == "password":
            with people.people._database.writing() as connection:  # noqa: SLF001 - as another process does
                connection.exec_driver_sql("DELETE FROM sessions")
        else:
            (ann,) = await people.call(people.people.all)
            await people.call(people.people.set_disabled, ann.person, by="boss", now=1.0, is_disabled=True)
        await stream.until("event: ended")
        assert stream.is_over


async def test_a_stream_that_ends_by_itself_ends_as_it_would(
    people: AsyncPeople, provider: OpenIdProvider, visitor: Visitor
) -> None:
    door = oidc_door(people, provider)
    provider.person = dict(BOB)
    browser = await visitor(door)
    async with looking(door.app, {}) as stream:
        await stream.until("problem")
        assert stream.status == 401
    await sign_in(browser, provider)
    async with looking(door.app, cookies(browser)) as stream:
        await stream.until("data: p-")
    assert not stream.is_over, "who looked has gone: nothing more is said"

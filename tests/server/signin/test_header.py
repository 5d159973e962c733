"""A proxy that signs people in: believed from its own address alone."""

from __future__ import annotations

from ipaddress import ip_network

import pytest
from door import PAGE, Visitor, header_door

from playground.people.async_people import AsyncPeople

HEADER = "X-Forwarded-User"
PROXIES = (ip_network("10.0.0.0/8"), ip_network("127.0.0.1"))


async def test_whom_the_proxy_names_comes_in_and_is_the_same_person_each_time(
    people: AsyncPeople, visitor: Visitor
) -> None:
    door = header_door(people, *PROXIES)
    proxy, other = await visitor(door, address="10.1.2.3"), await visitor(door, address="127.0.0.1")
    ann = (await proxy.get("/", headers={HEADER: "ann@example.com", "X-Forwarded-For": "203.0.113.9"})).json()
    assert ann["person"].startswith("p-")
    assert (await other.post("/", headers={HEADER: "ann@example.com"})).json() == ann
    assert (ann["name"], ann["admin"]) == ("ann@example.com", False)
    assert (await proxy.get("/", headers={HEADER: "boss@example.com"})).json()["admin"] is True
    assert (await proxy.get("/", headers={HEADER: "bob"})).json()["person"] != ann["person"]


@pytest.mark.parametrize("path", ["/", "/generate", "/look/1/base.css", "/healthz", "/uploads/a.png"])
@pytest.mark.parametrize("headers", [{}, {"X-Forwarded-For": "10.0.0.1"}, {"X-Real-IP": "127.0.0.1"}])
async def test_the_header_from_anywhere_else_is_refused(
    people: AsyncPeople, visitor: Visitor, path: str, headers: dict[str, str]
) -> None:
    stranger = await visitor(header_door(people, *PROXIES), address="203.0.113.9", headers=PAGE)
    answer = await stranger.get(path, headers={**headers, HEADER: "ann@example.com"})
    assert answer.status_code == 403
    assert "word for who you are" in answer.text
    assert await people.call(people.people.all) == ()


@pytest.mark.parametrize(
    ("sent", "name"), [("张伟".encode(), "张伟"), ("José".encode(), "José"), ("José".encode("latin-1"), "José")]
)
async def test_a_name_may_be_in_any_script(people: AsyncPeople, visitor: Visitor, sent: bytes, name: str) -> None:
    proxy = await visitor(header_door(people, *PROXIES), address="10.0.0.1")
    answer = await proxy.get("/", headers=[(HEADER.encode(), sent)])
    assert answer.status_code == 200
    assert answer.json()["name"] == name


async def test_another_letter_that_becomes_the_same_when_made_small_makes_no_admin(
    people: AsyncPeople, visitor: Visitor
) -> None:
    proxy = await visitor(header_door(people, *PROXIES, admin="mark@example.com"), address="10.0.0.1")
    for name, is_admin in {"Mark@example.com": True, "mar\N{KELVIN SIGN}@example.com": False}.items():
        answer = await proxy.get("/", headers=[(HEADER.encode(), name.encode())])
        assert answer.json()["admin"] is is_admin


@pytest.mark.parametrize("address", ["10.0.0.1", "203.0.113.9"])
@pytest.mark.parametrize(
    "headers",
    [
        [],
        [(HEADER, "")],
        [(HEADER, "  ")],
        [(HEADER, "ann"), (HEADER, "bob")],
        [(HEADER, "x" * 256)],
        [("Remote-User", "ann")],
    ],
)
async def test_without_one_good_name_nobody_comes_in(
    people: AsyncPeople, visitor: Visitor, address: str, headers: list[tuple[str, str]]
) -> None:
    asked = await visitor(header_door(people, *PROXIES), address=address)
    answer = await asked.get("/", headers=headers)
    assert answer.status_code in {401, 403}
    assert answer.json()["problem"]
    assert await people.call(people.people.all) == ()


async def test_a_disabled_person_is_refused_whatever_the_proxy_says(people: AsyncPeople, visitor: Visitor) -> None:
    proxy = await visitor(header_door(people, *PROXIES), address="10.0.0.1", headers={HEADER: "ann"})
    await proxy.get("/")
    (ann,) = await people.call(people.people.all)
    await people.call(people.people.set_disabled, ann.person, by="boss", now=1.0, is_disabled=True)
    answer = await proxy.post("/generate")
    assert answer.status_code == 403
    assert "turned off" in answer.json()["problem"]

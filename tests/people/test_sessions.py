"""Sessions: in the database as digests, ended by sign-out, by time, by what they depend on, by being too many."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from playground.people.people import People
from playground.people.person import Identity
from playground.people.sessions import MONTH, USED_EVERY, Sessions, digest_of, new_token
from playground.people.tables import SESSIONS
from playground.runs.database import Database

pytestmark = pytest.mark.databases("sqlite", "postgresql")

ANN = Identity("https://id.example", "1", "ann@example.com", "Ann")


def test_a_session_is_a_persons_until_it_is_ended(store: Database) -> None:
    sessions, people = Sessions(store), People(store)
    ann = people.enter(ANN, 1.0)
    sessions.begin("one", ann, 1.0)
    sessions.begin("shared", None, 1.0)
    assert (found := sessions.find("one", 2.0)) is not None
    assert found.person == ann
    assert (shared := sessions.find("shared", 2.0)) is not None
    assert shared.person is None
    assert sessions.open_ones(["one", "shared", "none"], 2.0) == {"one", "shared"}
    sessions.end("one")
    assert sessions.find("one", 2.0) is None
    assert sessions.open_ones(["one", "shared"], 2.0) == {"shared"}


def test_a_new_sign_in_ends_the_browsers_earlier_session(store: Database) -> None:
    sessions = Sessions(store)
    sessions.begin("first", None, 1.0)
    sessions.begin("second", None, 2.0, ends="first")
    assert sessions.find("first", 3.0) is None
    assert sessions.find("second", 3.0) is not None


def test_who_is_disabled_has_no_open_session(store: Database) -> None:
    sessions, people = Sessions(store), People(store)
    ann = people.enter(ANN, 1.0)
    sessions.begin("one", ann, 1.0)
    people.set_disabled(ann.person, by="boss", now=2.0, is_disabled=True)
    assert sessions.open_ones(["one"], 2.0) == frozenset()
    assert (found := sessions.find("one", 2.0)) is not None
    assert found.person is not None
    assert found.person.is_disabled, "it is found, so that the person is told why"


def test_sessions_end_by_themselves_and_are_swept(store: Database) -> None:
    sessions = Sessions(store)
    sessions.begin("old", None, 1.0)
    assert sessions.find("old", 1.0 + MONTH) is None
    assert sessions.open_ones(["old"], 1.0 + MONTH) == frozenset()
    assert sessions.find("old", 1.0 - MONTH) is None, "the clock was set back by years"
    sessions.begin("new", None, 1.0 + MONTH)
    with store.reading() as connection:
        assert connection.execute(select(SESSIONS.c.digest)).scalars().all() == ["new"]


def test_of_too_many_the_oldest_end(store: Database) -> None:
    sessions = Sessions(store, most=3)
    for number in range(5):
        sessions.begin(f"session {number}", None, float(number))
    with store.reading() as connection:
        kept = connection.execute(select(SESSIONS.c.digest).order_by(SESSIONS.c.created_at)).scalars().all()
    assert kept == ["session 2", "session 3", "session 4"]


def test_that_a_session_is_used_is_noted_with_the_person(store: Database) -> None:
    sessions, people = Sessions(store), People(store)
    sessions.begin("one", people.enter(ANN, 1.0), 1.0)
    sessions.find("one", 2.0)
    assert people.all()[0].seen_at == 1.0
    sessions.find("one", 1.0 + USED_EVERY)
    assert people.all()[0].seen_at == 1.0 + USED_EVERY


@pytest.mark.parametrize("token", ["", "x", "../../etc/passwd", "é" * 43, "a" * 42, "a" * 44])
def test_what_is_no_token_has_no_digest(token: str) -> None:
    assert digest_of(token, "realm") == ""


def test_a_digest_depends_on_all_that_it_should_and_tells_nothing() -> None:
    token = new_token()
    assert digest_of(token, "password a") != digest_of(token, "password b")
    assert token not in digest_of(token, "a")
    assert digest_of("a" * 43, "\udcff") != ""

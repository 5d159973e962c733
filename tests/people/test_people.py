"""People: one row for each subject of a provider, changed by admins, each change written down."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from playground.people.audit import Audit
from playground.people.people import SEEN_EVERY, People
from playground.people.person import Identity, Limits
from playground.runs.database import Database

pytestmark = pytest.mark.databases("sqlite", "postgresql")

ANN = Identity("https://id.example", "1", "ann@example.com", "Ann")


def test_a_person_is_a_subject_of_a_provider_whatever_name_and_address_are_today(store: Database) -> None:
    people = People(store)
    ann = people.enter(ANN, 100.0)
    renamed = people.enter(replace(ANN, email="ann.b@example.com", name="Ann B."), 101.0)
    assert renamed.person == ann.person
    assert (renamed.identity.email, renamed.shown_name) == ("ann.b@example.com", "Ann B.")
    others = {
        people.enter(replace(ANN, provider="header"), 1.0).person,
        people.enter(replace(ANN, subject="2"), 1.0).person,
    }
    assert len({ann.person, *others}) == 3
    assert all(person.startswith("p-") for person in others)


def test_the_first_two_requests_of_a_person_make_one(store: Database) -> None:
    people = People(store)
    with ThreadPoolExecutor(8) as threads:
        entered = list(threads.map(lambda _: people.enter(ANN, 1.0).person, range(8)))
    assert len(set(entered)) == 1
    assert len(people.all()) == 1


def test_that_somebody_is_here_is_noted_now_and_then(store: Database) -> None:
    people = People(store)
    assert people.enter(ANN, 100.0).seen_at == 100.0
    assert people.enter(ANN, 101.0).seen_at == 100.0
    assert people.enter(ANN, 100.0 + SEEN_EVERY).seen_at == 100.0 + SEEN_EVERY


def test_what_is_changed_of_a_person_is_written_down(store: Database) -> None:
    people, audit = People(store), Audit(store)
    ann = people.enter(ANN, 1.0).person
    assert people.set_disabled(ann, by="boss", now=2.0, is_disabled=True)
    assert people.set_admin(ann, by="command-line", now=3.0, is_admin=True)
    assert people.set_limits(ann, Limits(day=5_000_000, most_runs=2), by="boss", now=4.0)
    assert not people.set_disabled("p-nobody", by="boss", now=5.0, is_disabled=True)
    (known,) = people.named("ANN@example.com")
    assert (known.is_disabled, known.is_admin, known.limits) == (True, True, Limits(5_000_000, None, 2))
    assert people.disabled((ann, "p-nobody")) == {ann}
    assert [(entry.at, entry.who, entry.what, entry.of_whom) for entry in audit.newest()] == [
        (4.0, "boss", "limits", ann),
        (3.0, "command-line", "admin", ann),
        (2.0, "boss", "disabled", ann),
    ]
    assert audit.newest(1)[0].details == {"day_limit": [None, 5_000_000], "most_runs": [None, 2]}


def test_a_person_is_found_by_id_address_and_subject(store: Database) -> None:
    people = People(store)
    ann = people.enter(ANN, 1.0)
    for text in (ann.person, "ann@example.com", "1"):
        assert people.named(text) == (ann,)
    assert people.one(ann.person) == people.find(ANN) == ann
    assert people.named("bob") == ()

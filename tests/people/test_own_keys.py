"""Keys that people brought: encrypted, told by their last characters, opened by today's secret and by earlier ones."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from playground.people.own_keys import OwnKeys
from playground.people.tables import OWN_KEYS
from playground.runs.database import Database

pytestmark = pytest.mark.databases("sqlite", "postgresql")

KEY, SERVICE = "mv_live_a_key_of_her_own_1234", "https://api.example"
OLD, NEW = "an old secret of twenty-four characters", "a new secret of twenty-four characters"


def test_a_key_is_kept_unreadable_and_told_by_its_end(store: Database) -> None:
    keys = OwnKeys(store, [OLD])
    stored = keys.store("p-ann", SERVICE, KEY, 1.0)
    assert stored.ending == "1234"
    assert keys.current("p-ann", SERVICE) == stored
    assert keys.current("p-bob", SERVICE) is None
    assert keys.current("p-ann", "https://other.example") is None
    assert keys.reveal(stored.own_key) == KEY
    with store.reading() as connection:
        kept = connection.execute(select(OWN_KEYS)).one()
    assert KEY not in str(tuple(kept))
    assert KEY not in repr(stored)


def test_runs_at_work_keep_a_key_that_was_replaced_but_not_one_that_was_deleted(store: Database) -> None:
    keys = OwnKeys(store, [OLD])
    first, second = (keys.store("p-ann", SERVICE, key, 1.0) for key in (KEY, KEY[::-1]))
    assert keys.current("p-ann", SERVICE) == second
    assert keys.reveal(first.own_key) == KEY
    assert keys.delete("p-ann", SERVICE, 2.0)
    assert not keys.delete("p-ann", SERVICE, 2.0)
    assert keys.current("p-ann", SERVICE) is None
    assert keys.reveal(first.own_key) is keys.reveal(second.own_key) is None


@pytest.mark.parametrize(("secrets", "revealed"), [([NEW, OLD], KEY), ([f" {OLD} "], KEY), ([NEW], None)])
def test_a_key_opens_with_any_of_the_secrets(store: Database, secrets: list[str], revealed: str | None) -> None:
    stored = OwnKeys(store, [OLD]).store("p-ann", SERVICE, KEY, 1.0)
    assert OwnKeys(store, secrets).reveal(stored.own_key) == revealed


def test_a_key_that_no_secret_opens_counts_as_deleted_and_is_counted(store: Database) -> None:
    OwnKeys(store, [OLD]).store("p-ann", SERVICE, KEY, 1.0)
    wrong = OwnKeys(store, [NEW])
    assert (wrong.current("p-ann", SERVICE), wrong.lost()) == (None, 1)
    assert wrong.store("p-ann", SERVICE, KEY, 2.0) == wrong.current("p-ann", SERVICE)
    assert (wrong.lost(), OwnKeys(store, [NEW, OLD]).lost()) == (0, 0)


def test_after_a_rotation_the_old_secret_can_go(store: Database) -> None:
    stored = OwnKeys(store, [OLD]).store("p-ann", SERVICE, KEY, 1.0)
    assert OwnKeys(store, [NEW, OLD]).rotate() == 1
    assert OwnKeys(store, [NEW, OLD]).rotate() == 0
    assert OwnKeys(store, [NEW]).reveal(stored.own_key) == KEY
    assert OwnKeys(store, ["of nobody, and twenty-four long", OLD]).rotate() == 0

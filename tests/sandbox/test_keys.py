"""Keys: shown once, stored as digests, of one folder whoever has it open."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from playground.errors import StorageError
from playground.sandbox.keys import Keys


def test_a_key_is_shown_once_and_kept_nowhere(tmp_path: Path) -> None:
    key = Keys(tmp_path).create("marketing")
    assert key.startswith("mv_live_")
    assert len(key) > 32
    assert all(key.encode() not in path.read_bytes() for path in tmp_path.iterdir())


def test_list_tells_keys_apart(tmp_path: Path) -> None:
    keys = Keys(tmp_path)
    made = [keys.create(name) for name in ("one", "two")]
    keys.own()
    keys.disable(keys.list()[0].id)
    listed = Keys(tmp_path).list()
    assert [(key.name, key.disabled, key.last4) for key in listed] == [
        ("one", True, made[0][-4:]),
        ("two", False, made[1][-4:]),
    ]
    assert listed[0].created <= listed[1].created


def test_disabled_and_deleted_keys_are_not_accepted(tmp_path: Path) -> None:
    keys = Keys(tmp_path)
    one, two = keys.create("one"), keys.create("two")
    assert keys.accepts(one) != keys.accepts(two)
    first, second = keys.list()
    assert keys.disable(first.id)
    assert keys.delete(second.id)
    assert keys.accepts(one) is keys.accepts(two) is keys.accepts("") is None
    assert [key.id for key in keys.list()] == [first.id]
    assert not keys.delete(second.id)
    assert not keys.disable(99)


def test_own_key_is_made_once_and_readable_by_its_owner_alone(tmp_path: Path) -> None:
    own = Keys(tmp_path).own()
    assert Keys(tmp_path).own() == own
    assert Keys(tmp_path).accepts(own) is not None
    assert Keys(tmp_path).list() == ()
    file = tmp_path / "own-key"
    assert file.read_text() == own
    assert file.stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == ["own-key", "sandbox.sqlite"]


def test_own_key_outlives_the_database(tmp_path: Path) -> None:
    own = Keys(tmp_path).own()
    (tmp_path / "sandbox.sqlite").unlink()
    keys = Keys(tmp_path)
    assert keys.accepts(own) is None
    assert keys.own() == own
    assert keys.accepts(own) is not None


def test_own_key_cannot_be_disabled_by_id(tmp_path: Path) -> None:
    keys = Keys(tmp_path)
    own = keys.own()
    key_id = keys.accepts(own)
    assert key_id is not None
    assert not keys.disable(key_id)
    assert not keys.delete(key_id)
    assert keys.accepts(own) == key_id


def test_all_who_ask_at_once_get_the_same_own_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(lambda _: Keys(tmp_path).own(), range(8)))) == 1


def test_unreadable_own_key_is_a_storage_error(tmp_path: Path) -> None:
    keys = Keys(tmp_path)
    (tmp_path / "own-key").mkdir()
    with pytest.raises(StorageError):
        keys.own()

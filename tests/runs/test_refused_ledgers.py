"""Files that are no ledger for this program are refused in words and left alone."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import text

from playground.errors import StorageError
from playground.runs.database import Database
from playground.runs.ledger import Ledger
from playground.texts import translate


def _words(error: pytest.ExceptionInfo[StorageError]) -> str:
    return translate(error.value.code, **error.value.params)


def test_a_ledger_of_a_newer_program_is_refused_in_words_and_left_alone(tmp_path: Path, ledger: Ledger) -> None:
    ledger.close()
    file = tmp_path / "ledger.db"
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    before = file.read_bytes()
    with pytest.raises(StorageError) as error:
        Ledger(file).open()
    assert error.value.code == "storage.newer"
    assert "newer version" in _words(error)
    assert file.read_bytes() == before


@pytest.mark.parametrize("has_fts5", [True, False])
def test_a_sqlite_without_an_index_of_trigrams_is_refused_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, has_fts5: bool
) -> None:
    if has_fts5:
        monkeypatch.setattr("playground.runs.trigrams.sqlite3.sqlite_version_info", (3, 33, 0))
        monkeypatch.setattr("playground.runs.trigrams.sqlite3.sqlite_version", "3.33.0")
    else:
        monkeypatch.setattr("playground.runs.trigrams._HAS_FTS5", text("SELECT 1 WHERE 0"))
    with pytest.raises(StorageError) as error:
        Ledger(tmp_path / "ledger.db").open()
    assert error.value.code == "storage.sqlite"
    assert "SQLite 3.34" in _words(error)
    assert error.value.params["version"] == sqlite3.sqlite_version
    assert translate(error.value.code, "zh", **error.value.params) != _words(error)


def test_what_is_no_ledger_is_refused_in_words(tmp_path: Path) -> None:
    file = tmp_path / "ledger.db"
    file.write_text("this is not a database, whatever its name says" * 100)
    with pytest.raises(StorageError) as error:
        Ledger(file).open()
    assert error.value.code == "storage.damaged"
    assert str(file) in _words(error)


def test_a_folder_that_cannot_be_made_is_said_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StorageError) as error:
        Ledger(tmp_path / "file" / "ledger.db").open()
    assert error.value.code == "storage.cannot_open"
    assert "cannot be opened" in _words(error)


@pytest.mark.parametrize("url", ["nosuch://host/name", "sqlite://[bad"])
def test_an_address_that_is_no_database_is_said_in_words(url: str) -> None:
    with pytest.raises(StorageError) as error:
        Ledger(url)
    assert error.value.code == "storage.url"


def test_a_password_in_the_address_is_never_shown() -> None:
    with pytest.raises(StorageError) as error:
        Ledger("nosuch://user:hunter2@host/name")
    assert "hunter2" not in str(error.value)


def test_another_program_that_holds_the_file_is_said_in_words(tmp_path: Path, ledger: Ledger) -> None:
    file = tmp_path / "ledger.db"
    holder = sqlite3.connect(file, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    impatient = Database(file, patience=0.05)
    with pytest.raises(StorageError) as error, impatient.writing():
        pass
    holder.execute("ROLLBACK")
    holder.close()
    assert error.value.code == "storage.busy"
    assert ledger.runs() == ()

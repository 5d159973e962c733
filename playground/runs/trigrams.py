"""The index behind the search: which runs may have a word in their text, by its trigrams, three letters in a row.

All that a database has of its own for this is here. On SQLite the index is a table of FTS5, kept by the same
transaction that writes the run; it names candidates, of which the caller looks at the text itself. On PostgreSQL it is
an index of `pg_trgm`, kept by the database. That is an extension, which not every database has or lets everybody make:
without it there is no index and there are no candidates, and the caller looks at the runs one after another.
"""

from __future__ import annotations

import hashlib
import logging
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Final

from sqlalchemy import ColumnElement, Connection, and_, select, text
from sqlalchemy.exc import DBAPIError

from playground.runs.searchtext import PRIVATE
from playground.runs.tables import HISTORY

_LOG = logging.getLogger(__name__)
_LENGTH: Final = 3
_MOST_TRIGRAMS: Final = 30
"""Of what was typed: more of them hardly leave fewer candidates."""

_MOST_WORDS: Final = 8
"""The longest, of which PostgreSQL looks up the trigrams: with thousands of them its server dies."""

_MOST_CHARACTERS: Final = 1_000
"""Of a word that a database compares."""


NEEDED_SQLITE: Final = "3.34"
"""The first with a tokenizer for trigrams."""

_CREATE: Final = """
    CREATE VIRTUAL TABLE history_trigrams
    USING fts5(text, content='', detail=none, tokenize='trigram case_sensitive 1')
"""
_HAS_FTS5: Final = text("SELECT 1 FROM pragma_module_list WHERE name = 'fts5'")
_HAS_INDEX: Final = text("SELECT to_regclass('history_trigrams') IS NOT NULL")
_KNOWS_ALL_SCRIPTS: Final = text("SELECT cardinality(show_trgm('茶')) > 0")
_INSERT: Final = text("INSERT INTO history_trigrams (rowid, text) VALUES (:number, :text)")
_DELETE: Final = text("INSERT INTO history_trigrams (history_trigrams, rowid, text) VALUES ('delete', :number, :text)")
_MATCH: Final = text("SELECT rowid FROM history_trigrams WHERE history_trigrams MATCH :query LIMIT :limit")


def can_be_kept(connection: Connection) -> bool:
    """Whether this machine's SQLite is new enough, and has FTS5; any other database will say so itself."""
    if not _is_sqlite(connection):
        return True
    is_new_enough = sqlite3.sqlite_version_info >= tuple(map(int, NEEDED_SQLITE.split(".")))
    return is_new_enough and connection.execute(_HAS_FTS5).first() is not None


def create_index(connection: Connection) -> None:
    """Make the index, empty."""
    if _is_sqlite(connection):
        connection.execute(text(_CREATE))
    elif _has_extension(connection):
        connection.execute(text("CREATE INDEX history_trigrams ON history USING gin (text gin_trgm_ops)"))


def add_to_index(connection: Connection, rows: Sequence[Mapping[str, object]]) -> None:
    """Take rows of the history in: of each its `number`, `person` and `text`, folded."""
    if _is_sqlite(connection) and rows:
        connection.execute(_INSERT, [_document(row) for row in rows])


def remove_from_index(connection: Connection, row: Mapping[str, object]) -> None:
    """Take a row of the history out, as it was taken in."""
    if _is_sqlite(connection):
        connection.execute(_DELETE, _document(row))


def candidates(connection: Connection, person: str | None, words: Iterable[str], limit: int) -> tuple[int, ...] | None:
    """Numbers of the rows of the history that may hold all the words; None where these are too many, or no help.

    Args:
        connection: where from.
        person: whose rows; None is everybody's.
        words: folded; those of one or two letters have no trigrams.
        limit: how many are too many.
    """
    long_words = [word[:_MOST_CHARACTERS] for word in words if len(word) >= _LENGTH]
    if not long_words or not _is_there(connection):
        return None
    if _is_sqlite(connection):
        found = connection.execute(_MATCH, {"query": _query(person, long_words), "limit": limit + 1}).scalars()
    else:
        is_ascii_only = not connection.execute(_KNOWS_ALL_SCRIPTS).scalar_one()
        known = [word for word in long_words if _has_trigrams(word, is_ascii_only=is_ascii_only)]
        if not known:  # asked for one without any, the index would be looked through from end to end
            return None
        is_theirs = [] if person is None else [HISTORY.c.person == person]
        longest = sorted(known, key=len, reverse=True)[:_MOST_WORDS]
        holds = and_(*is_theirs, *(HISTORY.c.text.contains(word, autoescape=True) for word in longest))
        found = connection.execute(select(HISTORY.c.number).where(holds).limit(limit + 1)).scalars()
    numbers = tuple(found)
    return numbers if len(numbers) <= limit else None


def has_word(word: str) -> ColumnElement[bool]:
    """The condition that a row of the history has a word in its text; the rows are looked at, and never the index."""
    return HISTORY.c.text.concat("").contains(word, autoescape=True)


def _has_trigrams(word: str, *, is_ascii_only: bool) -> bool:
    """Whether PostgreSQL has trigrams of a word: of letters and digits, where its locale is C of those in ASCII."""
    letters = "".join(
        letter if letter.isalnum() and not (is_ascii_only and letter > "\x7f") else " " for letter in word
    )
    return any(len(part) >= _LENGTH for part in letters.split())


def _has_extension(connection: Connection) -> bool:
    """Whether PostgreSQL can keep trigrams, as far as this user may have it learn to."""
    try:
        with connection.begin_nested():
            connection.execute(text("CREATE EXTENSION IF NOT EXISTS pg_trgm"))
    except DBAPIError as error:
        _LOG.warning("searching many runs will be slow: the database has no pg_trgm (%s)", type(error.orig).__name__)
        return False
    return True


def _is_there(connection: Connection) -> bool:
    return _is_sqlite(connection) or connection.execute(_HAS_INDEX).scalar_one()


def _is_sqlite(connection: Connection) -> bool:
    return connection.dialect.name == "sqlite"


def _document(row: Mapping[str, object]) -> dict[str, object]:
    return {"number": row["number"], "text": f"{_trigram_of(str(row['person']))}{row['text']}"}


def _query(person: str | None, words: Sequence[str]) -> str:
    trigrams = (word[start : start + _LENGTH] for word in words for start in range(len(word) - _LENGTH + 1))
    distinct = islice(dict.fromkeys(trigrams), _MOST_TRIGRAMS)
    whose = [] if person is None else [_trigram_of(person)]
    return " AND ".join('"' + trigram.replace('"', '""') + '"' for trigram in (*whose, *distinct))


def _trigram_of(person: str) -> str:
    """A trigram that stands for a person: three of the characters that no text has."""
    first, last = PRIVATE
    count = last - first + 1
    rest = int.from_bytes(hashlib.sha256(person.encode()).digest()[:8])
    letters = []
    for _ in range(_LENGTH):
        rest, letter = divmod(rest, count)
        letters.append(chr(first + letter))
    return "".join(letters)

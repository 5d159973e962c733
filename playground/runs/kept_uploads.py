"""The uploads of one person: listed with what uses them, and deleted by their person.

The same bytes are one file, whoever brought them: it goes with the last person who keeps it, and never while a run at
work or a cell that waits needs it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, Table, delete, func, or_, select

from playground.errors import StorageError
from playground.files.store import UPLOADS
from playground.files.uploads import names_in
from playground.runs.batches.tables import BATCHES, CELLS
from playground.runs.database import Database
from playground.runs.kept_files import going
from playground.runs.run_queries import OPEN
from playground.runs.stored_bytes import STORED_BYTES
from playground.runs.tables import DRAFTS, PRESETS, RUNS, UPLOAD_USES

MOST_AT_ONCE: Final = 500
"""Uploads that are deleted in one transaction: a statement takes only so many values."""

_WAITING: Final = ("planned", "held")
_NAMES_ONE: Final = "%upload:%"
_IS_UPLOAD: Final = STORED_BYTES.c.key.like("%.%")
"""Neither a run nor what is just being kept: their keys have no suffix."""


IsKept = Callable[[Connection, str], bool]
"""Whether an upload is there, by its name; asked in the transaction that a run begins in."""


class UploadRefusal(StrEnum):
    """Why an upload was not deleted; the texts `uploads.stays.…` say it."""

    AT_WORK = "at_work"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class KeptUpload:
    """One upload of a person.

    Attributes:
        name: that it is kept under.
        title: what its person calls it; empty where that is not known.
        size: bytes.
        brought_at: Unix seconds; the last time.
        runs: how many of the person's runs were begun with it.
        forms: how many forms hold it that the person saved or is filling in.
    """

    name: str
    title: str
    size: int
    brought_at: float
    runs: int
    forms: int


@dataclass(frozen=True, slots=True)
class UploadList:
    """What a person has uploaded.

    Attributes:
        largest: the largest of them, those first.
        count: how many there are.
        size: bytes of all.
        unused: how many of them neither a run nor a form uses.
        unused_size: bytes of those.
    """

    largest: tuple[KeptUpload, ...]
    count: int
    size: int
    unused: int
    unused_size: int


@dataclass(frozen=True, slots=True)
class UploadDeletion:
    """What came of the wish to delete some uploads.

    Attributes:
        deleted: names of those that the person keeps no more.
        size: their bytes.
        files: those of them that nobody keeps any more: what lies elsewhere than on this machine is to be removed.
        refused: why others were not, by name.
    """

    deleted: tuple[str, ...]
    size: int
    files: tuple[str, ...]
    refused: Mapping[str, UploadRefusal]


class KeptUploads:
    """Calls block and raise `StorageError`; they may come from any thread."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, person: str, most: int) -> UploadList:
        """A person's uploads, `most` of them one by one."""
        with self._database.reading() as connection:
            rows, runs, forms = _with_uses(connection, person)
        unused = [row for row in rows if not runs[row.key] + forms[row.key]]
        largest = tuple(
            KeptUpload(row.key, row.title, row.size, row.changed_at, runs[row.key], forms[row.key])
            for row in rows[:most]
        )
        return UploadList(
            largest, len(rows), sum(row.size for row in rows), len(unused), sum(row.size for row in unused)
        )

    def unused(self, person: str, until: float) -> tuple[str, ...]:
        """Of a person's uploads, those brought until then (Unix seconds) that neither a run nor a form uses."""
        with self._database.reading() as connection:
            rows, runs, forms = _with_uses(connection, person)
        return tuple(row.key for row in rows if row.changed_at <= until and not runs[row.key] + forms[row.key])

    def delete(self, person: str, names: Sequence[str], now: float, unlink: Callable[[str], None]) -> UploadDeletion:
        """Delete uploads of a person, but for what the person's runs at work and waiting cells need.

        Nobody begins a run or brings a file meanwhile: the files go before the transaction ends.

        Args:
            person: whose they are; of others' nothing is deleted.
            names: at most `MOST_AT_ONCE`.
            now: Unix seconds.
            unlink: removes what lies on this machine of a file that nobody keeps any more.
        """
        with self._database.writing() as connection:
            sizes = {
                row.key: row.size for row in connection.execute(_rows(person).where(STORED_BYTES.c.key.in_(names)))
            }
            needed = _needed(connection, sizes, person)
            gone = tuple(name for name in dict.fromkeys(names) if name in sizes and name not in needed)
            these = STORED_BYTES.c.key.in_(gone)
            connection.execute(delete(STORED_BYTES).where(these, STORED_BYTES.c.person == person))
            others = set(connection.execute(select(STORED_BYTES.c.key).where(these)).scalars())
            files = tuple(name for name in gone if name not in others | _needed(connection, gone))
            connection.execute(going([f"{UPLOADS}/{name}" for name in files], now))
            for name in files:
                unlink(name)
        refused = {
            name: UploadRefusal.AT_WORK if name in sizes else UploadRefusal.UNKNOWN
            for name in names
            if name not in gone
        }
        return UploadDeletion(gone, sum(sizes[name] for name in gone), files, refused)

    def named_by_waiting(self) -> frozenset[str]:
        """The uploads that anybody's cells name which wait to be sent."""
        with self._database.reading() as connection:
            return frozenset(_named(connection, _waiting_cells()))


def check_kept(connection: Connection, is_kept: IsKept | None, names: Iterable[str]) -> None:
    """Say no to what needs an upload that was deleted after it was published: its link leads nowhere any more.

    Args:
        connection: in the transaction that a run, or cells that wait, are written in: from then on they keep it.
        is_kept: tells; None where nothing is known of uploads.
        names: of the uploads.

    Raises:
        StorageError: `upload.gone`.
    """
    if not are_kept(connection, is_kept, names):
        raise StorageError("upload.gone")


def are_kept(connection: Connection, is_kept: IsKept | None, names: Iterable[str]) -> bool:
    """Whether all of these uploads are there, as `check_kept` asks."""
    return is_kept is None or all(is_kept(connection, name) for name in names)


def _with_uses(connection: Connection, person: str) -> tuple[Sequence[Any], Counter[str], Counter[str]]:
    """A person's uploads, the largest first, and how many runs and forms each is in."""
    rows = _rows(person).order_by(STORED_BYTES.c.size.desc(), STORED_BYTES.c.key)
    return connection.execute(rows).all(), _uses(connection, person), _in_forms(connection, person)


def _rows(person: str) -> Select[Any]:
    columns = (STORED_BYTES.c.key, STORED_BYTES.c.title, STORED_BYTES.c.size, STORED_BYTES.c.changed_at)
    return select(*columns).where(STORED_BYTES.c.person == person, _IS_UPLOAD)


def _uses(connection: Connection, person: str) -> Counter[str]:
    """How many of a person's runs were begun with each upload, and with those that wait: a cell counts as a run."""
    counted = select(UPLOAD_USES.c.name, func.count()).where(UPLOAD_USES.c.person == person)
    found = Counter[str]()
    for name, count in connection.execute(counted.group_by(UPLOAD_USES.c.name)):
        found[name] = count
    found.update(_named(connection, _waiting_cells(BATCHES.c.person == person)))
    return found


def _in_forms(connection: Connection, person: str) -> Counter[str]:
    """In how many forms that a person saved or is filling in each upload is."""
    return Counter(
        [
            *_named(connection, _texts(PRESETS, PRESETS.c.form_input, PRESETS.c.person == person)),
            *_named(connection, _texts(DRAFTS, DRAFTS.c.draft, DRAFTS.c.person == person)),
        ]
    )


def _needed(connection: Connection, names: Collection[str], person: str | None = None) -> frozenset[str]:
    """Which of these uploads runs at work or cells that wait need, of one person or of anybody."""
    if not names:
        return frozenset()
    is_open = or_(RUNS.c.status.in_(OPEN), RUNS.c.process > "")  # as a range: an index answers it
    at_work = select(UPLOAD_USES.c.name).where(
        UPLOAD_USES.c.run_id.in_(select(RUNS.c.run_id).where(is_open)), UPLOAD_USES.c.name.in_(names)
    )
    whose = () if person is None else (UPLOAD_USES.c.person == person,)
    found = set(connection.execute(at_work.where(*whose)).scalars())
    cells = _waiting_cells(*(() if person is None else (BATCHES.c.person == person,)))
    return frozenset(found.union(set(names).intersection(_named(connection, cells))))


def _waiting_cells(*of: ColumnElement[bool]) -> Select[Any]:
    of_batches = CELLS.c.batch_id.in_(select(BATCHES.c.batch_id).where(*of))
    return _texts(CELLS, CELLS.c.settings, CELLS.c.state.in_(_WAITING), of_batches)


def _texts(table: Table, text: ColumnElement[str], *where: ColumnElement[bool]) -> Select[Any]:
    return select(text).select_from(table).where(*where, text.like(_NAMES_ONE))


def _named(connection: Connection, texts: Select[Any]) -> Iterator[str]:
    """The uploads in some texts, those of each text once."""
    for text in connection.execute(texts).scalars():
        yield from names_in(text)

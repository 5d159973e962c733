"""Whose the results and uploads are that are kept, and how many bytes: what one person may keep has a limit.

A result is counted in the transaction that writes of it; an upload is counted before it is kept, for its size is known
then. What a run will come to is not: it begins while anything is left, and nothing that was paid for is ever refused.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final
from uuid import uuid4

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Double,
    Index,
    String,
    Table,
    bindparam,
    delete,
    func,
    insert,
    select,
    update,
)

from playground.errors import StorageError
from playground.runs.budgets.limits import COMMAND_LINE
from playground.runs.database import Database
from playground.runs.person_limits import PERSON_LIMITS, UNLIMITED
from playground.runs.run import Run
from playground.runs.tables import METADATA, RUNS
from playground.tasks.problem import Charged, Problem, ProblemCode

STORED_BYTES = Table(
    "stored_bytes",
    METADATA,
    Column("key", String(128), primary_key=True),
    Column("person", String(128), primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("changed_at", Double, nullable=False),
    Column("title", String(200), nullable=False, server_default=""),
    Index("stored_bytes_of_a_person", "person", "size"),
)
"""One row a run with results, and one an upload and person who brought it. `key`: the run's id or the upload's name, or
begins with `COMING` for what is just being kept. `title`: what its owner calls an upload.
"""

_OWN_LIMIT: Final = select(PERSON_LIMITS.c.most_bytes).where(PERSON_LIMITS.c.person == bindparam("whose"))
COMING: Final = "coming-"
LONGEST_TITLE: Final = 200
_ANY: Final = 2**62
"""More bytes than anybody keeps."""
_COMING_SECONDS: Final = 3600.0
"""Seconds after which what is being kept comes no more: its process has died."""


class StoredBytes:
    """Calls block and raise `StorageError`; they may come from any thread.

    Attributes:
        limit: most bytes of one person who has no limit of the person's own; None is no limit.

    Args:
        database: the ledger's.
        limit: that.
    """

    def __init__(self, database: Database, limit: int | None) -> None:
        self._database = database
        self.limit = limit

    def of(self, people: Collection[str]) -> Mapping[str, int]:
        """Bytes that some people keep; who keeps nothing is left out."""
        sums = select(STORED_BYTES.c.person, func.sum(STORED_BYTES.c.size)).group_by(STORED_BYTES.c.person)
        with self._database.reading() as connection:
            found = connection.execute(sums.where(STORED_BYTES.c.person.in_(people)))
            return {person: int(size) for person, size in found}

    def standing(self, person: str) -> tuple[int, int | None]:
        """Bytes that one person keeps, and how many the person may; None is no limit."""
        with self._database.reading() as connection:
            return _held(connection, person), limit_of(connection, person, self.limit)

    def begin(self, person: str, size: int, now: float) -> str:
        """Count an upload that is about to be kept; its key until then, for `finish` or `give_up`.

        Raises:
            StorageError: `upload.stored`, it would be too much; params hold `held` and `limit`.
        """
        key = COMING + str(uuid4())
        with self._database.writing(person) as connection:
            held, limit = _held(connection, person), limit_of(connection, person, self.limit)
            if limit is not None and held + size > limit:
                raise StorageError("upload.stored", held=held, limit=limit)
            connection.execute(insert(STORED_BYTES).values(key=key, person=person, size=size, changed_at=now))
        return key

    def finish(self, key: str, person: str, name: str, size: int, now: float, *, title: str = "") -> None:
        """The upload is kept under that name; a file that the person has brought before counts once."""
        this = (STORED_BYTES.c.key == name, STORED_BYTES.c.person == person)
        values = {"size": size, "changed_at": now, "title": title[:LONGEST_TITLE]}
        with self._database.writing(person) as connection:
            connection.execute(delete(STORED_BYTES).where(STORED_BYTES.c.key == key))
            if not connection.execute(update(STORED_BYTES).where(*this).values(**values)).rowcount:
                connection.execute(insert(STORED_BYTES).values(key=name, person=person, **values))

    def give_up(self, key: str) -> None:
        """The upload was not kept."""
        with self._database.swapping() as connection:
            connection.execute(delete(STORED_BYTES).where(STORED_BYTES.c.key == key))

    def correct(self, held: Mapping[str, int]) -> None:
        """Say how many bytes are left of some results or uploads, by their keys: old ones were removed."""
        with self._database.swapping() as connection:
            for key, size in held.items():
                this = STORED_BYTES.c.key == key
                connection.execute(
                    update(STORED_BYTES).where(this).values(size=size) if size else delete(STORED_BYTES).where(this)
                )

    def keys_at_the_limit(self) -> tuple[str, ...]:
        """The keys of all that people keep who may keep no more."""
        own = PERSON_LIMITS.c.most_bytes
        limit = func.coalesce(own, _ANY if self.limit is None else self.limit)
        full = (
            select(STORED_BYTES.c.person)
            .outerjoin(PERSON_LIMITS, PERSON_LIMITS.c.person == STORED_BYTES.c.person)
            .group_by(STORED_BYTES.c.person, own)
            .having(func.sum(STORED_BYTES.c.size) >= limit, limit != UNLIMITED)
        )
        keys = select(STORED_BYTES.c.key).where(STORED_BYTES.c.person.in_(full))
        with self._database.reading() as connection:
            found = connection.execute(keys.where(STORED_BYTES.c.key.not_like(COMING + "%"))).scalars()
            return tuple(found)

    def forget_lost(self, now: float) -> None:
        """Forget what was being kept when its process died."""
        is_lost = (STORED_BYTES.c.key.like(COMING + "%"), STORED_BYTES.c.changed_at < now - _COMING_SECONDS)
        with self._database.swapping() as connection:
            connection.execute(delete(STORED_BYTES).where(*is_lost))


def check_stored(connection: Connection, person: str, limit: int | None) -> None:
    """Say no to somebody who keeps as much as one may, or more.

    Args:
        connection: in the transaction that adds a run.
        person: whose.
        limit: most bytes of one who has no limit of the person's own; None is no limit.

    Raises:
        StorageError: `limit.stored`; params hold `held` and `limit`. Nothing was sent.
    """
    most = limit_of(connection, person, limit)
    if most is not None and (held := _held(connection, person)) >= most:
        raise StorageError("limit.stored", held=held, limit=most)


def limit_of(connection: Connection, person: str, limit: int | None) -> int | None:
    """Most bytes that one person may keep, who may have a limit of the person's own; None is no limit."""
    if person == COMMAND_LINE:
        return None
    most = connection.execute(_OWN_LIMIT, {"whose": person}).scalar_one_or_none()
    if most is None:
        return limit
    return None if most == UNLIMITED else int(most)


def stored_problem(connection: Connection, person: str, limit: int | None) -> Problem | None:
    """Why the rest of a batch is held back, where `check_stored` says no."""
    try:
        check_stored(connection, person, limit)
    except StorageError as error:
        return Problem(ProblemCode.STORAGE, Charged.NO, params={**error.params, "reason": "stored"})
    return None


def count_results(connection: Connection, run: Run) -> None:
    """Count what is kept of a run, for whoever it is by now; to be called where the run is written."""
    size = sum(output.size or 0 for output in run.outputs if output.name)
    if not size:
        return
    this = STORED_BYTES.c.key == run.run_id
    if connection.execute(update(STORED_BYTES).where(this).values(size=size)).rowcount:
        return
    person = select(RUNS.c.person).where(RUNS.c.run_id == run.run_id).scalar_subquery()
    connection.execute(insert(STORED_BYTES).values(key=run.run_id, person=person, size=size, changed_at=run.created_at))


def forget_results(connection: Connection, run_id: str) -> None:
    """Count a run's results no more: they are gone."""
    connection.execute(delete(STORED_BYTES).where(STORED_BYTES.c.key == run_id))


def merge_stored(connection: Connection, before: str, after: str) -> None:
    """Uploads that both have brought count once, before all that is one's becomes the other's."""
    both = select(STORED_BYTES.c.key).where(STORED_BYTES.c.person == after).scalar_subquery()
    connection.execute(delete(STORED_BYTES).where(STORED_BYTES.c.person == before, STORED_BYTES.c.key.in_(both)))


def _held(connection: Connection, person: str) -> int:
    total = select(func.sum(STORED_BYTES.c.size)).where(STORED_BYTES.c.person == person)
    return int(connection.execute(total).scalar() or 0)

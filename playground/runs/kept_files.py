"""What a bucket of results and uploads holds, in the ledger's database: all replicas see the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy import Connection, UpdateBase, and_, delete, func, insert, or_, select, tuple_, update

from playground.files.store import UPLOADS, IndexedFile, KeptFile
from playground.runs.database import Database
from playground.runs.tables import KEPT_FILES

_COMING: Final = "coming"
_HERE: Final = "here"
_GOING: Final = "going"

_ABANDONED: Final = 600.0
"""Seconds after which whoever was removing a file has died over it: each request has a far shorter limit."""
_LOST: Final = 24 * 3600.0
"""Seconds after which a file that was on its way comes no more."""
_AT_ONCE: Final = 500


class KeptFiles:
    """A `playground.files.store.FileIndex`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def files(self, key: str) -> Mapping[str, KeptFile]:
        """As there."""
        these = (KEPT_FILES.c.key == key, KEPT_FILES.c.state == _HERE)
        statement = select(KEPT_FILES.c.name, KEPT_FILES.c.size, KEPT_FILES.c.kept_at).where(*these)
        with self._database.reading() as connection:
            return {row.name: KeptFile(row.size, row.kept_at) for row in connection.execute(statement)}

    def begin(self, name: str, key: str, now: float) -> bool:
        """As there; what is there under that name stays until the new one is."""
        this = KEPT_FILES.c.name == name
        with self._database.writing(key) as connection:
            row = connection.execute(select(KEPT_FILES.c.state, KEPT_FILES.c.changed_at).where(this)).first()
            if row and row.state == _GOING and abs(now - row.changed_at) < _ABANDONED:
                return False
            if row is None:
                values = {"name": name, "key": key, "size": 0, "state": _COMING, "kept_at": now}
                connection.execute(insert(KEPT_FILES).values(**values, used_at=now, changed_at=now))
            else:
                state = _HERE if row.state == _HERE else _COMING
                connection.execute(update(KEPT_FILES).where(this).values(state=state, used_at=now, changed_at=now))
        return True

    def finish(self, name: str, size: int, now: float) -> bool:
        """As there."""
        this = (KEPT_FILES.c.name == name, KEPT_FILES.c.state != _GOING)
        values = {"size": size, "state": _HERE, "kept_at": now, "used_at": now, "changed_at": now}
        return self._change(update(KEPT_FILES).where(*this).values(**values))

    def use(self, name: str, now: float) -> bool:
        """As there."""
        this = (KEPT_FILES.c.name == name, KEPT_FILES.c.state == _HERE)
        return self._change(update(KEPT_FILES).where(*this).values(used_at=now))

    def claim(self, name: str, now: float) -> bool:
        """As there."""
        return self._change(update(KEPT_FILES).where(KEPT_FILES.c.name == name).values(state=_GOING, changed_at=now))

    def claim_old(self, name: str, used_at: float, now: float) -> bool:
        """As there."""
        is_free = or_(KEPT_FILES.c.state != _GOING, KEPT_FILES.c.changed_at <= now - _ABANDONED)
        this = (KEPT_FILES.c.name == name, KEPT_FILES.c.used_at <= used_at, is_free)
        return self._change(update(KEPT_FILES).where(*this).values(state=_GOING, changed_at=now))

    def forget(self, name: str) -> None:
        """As there."""
        self._change(delete(KEPT_FILES).where(KEPT_FILES.c.name == name, KEPT_FILES.c.state == _GOING))

    def names(self, key: str) -> tuple[str, ...]:
        """As there."""
        with self._database.reading() as connection:
            return tuple(connection.execute(select(KEPT_FILES.c.name).where(KEPT_FILES.c.key == key)).scalars())

    def oldest(self, before: float | None, after: tuple[float, str] | None) -> tuple[IndexedFile, ...]:
        """As there."""
        columns = (KEPT_FILES.c.name, KEPT_FILES.c.key, KEPT_FILES.c.size, KEPT_FILES.c.used_at, KEPT_FILES.c.state)
        order = (KEPT_FILES.c.used_at, KEPT_FILES.c.name)
        wanted = [] if before is None else [KEPT_FILES.c.used_at < before]
        wanted += [] if after is None else [tuple_(*order) > after]
        statement = select(*columns).where(*wanted).order_by(*order).limit(_AT_ONCE)
        with self._database.reading() as connection:
            rows = connection.execute(statement).all()
        return tuple(IndexedFile(row.name, row.key, row.size, row.used_at, row.state == _HERE) for row in rows)

    def left_over(self, now: float) -> tuple[str, ...]:
        """As there."""
        is_lost = and_(KEPT_FILES.c.state == _COMING, KEPT_FILES.c.changed_at < now - _LOST)
        is_abandoned = and_(KEPT_FILES.c.state == _GOING, KEPT_FILES.c.changed_at < now - _ABANDONED)
        statement = select(KEPT_FILES.c.name).where(or_(is_lost, is_abandoned)).limit(_AT_ONCE)
        with self._database.reading() as connection:
            return tuple(connection.execute(statement).scalars())

    def total(self) -> int:
        """As there."""
        with self._database.reading() as connection:
            found = connection.execute(select(func.sum(KEPT_FILES.c.size)).where(KEPT_FILES.c.state == _HERE))
            return int(found.scalar() or 0)

    def _change(self, statement: UpdateBase) -> bool:
        with self._database.swapping() as connection:
            return bool(connection.execute(statement).rowcount)


def has_upload(connection: Connection, name: str) -> bool:
    """Whether an upload is in the bucket."""
    this = (KEPT_FILES.c.name == f"{UPLOADS}/{name}", KEPT_FILES.c.state == _HERE)
    return connection.execute(select(KEPT_FILES.c.name).where(*this)).first() is not None


def going(names: Sequence[str], now: float) -> UpdateBase:
    """The statement after which nobody has these files any more: whoever removes them may come later.

    Args:
        names: of files; a store that is a folder knows of none.
        now: Unix seconds.
    """
    return update(KEPT_FILES).where(KEPT_FILES.c.name.in_(names)).values(state=_GOING, changed_at=now)

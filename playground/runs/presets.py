"""Forms that a person saved under a name, as the ledger keeps them, bounded in number and size."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, and_, delete, func, insert, select, update

from playground.errors import StorageError
from playground.jsontext import parse_exact, to_storable_json
from playground.runs.database import Database
from playground.runs.tables import PRESETS

LARGEST: Final = 200_000
"""Characters of a form as JSON."""
LONGEST_NAME: Final = 80
MOST_OF_A_BROWSER: Final = 100
MOST: Final = 50_000
UNDO_SECONDS: Final = 600.0
"""For so long at least a deletion can be undone."""


@dataclass(frozen=True, slots=True)
class PresetName:
    """What a list says of a preset."""

    preset_id: str
    model: str
    name: str


@dataclass(frozen=True, slots=True)
class Preset:
    """A form under a name.

    Attributes:
        model: slug.
        name: as a person wrote it; of a person and a model, only one has it.
        version: of the schema that the form was drawn from.
        form_values: what the form held, as `values_to_json`, without secrets.
        form_input: the input that it would have sent, without secrets.
    """

    model: str
    name: str
    version: str
    form_values: Any
    form_input: Any


class Presets:
    """The presets of all people; as of the `Ledger` itself, calls block and raise `StorageError`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, person: str, preset: Preset, now: float, *, replaces: bool) -> str | None:
        """Keep a preset; its id, or None where there is one of that name which it is not to replace.

        Raises:
            StorageError: `limit.preset.size`, it is too large; `limit.presets`, there are too many. Nothing was
                changed.
        """
        texts = to_storable_json(preset.form_values), to_storable_json(preset.form_input)
        if sum(map(len, texts)) > LARGEST:
            raise StorageError("limit.preset.size", limit=LARGEST)
        preset_id = str(uuid.uuid4())
        with self._database.writing(person) as connection:
            same = and_(PRESETS.c.person == person, PRESETS.c.model == preset.model, PRESETS.c.name == preset.name)
            is_taken = connection.execute(select(PRESETS.c.name).where(same, PRESETS.c.deleted_at.is_(None))).first()
            if is_taken and not replaces:
                return None
            connection.execute(delete(PRESETS).where(same))
            _check_room(connection, person)
            connection.execute(
                insert(PRESETS).values(
                    preset_id=preset_id,
                    person=person,
                    model=preset.model,
                    name=preset.name,
                    version=preset.version,
                    form_values=texts[0],
                    form_input=texts[1],
                    saved_at=now,
                )
            )
        return preset_id

    def names(self, person: str) -> tuple[PresetName, ...]:
        """What there is, by name."""
        statement = select(PRESETS.c.preset_id, PRESETS.c.model, PRESETS.c.name).where(
            PRESETS.c.person == person, PRESETS.c.deleted_at.is_(None)
        )
        with self._database.reading() as connection:
            rows = connection.execute(statement.order_by(PRESETS.c.name)).all()
        return tuple(PresetName(row.preset_id, row.model, row.name) for row in rows)

    def one(self, person: str, preset_id: str) -> Preset | None:
        """A preset of this person; None where it has none of that id."""
        with self._database.reading() as connection:
            row = connection.execute(select(PRESETS).where(*_is(person, preset_id), *_KEPT)).first()
        if row is None:
            return None
        return Preset(row.model, row.name, row.version, parse_exact(row.form_values), parse_exact(row.form_input))

    def rename(self, person: str, preset_id: str, name: str) -> bool | None:
        """Whether it has that name now; None where there is no such preset, False where another has the name."""
        with self._database.writing(person) as connection:
            row = connection.execute(select(PRESETS.c.model).where(*_is(person, preset_id), *_KEPT)).first()
            if row is None:
                return None
            others = and_(
                PRESETS.c.person == person,
                PRESETS.c.model == row.model,
                PRESETS.c.name == name,
                PRESETS.c.preset_id != preset_id,
            )
            if connection.execute(select(PRESETS.c.name).where(others, *_KEPT)).first():
                return False
            connection.execute(delete(PRESETS).where(others))
            connection.execute(update(PRESETS).where(PRESETS.c.preset_id == preset_id).values(name=name))
        return True

    def delete(self, person: str, preset_id: str, now: float) -> bool:
        """Delete a preset, which can be undone for a while; whether it was there."""
        with self._database.writing(person) as connection:
            statement = update(PRESETS).where(*_is(person, preset_id), *_KEPT)
            return connection.execute(statement.values(deleted_at=now)).rowcount == 1

    def restore(self, person: str, preset_id: str) -> bool:
        """Undo a deletion; whether that could be done: one of the same name may have been saved meanwhile."""
        with self._database.writing(person) as connection:
            statement = update(PRESETS).where(*_is(person, preset_id)).values(deleted_at=None)
            return connection.execute(statement).rowcount == 1

    def forget_deleted(self, now: float) -> None:
        """Take what was deleted a while ago off the disk."""
        with self._database.writing() as connection:
            connection.execute(delete(PRESETS).where(PRESETS.c.deleted_at < now - UNDO_SECONDS))


_KEPT: Final = (PRESETS.c.deleted_at.is_(None),)


def _is(person: str, preset_id: str) -> tuple[ColumnElement[bool], ...]:
    return PRESETS.c.person == person, PRESETS.c.preset_id == preset_id


def _check_room(connection: Connection, person: str) -> None:
    if _count(connection, PRESETS.c.person == person, *_KEPT) >= MOST_OF_A_BROWSER:
        raise StorageError("limit.presets", limit=MOST_OF_A_BROWSER)
    if _count(connection) >= MOST:
        raise StorageError("limit.full")


def _count(connection: Connection, *of: ColumnElement[bool]) -> int:
    return int(connection.execute(select(func.count()).select_from(PRESETS).where(*of)).scalar_one())

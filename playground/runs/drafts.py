"""Forms that are being filled in, as the ledger keeps them: bounded in number and size, the oldest go first."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import delete, func, insert, select

from playground.errors import StorageError
from playground.jsontext import parse_exact, to_storable_json
from playground.runs.database import Database
from playground.runs.tables import DRAFTS

LARGEST: Final = 1_000_000
"""Characters of a draft as JSON."""
MOST_OF_A_BROWSER: Final = 100
MOST: Final = 100_000
OLDEST: Final = 90 * 86_400.0
"""Seconds after which a draft that nobody touched is forgotten."""
_DAY: Final = 86_400.0


class Drafts:
    """The drafts of all people; as of the `Ledger` itself, calls block and raise `StorageError`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, person: str, model: str, draft: Any, now: float) -> None:
        """Keep a draft (JSON, without secrets) in place of the model's last one; of too many, the oldest are forgotten.

        It is the person's newest then, whether or not it changed. What has been that for less than a day is not
        written again.

        Raises:
            StorageError: `limit.draft`, it is too large; or it could not be kept. Nothing was changed.
        """
        text = to_storable_json(draft)
        if len(text) > LARGEST:
            raise StorageError("limit.draft", limit=LARGEST)
        mine = DRAFTS.c.person == person
        newest_first = select(DRAFTS.c.model, DRAFTS.c.draft).where(mine).order_by(DRAFTS.c.saved_at.desc())
        with self._database.reading() as connection:
            newest = connection.execute(newest_first.where(DRAFTS.c.saved_at > now - _DAY).limit(1)).first()
        if newest == (model, text):
            return
        most = select(DRAFTS.c.model).where(mine).order_by(DRAFTS.c.saved_at.desc()).limit(MOST_OF_A_BROWSER)
        with self._database.writing(person) as connection:
            connection.execute(delete(DRAFTS).where(mine, DRAFTS.c.model == model))
            connection.execute(insert(DRAFTS).values(person=person, model=model, draft=text, saved_at=now))
            connection.execute(delete(DRAFTS).where(mine, DRAFTS.c.model.not_in(most.scalar_subquery())))

    def forget_old(self, now: float, most: int = MOST) -> None:
        """Forget drafts that nobody has touched for long, and the oldest of too many."""
        with self._database.writing() as connection:
            connection.execute(delete(DRAFTS).where(DRAFTS.c.saved_at < now - OLDEST))
            count = connection.execute(select(func.count()).select_from(DRAFTS)).scalar_one()
            if count > most:
                newest = select(DRAFTS.c.saved_at).order_by(DRAFTS.c.saved_at.desc()).offset(most).limit(1)
                connection.execute(delete(DRAFTS).where(DRAFTS.c.saved_at <= newest.scalar_subquery()))

    def of_person(self, person: str) -> dict[str, Any]:
        """The forms that a person was filling in, by model; the one touched last comes first."""
        statement = select(DRAFTS.c.model, DRAFTS.c.draft).where(DRAFTS.c.person == person)
        with self._database.reading() as connection:
            rows = connection.execute(statement.order_by(DRAFTS.c.saved_at.desc())).all()
        return {model: parse_exact(draft) for model, draft in rows}

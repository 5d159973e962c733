"""Forms that are being filled in, as the ledger keeps them: bounded in number and size, the oldest go first."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import Connection, delete, func, insert, select

from playground.errors import StorageError
from playground.jsontext import to_storable_json
from playground.runs.tables import DRAFTS

LARGEST: Final = 1_000_000
"""Characters of a draft as JSON."""
MOST_OF_A_BROWSER: Final = 100
MOST: Final = 100_000
OLDEST: Final = 90 * 86_400.0
"""Seconds after which a draft that nobody touched is forgotten."""


def save_draft(connection: Connection, browser: str, model: str, draft: Any, now: float) -> None:
    """Keep a draft in place of the model's last one; of too many of one browser, the oldest are forgotten.

    Raises:
        StorageError: `limit.draft`, it is too large. Nothing was changed.
    """
    text = to_storable_json(draft)
    if len(text) > LARGEST:
        raise StorageError("limit.draft", limit=LARGEST)
    mine = DRAFTS.c.browser == browser
    connection.execute(delete(DRAFTS).where(mine, DRAFTS.c.model == model))
    connection.execute(insert(DRAFTS).values(browser=browser, model=model, draft=text, saved_at=now))
    newest = select(DRAFTS.c.model).where(mine).order_by(DRAFTS.c.saved_at.desc()).limit(MOST_OF_A_BROWSER)
    connection.execute(delete(DRAFTS).where(mine, DRAFTS.c.model.not_in(newest.scalar_subquery())))


def forget_drafts(connection: Connection, now: float, most: int = MOST) -> None:
    """Forget drafts that are old, and the oldest of too many."""
    connection.execute(delete(DRAFTS).where(DRAFTS.c.saved_at < now - OLDEST))
    count = connection.execute(select(func.count()).select_from(DRAFTS)).scalar_one()
    if count > most:
        newest = select(DRAFTS.c.saved_at).order_by(DRAFTS.c.saved_at.desc()).offset(most).limit(1)
        connection.execute(delete(DRAFTS).where(DRAFTS.c.saved_at <= newest.scalar_subquery()))

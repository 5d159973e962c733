"""Engines that share what they have compiled: each test has a ledger of its own, and would compile all of it anew."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import sqlalchemy
from sqlalchemy import Dialect, Engine

from playground.runs import database, postgresconnections

_COMPILED: Final[dict[type[Dialect], tuple[Dialect, dict[Any, Any]]]] = {}
"""By kind of database: who compiled, and the statements."""


def share_statements() -> None:
    """From now on all ledgers of this process compile a statement once."""
    for module in (database, postgresconnections):
        module.create_engine = _sharing(sqlalchemy.create_engine)  # type: ignore[attr-defined]


def _sharing(create_engine: Callable[..., Engine]) -> Callable[..., Engine]:
    def create(*where: Any, **how: Any) -> Engine:
        engine = create_engine(*where, **how)
        dialect, statements = _COMPILED.setdefault(type(engine.dialect), (engine.dialect, {}))
        if dialect.server_version_info is None:  # it never met its database
            _COMPILED[type(dialect)] = engine.dialect, statements
        else:
            engine.dialect = engine.pool._dialect = dialect  # noqa: SLF001
        engine._compiled_cache = statements  # noqa: SLF001
        return engine

    return create

"""The time as the database has it: the one clock that all processes on a ledger share."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import Double
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

_SQLITE: Final = "((julianday('now') - 2440587.5) * 86400.0)"
_POSTGRESQL: Final = "CAST(extract(epoch FROM clock_timestamp()) AS double precision)"


class DatabaseTime(FunctionElement[float]):
    """Unix seconds, within a statement."""

    type = Double()
    inherit_cache = True


@compiles(DatabaseTime, "sqlite")
def _on_sqlite(_element: DatabaseTime, _compiler: Any, **_more: Any) -> str:
    return _SQLITE


@compiles(DatabaseTime, "postgresql")
def _on_postgresql(_element: DatabaseTime, _compiler: Any, **_more: Any) -> str:
    return _POSTGRESQL

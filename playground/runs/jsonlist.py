"""A list that is given to a statement as one value, JSON: the statement is the same however long the list is."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from sqlalchemy import String, column, text
from sqlalchemy.sql.selectable import CTE

_STATEMENTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "sqlite": "SELECT value AS item FROM json_each(:list)",
        "postgresql": "SELECT value AS item FROM json_array_elements_text(CAST(:list AS json))",
    }
)

LISTED: Final[Mapping[str, CTE]] = MappingProxyType(
    {
        dialect: text(statement).columns(column("item", String)).cte("listed")
        for dialect, statement in _STATEMENTS.items()
    }
)
"""The texts of a JSON list, the parameter `list`, as rows with the column `item`; by the dialect of a database."""

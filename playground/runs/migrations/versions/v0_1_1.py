"""A small row a run for lists and searches, with an index of trigrams; and indexes that many runs ask for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, Final

import sqlalchemy as sa
from alembic import op

from playground.jsontext import parse_exact
from playground.runs.searchtext import search_text
from playground.runs.trigrams import create_index, fill_index

revision = "0.1.1"
down_revision = "0.1.0"

_AT_ONCE: Final = 1_000
_WORDS: Final = {"prepared": "submitting", "sent": "submitting"}

_RUNS = sa.table(
    "runs",
    *(sa.column(name) for name in ("run_id", "browser", "created_at", "model", "status", "task_id", "settings")),
    *(sa.column(name) for name in ("cost_actual", "problem", "task")),
)

_METADATA = sa.MetaData()

_HISTORY = sa.Table(
    "history",
    _METADATA,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("run_id", sa.String(64), nullable=False, unique=True),
    sa.Column("browser", sa.String(128), nullable=False),
    sa.Column("created_at", sa.Double, nullable=False),
    sa.Column("model", sa.String(256), nullable=False),
    sa.Column("word", sa.String(16), nullable=False),
    sa.Column("has_problem", sa.Boolean, nullable=False),
    sa.Column("cost", sa.Double),
    sa.Column("text", sa.Text, nullable=False),
)


def upgrade() -> None:
    """Change the indexes, make the history and fill it in."""
    connection = op.get_bind()
    for name in ("runs_of_a_browser", "runs_of_a_unit", "runs_in_a_state", "runs_that_changed"):
        op.drop_index(name, "runs")
    op.add_column("runs", sa.Column("changed", sa.Integer, nullable=False, server_default="0"))
    op.create_index("runs_of_a_browser", "runs", ["browser", "created_at", "run_id", "status", "revision"])
    op.create_index("runs_of_all", "runs", ["created_at", "run_id", "status", "revision"])
    op.create_index("runs_in_a_state", "runs", ["status", "browser", "created_at", "run_id", "revision"])
    op.create_index("runs_by_id", "runs", ["run_id", "browser", "revision"])
    op.create_index("runs_that_changed", "runs", ["browser", "changed", "process", "revision"])
    tells_a_unit = sa.text("price_unit IS NOT NULL AND price IS NOT NULL")
    op.create_index(
        "runs_of_a_unit",
        "runs",
        ["model", "created_at", "price_unit", "price_count", "price"],
        sqlite_where=tells_a_unit,
        postgresql_where=tells_a_unit,
    )
    _METADATA.create_all(connection)
    create_index(connection)
    rows = _rows(connection)
    while some := list(islice(rows, _AT_ONCE)):
        connection.execute(sa.insert(_HISTORY), some)
    fill_index(connection)
    op.create_index("history_of_a_browser", "history", ["browser", "created_at", "run_id"])
    op.create_index("history_of_all", "history", ["created_at", "run_id"])


def _rows(connection: sa.Connection) -> Iterator[dict[str, Any]]:
    # Of a task, which may be megabytes, only what says how it goes on is read, and only where it does.
    task = sa.case((_RUNS.c.status == "accepted", _RUNS.c.task), else_="null").label("task")
    others = (column for column in _RUNS.c if column.name != "task")
    for row in connection.execute(sa.select(task, *others), execution_options={"yield_per": _AT_ONCE}):
        yield {
            "run_id": row.run_id,
            "browser": row.browser,
            "created_at": row.created_at,
            "model": row.model,
            "word": _WORDS.get(row.status, row.status) if row.status != "accepted" else _word(row.task),
            "has_problem": row.problem != "null",
            "cost": None if row.cost_actual is None else float(row.cost_actual),
            "text": search_text(row.model, row.task_id, _read(row.settings)),
        }


def _word(task: str) -> str:
    return "queued" if _read(task).get("status", "queued") == "queued" else "processing"


def _read(text: str) -> Mapping[str, Any]:
    try:
        value = parse_exact(text)
    except (ValueError, RecursionError):  # after a fault of the disk
        return {}
    return value if isinstance(value, Mapping) else {}

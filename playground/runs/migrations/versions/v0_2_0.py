"""The ledger of release 0.2.0: what lists show of a run, labels, deletion; saved forms; batches and their cells.

Whose a run is, is a person from here on, who may be more than one browser.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, Final

import sqlalchemy as sa
from alembic import op

from playground.jsontext import parse_exact
from playground.runs.history_rows import prompt_of

revision = "0.2.0"
down_revision = "0.1.0"

_AT_ONCE: Final = 50
"""Runs in memory: each may be megabytes."""

_RUNS = sa.table(
    "runs", *(sa.column(name) for name in ("run_id", "service", "ended_at", "cost_actual", "settings", "outputs"))
)

_FACTS: Final = ("service", "ended_at", "charged", "media", "prompt", "output_count", "cover")
"""Columns of the history that a run itself tells."""

_HISTORY = sa.table("history", *(sa.column(name) for name in ("run_id", *_FACTS)))

_METADATA = sa.MetaData()

_IS_UNFINISHED = sa.or_(sa.column("process").is_not(None), sa.column("problem") != "null")
_IS_DELETED = sa.column("deleted_at").is_not(None)

sa.Table(
    "tags",
    _METADATA,
    sa.Column("tag", sa.Integer, primary_key=True),
    sa.Column("person", sa.String(128), nullable=False),
    sa.Column("folded", sa.String(800), nullable=False),
    sa.Column("name", sa.String(160), nullable=False),
    sa.Index("tags_by_name", "folded", "person", unique=True),
    sa.Index("tags_of_a_person", "person", "folded"),
)

sa.Table(
    "run_tags",
    _METADATA,
    sa.Column("tag", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Index("run_tags_of_a_run", "number", "tag"),
)

sa.Table(
    "deletions",
    _METADATA,
    sa.Column("run_id", sa.String(64), primary_key=True),
    sa.Column("person", sa.String(128), nullable=False),
    sa.Column("deleted_at", sa.Double, nullable=False),
    sa.Column("is_final", sa.Boolean, nullable=False),
)

sa.Table(
    "deleted_costs",
    _METADATA,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("person", sa.String(128), nullable=False),
    sa.Column("service", sa.String(1024), nullable=False),
    sa.Column("model", sa.String(256), nullable=False),
    sa.Column("created_at", sa.Double, nullable=False),
    sa.Column("cost_actual", sa.Text),
    sa.Column("task_id", sa.String(256)),
    sa.Index("deleted_costs_of_a_person", "person", "service", "created_at", "cost_actual", "task_id", "model"),
    sa.Index("deleted_costs_of_a_task", "task_id", "service"),
)

sa.Table(
    "presets",
    _METADATA,
    sa.Column("preset_id", sa.String(36), primary_key=True),
    sa.Column("person", sa.String(128), nullable=False),
    sa.Column("model", sa.String(256), nullable=False),
    sa.Column("name", sa.String(80), nullable=False),
    sa.Column("version", sa.String(64), nullable=False),
    sa.Column("form_values", sa.Text, nullable=False),
    sa.Column("form_input", sa.Text, nullable=False),
    sa.Column("saved_at", sa.Double, nullable=False),
    sa.Column("deleted_at", sa.Double),
    sa.Index("presets_of_a_person", "person", "model", "name", unique=True),
)

sa.Table(
    "batches",
    _METADATA,
    sa.Column("batch_id", sa.String(64), primary_key=True),
    sa.Column("person", sa.String(128), nullable=False),
    sa.Column("service", sa.String(1024), nullable=False),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("plan", sa.Text, nullable=False),
    sa.Column("problem", sa.Text, nullable=False),
    sa.Column("created_at", sa.Double, nullable=False),
    sa.Column("opened_at", sa.Double, nullable=False),
    sa.Column("touched_at", sa.Double, nullable=False),
    sa.Column("process", sa.String(36)),
    sa.Column("changed", sa.Integer, nullable=False, server_default="0"),
    sa.Column("deleted_at", sa.Double),
    sa.Column("text", sa.Text, nullable=False, server_default=""),
    sa.Index("batches_of_a_person", "person", "created_at", "batch_id"),
    sa.Index("batches_of_a_process", "process"),
    sa.Index("batches_that_changed", "person", "changed"),
    sa.Index(
        "batches_unfinished",
        *("person", "created_at", "batch_id"),
        sqlite_where=_IS_UNFINISHED,
        postgresql_where=_IS_UNFINISHED,
    ),
    sa.Index("batches_deleted", "deleted_at", sqlite_where=_IS_DELETED, postgresql_where=_IS_DELETED),
)

sa.Table(
    "cells",
    _METADATA,
    sa.Column("batch_id", sa.String(64), primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("rank", sa.Integer, nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("key", sa.String(64), nullable=False),
    sa.Column("run_id", sa.String(64)),
    sa.Column("earlier", sa.Text, nullable=False),
    sa.Column("is_masked", sa.Boolean, nullable=False),
    sa.Column("model", sa.String(256), nullable=False),
    sa.Column("expected", sa.Text),
    sa.Column("price_of", sa.String(64)),
    sa.Column("price_unit", sa.String(64)),
    sa.Column("price_count", sa.Integer),
    sa.Column("labels", sa.Text, nullable=False),
    sa.Column("secrets", sa.Text, nullable=False),
    sa.Column("settings", sa.Text, nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
    sa.Index("cells_to_send", "state", "batch_id", "rank", "position", "key"),
    sa.Index("cells_of_a_run", "run_id"),
)


def upgrade() -> None:
    """Add columns and tables; fill in what the runs that are there tell."""
    connection = op.get_bind()
    for table in ("runs", "history", "drafts"):
        op.alter_column(table, "browser", new_column_name="person")
    for table in ("runs", "history"):
        op.drop_index(f"{table}_of_a_browser", table)
    for column in (
        sa.Column("service", sa.String(1024), nullable=False, server_default=""),
        sa.Column("ended_at", sa.Double),
        sa.Column("charged", sa.Text),
        sa.Column("media", sa.String(16)),
        sa.Column("prompt", sa.Text, nullable=False, server_default=""),
        sa.Column("output_count", sa.Integer, nullable=False, server_default="0"),
        sa.Column("cover", sa.Text),
        sa.Column("is_favourite", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("rating", sa.Integer),
        sa.Column("note", sa.Text, nullable=False, server_default=""),
    ):
        op.add_column("history", column)
    _METADATA.create_all(connection)
    op.drop_index("runs_that_cost", "runs")
    op.create_index(
        "runs_that_cost",
        "runs",
        ["person", "service", "created_at", "status", "cost_actual", "task_id", "model"],
    )
    op.create_index("runs_of_a_person", "runs", ["person", "created_at", "run_id", "status", "revision"])
    op.create_index("history_of_a_person", "history", ["person", "created_at", "run_id"])
    rows = _rows(connection)
    fill_in = (
        sa.update(_HISTORY)
        .where(_HISTORY.c.run_id == sa.bindparam("of_run"))
        .values({name: sa.bindparam(f"new_{name}") for name in _FACTS})
    )
    while some := list(islice(rows, _AT_ONCE)):
        connection.execute(fill_in, some)
    is_favourite, is_rated = sa.column("is_favourite").is_(True), sa.column("rating").is_not(None)
    op.create_index(
        "history_of_favourites",
        "history",
        ["person", "created_at", "run_id"],
        sqlite_where=is_favourite,
        postgresql_where=is_favourite,
    )
    op.create_index(
        "history_of_rated",
        "history",
        ["person", "created_at", "run_id", "rating"],
        sqlite_where=is_rated,
        postgresql_where=is_rated,
    )


def _rows(connection: sa.Connection) -> Iterator[dict[str, Any]]:
    for row in connection.execute(sa.select(_RUNS), execution_options={"yield_per": _AT_ONCE}):
        outputs = [output for output in _read(row.outputs, list) if isinstance(output, Mapping)]
        yield {
            "of_run": row.run_id,
            "new_service": row.service,
            "new_ended_at": row.ended_at,
            "new_charged": row.cost_actual,
            "new_media": next((output.get("kind") for output in outputs if output.get("kind") != "file"), None),
            "new_prompt": prompt_of(_read(row.settings, dict)),
            "new_output_count": len(outputs),
            "new_cover": _cover(outputs),
        }


def _cover(outputs: list[Mapping[str, Any]]) -> str | None:
    here = [output for output in outputs if output.get("name") is not None]
    best = next((output for output in here if output.get("kind") in {"image", "video"}), here[0] if here else None)
    return None if best is None else json.dumps([best.get(name) for name in ("name", "kind", "width", "height")])


def _read(text: str, kind: type) -> Any:
    try:
        value = parse_exact(text)
    except (ValueError, RecursionError):  # after a fault of the disk
        return kind()
    return value if isinstance(value, kind) else kind()

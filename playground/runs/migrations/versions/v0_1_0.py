"""The ledger of release 0.1.0.

Programs before that release left ledgers of several shapes (`playground.runs.former_ledgers`). They hold results that
were paid for, so what is in them is copied into the tables of this one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, Final

import sqlalchemy as sa
from alembic import op

from playground.jsontext import parse_exact
from playground.runs.searchtext import search_text
from playground.runs.trigrams import add_to_index, create_index

revision = "0.1.0"
down_revision = None

_AT_ONCE: Final = 1_000
_WORDS: Final = {"prepared": "submitting", "sent": "submitting"}

_METADATA = sa.MetaData()

_TELLS_A_UNIT = sa.text("price_unit IS NOT NULL AND price IS NOT NULL")

_RUNS = sa.Table(
    "runs",
    _METADATA,
    sa.Column("run_id", sa.String(64), primary_key=True),
    sa.Column("browser", sa.String(128), nullable=False),
    sa.Column("model", sa.String(256), nullable=False),
    sa.Column("service", sa.String(1024), nullable=False),
    sa.Column("key", sa.String(64), nullable=False, unique=True),
    sa.Column("body", sa.LargeBinary, nullable=False),
    sa.Column("settings", sa.Text, nullable=False),
    sa.Column("secrets", sa.Text, nullable=False),
    sa.Column("status", sa.String(16), nullable=False),
    sa.Column("created_at", sa.Double, nullable=False),
    sa.Column("sent_at", sa.Double),
    sa.Column("ended_at", sa.Double),
    sa.Column("task", sa.Text, nullable=False),
    sa.Column("outputs", sa.Text, nullable=False),
    sa.Column("problem", sa.Text, nullable=False),
    sa.Column("notice", sa.Text, nullable=False),
    sa.Column("steps", sa.Text, nullable=False),
    sa.Column("cost_actual", sa.Text),
    sa.Column("expected", sa.Text),
    sa.Column("process", sa.String(36)),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("price_of", sa.String(64)),
    sa.Column("price", sa.Text),
    sa.Column("price_unit", sa.String(64)),
    sa.Column("price_count", sa.Integer),
    sa.Column("fence", sa.Integer, nullable=False, server_default="0"),
    sa.Column("account", sa.String(64)),
    sa.Column("task_id", sa.String(256)),
    sa.Column("changed", sa.Integer, nullable=False, server_default="0"),
    sa.Index("runs_of_a_browser", "browser", "created_at", "run_id", "status", "revision"),
    sa.Index("runs_of_all", "created_at", "run_id", "status", "revision"),
    sa.Index("runs_by_id", "run_id", "browser", "revision"),
    sa.Index("runs_of_a_price", "model", "price_of", "created_at", "price"),
    sa.Index(
        "runs_of_a_unit",
        *("model", "created_at", "price_unit", "price_count", "price"),
        sqlite_where=_TELLS_A_UNIT,
        postgresql_where=_TELLS_A_UNIT,
    ),
    sa.Index("runs_of_a_process", "process", "status", "service"),
    sa.Index("runs_in_a_state", "status", "browser", "created_at", "run_id", "revision"),
    sa.Index("runs_that_changed", "browser", "changed", "process", "revision"),
    sa.Index("runs_that_cost", "browser", "service", "created_at", "status", "cost_actual", "task_id"),
    sa.Index("runs_of_a_task", "task_id", "service", "key"),
)

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
    sa.Index("history_of_a_browser", "browser", "created_at", "run_id"),
    sa.Index("history_of_all", "created_at", "run_id"),
)

sa.Table(
    "processes",
    _METADATA,
    sa.Column("process", sa.String(36), primary_key=True),
    sa.Column("machine", sa.String(256), nullable=False),
    sa.Column("pid", sa.Integer, nullable=False),
    sa.Column("renewed_at", sa.Double, nullable=False),
)

sa.Table(
    "deduplication_keys",
    _METADATA,
    sa.Column("digest", sa.String(64), primary_key=True),
    sa.Column("run_id", sa.String(64), nullable=False),
    sa.Column("clicked_at", sa.Double, nullable=False),
)

sa.Table(
    "drafts",
    _METADATA,
    sa.Column("browser", sa.String(128), primary_key=True),
    sa.Column("model", sa.String(256), primary_key=True),
    sa.Column("draft", sa.Text, nullable=False),
    sa.Column("saved_at", sa.Double, nullable=False),
)


def upgrade() -> None:
    """Make the tables; where there are runs already, copy them, and write the history that would have been kept."""
    connection = op.get_bind()
    if not sa.inspect(connection).has_table("runs"):
        _METADATA.create_all(connection)
        create_index(connection)
        return
    for index in sa.inspect(connection).get_indexes("runs"):
        if not index.get("duplicates_constraint"):
            op.drop_index(str(index["name"]), "runs")
    op.rename_table("runs", "earlier_runs")
    _METADATA.create_all(connection)  # the tables that are there already stay as they are
    create_index(connection)
    _copy_runs(connection)
    op.drop_table("earlier_runs")
    op.execute(sa.text("DROP TABLE IF EXISTS presses"))  # it remembered clicks for a minute
    _write_history(connection)


def _copy_runs(connection: sa.Connection) -> None:
    earlier = {column["name"] for column in sa.inspect(connection).get_columns("earlier_runs")}
    names = [column.name for column in _RUNS.c if column.name in earlier]
    if "price_unit" not in earlier:  # prices are worked out once more, and then with the number of results
        names = [name for name in names if name not in {"price_of", "price"}]
    source = sa.table("earlier_runs", *(sa.column(name) for name in names))
    connection.execute(sa.insert(_RUNS).from_select(names, sa.select(source), include_defaults=False))
    if "task_id" not in earlier:
        _fill_in_task_ids(connection)


def _fill_in_task_ids(connection: sa.Connection) -> None:
    for run_id in connection.execute(sa.select(_RUNS.c.run_id)).scalars().all():  # one by one: each may be megabytes
        text = connection.execute(sa.select(_RUNS.c.task).where(_RUNS.c.run_id == run_id)).scalar_one()
        task_id = _read(text).get("task_id")
        if task_id:
            connection.execute(sa.update(_RUNS).where(_RUNS.c.run_id == run_id).values(task_id=str(task_id)))


def _write_history(connection: sa.Connection) -> None:
    rows = _history_rows(connection)
    while some := list(islice(rows, _AT_ONCE)):
        connection.execute(sa.insert(_HISTORY), some)
    indexed = sa.select(_HISTORY.c.number, _HISTORY.c.browser.label("person"), _HISTORY.c.text)
    kept = connection.execute(indexed, execution_options={"yield_per": _AT_ONCE}).mappings()
    while documents := list(islice(kept, _AT_ONCE)):
        add_to_index(connection, [{str(name): value for name, value in row.items()} for row in documents])


def _history_rows(connection: sa.Connection) -> Iterator[dict[str, Any]]:
    # Of a task, which may be megabytes, only what says how it goes on is read, and only where it does.
    names = ("run_id", "browser", "created_at", "model", "status", "task_id", "settings", "cost_actual", "problem")
    task = sa.case((_RUNS.c.status == "accepted", _RUNS.c.task), else_="null").label("task")
    runs = sa.select(task, *(_RUNS.c[name] for name in names))
    for row in connection.execute(runs, execution_options={"yield_per": _AT_ONCE}):
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

"""The ledger of release 0.3.0: people, sessions and keys; what is set aside for runs; what a bucket holds; moves."""

from __future__ import annotations

import json
import re
from itertools import islice
from typing import Final

import sqlalchemy as sa
from alembic import op

revision = "0.3.0"
down_revision = "0.2.0"

_METADATA: Final = sa.MetaData()

_AT_ONCE: Final = 500
_UPLOAD: Final = re.compile(r"upload:([0-9a-f]{64}\.[a-z0-9]{1,8})")
_RUNS: Final = sa.table("runs", *(sa.column(name) for name in ("run_id", "person", "outputs", "created_at")))

sa.Table(
    "people",
    _METADATA,
    sa.Column("person", sa.String(128), primary_key=True),
    sa.Column("provider", sa.String(512), nullable=False),
    sa.Column("subject", sa.String(255), nullable=False),
    sa.Column("email", sa.String(320)),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("created_at", sa.Double, nullable=False),
    sa.Column("seen_at", sa.Double, nullable=False),
    sa.Column("is_admin", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("is_disabled", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("day_limit", sa.BigInteger),
    sa.Column("month_limit", sa.BigInteger),
    sa.Column("most_runs", sa.Integer),
    sa.Column("most_bytes", sa.BigInteger),
    sa.Index("people_by_subject", "provider", "subject", unique=True),
)

sa.Table(
    "sessions",
    _METADATA,
    sa.Column("digest", sa.String(64), primary_key=True),
    sa.Column("person", sa.String(128)),
    sa.Column("created_at", sa.Double, nullable=False),
    sa.Column("used_at", sa.Double, nullable=False),
    sa.Column("expires_at", sa.Double, nullable=False),
    sa.Index("sessions_of_a_person", "person"),
    sa.Index("sessions_that_expire", "expires_at"),
)

sa.Table(
    "claims",
    _METADATA,
    sa.Column("browser", sa.String(128), primary_key=True),
    sa.Column("person", sa.String(128), nullable=False),
    sa.Column("offered_at", sa.Double, nullable=False),
    sa.Column("answered_at", sa.Double),
    sa.Column("is_taken", sa.Boolean, nullable=False, server_default=sa.false()),
)

sa.Table(
    "own_keys",
    _METADATA,
    sa.Column("own_key", sa.String(36), primary_key=True),
    sa.Column("person", sa.String(128), nullable=False),
    sa.Column("service", sa.String(1024), nullable=False),
    sa.Column("encrypted", sa.Text, nullable=False),
    sa.Column("ending", sa.String(4), nullable=False),
    sa.Column("created_at", sa.Double, nullable=False),
    sa.Column("is_current", sa.Boolean, nullable=False),
    sa.Index("own_keys_of_a_person", "person"),
)

sa.Table(
    "audit",
    _METADATA,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("at", sa.Double, nullable=False),
    sa.Column("who", sa.String(128), nullable=False),
    sa.Column("what", sa.String(64), nullable=False),
    sa.Column("of_whom", sa.String(128)),
    sa.Column("details", sa.Text, nullable=False),
    sa.Index("audit_by_time", "at"),
)

sa.Table(
    "reservations",
    _METADATA,
    sa.Column("run_id", sa.String(64), primary_key=True),
    sa.Column("service", sa.String(1024), nullable=False),
    sa.Column("person", sa.String(128), nullable=False),
    sa.Column("day", sa.String(10), nullable=False),
    sa.Column("month", sa.String(7), nullable=False),
    sa.Column("reserved", sa.BigInteger, nullable=False),
    sa.Column("amount", sa.BigInteger, nullable=False),
    sa.Column("is_settled", sa.Boolean, nullable=False),
)

sa.Table(
    "budget_counters",
    _METADATA,
    sa.Column("service", sa.String(1024), primary_key=True),
    sa.Column("person", sa.String(128), primary_key=True),
    sa.Column("period", sa.String(10), primary_key=True),
    sa.Column("amount", sa.BigInteger, nullable=False),
)

sa.Table(
    "kept_files",
    _METADATA,
    sa.Column("name", sa.String(256), primary_key=True),
    sa.Column("key", sa.String(128), nullable=False),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("state", sa.String(8), nullable=False),
    sa.Column("kept_at", sa.Double, nullable=False),
    sa.Column("used_at", sa.Double, nullable=False),
    sa.Column("changed_at", sa.Double, nullable=False),
    sa.Index("kept_files_of_a_key", "key", "state", "name", "size", "kept_at"),
    sa.Index("kept_files_by_use", "used_at", "name", "key", "size", "state"),
)

sa.Table(
    "stored_bytes",
    _METADATA,
    sa.Column("key", sa.String(128), primary_key=True),
    sa.Column("person", sa.String(128), primary_key=True),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("changed_at", sa.Double, nullable=False),
    sa.Column("title", sa.String(200), nullable=False, server_default=""),
    sa.Index("stored_bytes_of_a_person", "person", "size"),
)

sa.Table(
    "upload_uses",
    _METADATA,
    sa.Column("name", sa.String(128), primary_key=True),
    sa.Column("run_id", sa.String(64), primary_key=True),
    sa.Column("person", sa.String(128), nullable=False),
    sa.Index("upload_uses_of_a_person", "person", "name"),
    sa.Index("upload_uses_of_a_run", "run_id"),
)

sa.Table(
    "moves",
    _METADATA,
    sa.Column("move", sa.String(36), primary_key=True),
    sa.Column("destination", sa.String(1024), nullable=False),
    sa.Column("began_at", sa.Double, nullable=False),
    sa.Column("ended_at", sa.Double),
)


def upgrade() -> None:
    """Add the tables, what a process tells of itself, and what answers which price of a model was the highest."""
    _METADATA.create_all(op.get_bind())
    for table in ("runs", "batches"):
        op.add_column(table, sa.Column("own_key", sa.String(36)))
    is_priced = sa.column("price").is_not(None)
    op.create_index(
        "prices_of_a_model",
        "runs",
        ["model", "service", "price"],
        sqlite_where=is_priced,
        postgresql_where=is_priced,
    )
    what = ("service", "created_at", "status", "person", "model", "cost_actual", "task_id")
    op.create_index("runs_that_all_cost", "runs", what)
    op.create_index("deleted_costs_of_all", "deleted_costs", [name for name in what if name != "status"])
    for column in (
        sa.Column("started_at", sa.Double, nullable=False, server_default="0"),
        sa.Column("host", sa.String(256), nullable=False, server_default=""),
        sa.Column("boot", sa.String(64), nullable=False, server_default=""),
        sa.Column("service", sa.String(1024), nullable=False, server_default=""),
        sa.Column("secrets", sa.Text, nullable=False, server_default=""),
        sa.Column("files", sa.String(1024)),
        sa.Column("version", sa.String(64), nullable=False, server_default=""),
    ):
        op.add_column("processes", column)
    op.create_index("deduplication_keys_by_time", "deduplication_keys", ["clicked_at"])
    _count_results(op.get_bind())
    _note_uses(op.get_bind())


def _note_uses(connection: sa.Connection) -> None:
    """Which uploads the runs that are there were begun with."""
    runs = sa.table("runs", *(sa.column(name) for name in ("run_id", "person", "settings")))
    statement = sa.select(runs).where(runs.c.settings.like("%upload:%"))
    rows = connection.execute(statement, execution_options={"yield_per": _AT_ONCE})
    wanted = (
        {"name": name, "run_id": row.run_id, "person": row.person}
        for row in rows
        for name in sorted(set(_UPLOAD.findall(row.settings)))
    )
    while some := list(islice(wanted, _AT_ONCE)):
        connection.execute(sa.insert(_METADATA.tables["upload_uses"]), some)


def _count_results(connection: sa.Connection) -> None:
    """What is kept of the runs that are there is their people's."""
    rows = connection.execute(sa.select(_RUNS), execution_options={"yield_per": _AT_ONCE})
    wanted = (
        {"key": row.run_id, "person": row.person, "size": size, "changed_at": row.created_at}
        for row in rows
        if (size := _bytes_in(row.outputs))
    )
    while some := list(islice(wanted, _AT_ONCE)):
        connection.execute(sa.insert(_METADATA.tables["stored_bytes"]), some)


def _bytes_in(text: str) -> int:
    try:
        outputs = json.loads(text)
    except (ValueError, RecursionError):  # after a fault of the disk
        return 0
    sizes = [one.get("size") for one in outputs if isinstance(one, dict) and one.get("name")]
    return sum(size for size in sizes if isinstance(size, int))

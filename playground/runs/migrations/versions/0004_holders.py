"""Who holds a run, which account and which task are its own, and presses that count once over several servers."""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add columns and the table; of earlier runs the account is not known, and the task stands in their documents."""
    op.add_column("runs", sa.Column("fence", sa.Integer, nullable=False, server_default="0"))
    op.add_column("runs", sa.Column("account", sa.String(64)))
    op.add_column("runs", sa.Column("task_id", sa.String(256)))
    _name_tasks(op.get_bind())
    op.create_index("runs_of_a_task", "runs", ["task_id", "service", "key"])
    op.drop_index("runs_that_cost", "runs")
    columns = ["browser", "service", "created_at", "status", "cost_actual", "task_id"]
    op.create_index("runs_that_cost", "runs", columns)
    op.create_table(
        "presses",
        sa.Column("press", sa.String(64), primary_key=True),
        sa.Column("run_id", sa.String(64), nullable=False),
        sa.Column("pressed_at", sa.Double, nullable=False),
    )


def _name_tasks(connection: sa.Connection) -> None:
    runs = sa.table("runs", sa.column("run_id"), sa.column("task"), sa.column("task_id"))
    for run_id in connection.execute(sa.select(runs.c.run_id)).scalars().all():  # one by one: each may be megabytes
        text = connection.execute(sa.select(runs.c.task).where(runs.c.run_id == run_id)).scalar_one()
        try:
            task_id = (json.loads(text) or {}).get("task_id")
        except (ValueError, AttributeError):  # after a fault of the disk
            continue
        if task_id:
            connection.execute(sa.update(runs).where(runs.c.run_id == run_id).values(task_id=str(task_id)))

"""The first ledger: runs, the leases of processes, drafts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "runs",
        sa.Column("run_id", sa.String(64), primary_key=True),
        sa.Column("browser", sa.String(128), nullable=False),
        sa.Column("model", sa.String(256), nullable=False),
        sa.Column("service", sa.String(1024), nullable=False),
        sa.Column("key", sa.String(64), nullable=False, unique=True),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("settings", sa.Text, nullable=False),
        sa.Column("secrets", sa.Text, nullable=False),
        sa.Column("display", sa.Text, nullable=False),
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
        sa.Column("process", sa.String(36)),
        sa.Column("revision", sa.Integer, nullable=False),
    )
    op.create_index("runs_of_a_browser", "runs", ["browser", "created_at"])
    op.create_index("runs_of_a_model", "runs", ["model", "created_at"])
    op.create_index("runs_of_a_process", "runs", ["process"])
    op.create_table(
        "processes",
        sa.Column("process", sa.String(36), primary_key=True),
        sa.Column("machine", sa.String(256), nullable=False),
        sa.Column("pid", sa.Integer, nullable=False),
        sa.Column("renewed_at", sa.Double, nullable=False),
    )
    op.create_table(
        "drafts",
        sa.Column("browser", sa.String(128), primary_key=True),
        sa.Column("model", sa.String(256), primary_key=True),
        sa.Column("draft", sa.Text, nullable=False),
        sa.Column("saved_at", sa.Double, nullable=False),
    )

"""The ledger of release 0.2.0: forms that were saved under a name, batches and their cells."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0.2.0"
down_revision = "0.1.0"

_METADATA = sa.MetaData()

sa.Table(
    "presets",
    _METADATA,
    sa.Column("preset_id", sa.String(36), primary_key=True),
    sa.Column("browser", sa.String(128), nullable=False),
    sa.Column("model", sa.String(256), nullable=False),
    sa.Column("name", sa.String(80), nullable=False),
    sa.Column("version", sa.String(64), nullable=False),
    sa.Column("form_values", sa.Text, nullable=False),
    sa.Column("form_input", sa.Text, nullable=False),
    sa.Column("saved_at", sa.Double, nullable=False),
    sa.Column("deleted_at", sa.Double),
    sa.Index("presets_of_a_browser", "browser", "model", "name", unique=True),
)


sa.Table(
    "batches",
    _METADATA,
    sa.Column("batch_id", sa.String(64), primary_key=True),
    sa.Column("browser", sa.String(128), nullable=False),
    sa.Column("service", sa.String(1024), nullable=False),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("plan", sa.Text, nullable=False),
    sa.Column("problem", sa.Text, nullable=False),
    sa.Column("created_at", sa.Double, nullable=False),
    sa.Column("opened_at", sa.Double, nullable=False),
    sa.Column("touched_at", sa.Double, nullable=False),
    sa.Column("process", sa.String(36)),
    sa.Index("batches_of_a_browser", "browser", "created_at", "batch_id"),
    sa.Index("batches_of_a_process", "process"),
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
    """Make the tables."""
    _METADATA.create_all(op.get_bind())

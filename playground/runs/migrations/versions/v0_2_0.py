"""Forms that were saved under a name."""

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


def upgrade() -> None:
    """Make the tables."""
    _METADATA.create_all(op.get_bind())

"""What a run was expected to cost when it was asked for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the column; of runs asked for earlier nothing is known."""
    op.add_column("runs", sa.Column("expected", sa.Text))

"""What a run's price depends on besides the number of results: a price that was never seen is scaled by it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add columns and an index; earlier runs are filled in when a price of their model is first asked for."""
    op.add_column("runs", sa.Column("price_unit", sa.String(64)))
    op.add_column("runs", sa.Column("price_count", sa.Integer))
    op.create_index("runs_of_a_unit", "runs", ["model", "created_at", "price_unit", "price_count", "price"])
    runs = sa.table("runs", sa.column("price_of"))
    op.execute(sa.update(runs).values(price_of=None))

"""What a run's price depends on, what it was, and indexes that answer without a look at whole rows.

A row may hold megabytes, and a database reads through all of them to reach a column behind: what is asked often stands
in an index as a whole.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add columns and indexes; earlier runs are filled in when a price of their model is first asked for."""
    op.add_column("runs", sa.Column("price_of", sa.String(64)))
    op.add_column("runs", sa.Column("price", sa.Text))
    for index in ("runs_of_a_browser", "runs_of_a_model", "runs_of_a_process"):
        op.drop_index(index, "runs")
    op.create_index("runs_of_a_browser", "runs", ["browser", "created_at", "status", "run_id"])
    op.create_index("runs_of_a_price", "runs", ["model", "price_of", "created_at", "price"])
    op.create_index("runs_of_a_process", "runs", ["process", "status", "service"])
    op.create_index("runs_in_a_state", "runs", ["status", "browser"])
    op.create_index("runs_that_changed", "runs", ["browser", "process", "revision"])
    op.create_index("runs_that_cost", "runs", ["browser", "service", "created_at", "status", "cost_actual"])

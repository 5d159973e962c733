"""Which runs there are of a browser, and how often each changed, stands in an index."""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the index anew with the number of changes."""
    op.drop_index("runs_of_a_browser", "runs")
    op.create_index("runs_of_a_browser", "runs", ["browser", "created_at", "status", "run_id", "revision"])

"""Alembic's entry: runs the migrations on the connection that the ledger hands it, in that connection's transaction."""

from __future__ import annotations

from alembic import context

from playground.runs.tables import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA)
context.run_migrations()

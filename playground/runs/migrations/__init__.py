"""The ledger's tables, version by version; Alembic applies them at every start."""

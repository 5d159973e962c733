"""The tables of batches, as the newest migration leaves them."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Double, Index, Integer, LargeBinary, String, Table, Text, column, or_

from playground.runs.tables import METADATA

_IS_UNFINISHED = or_(column("process").is_not(None), column("problem") != "null")
_IS_DELETED = column("deleted_at").is_not(None)

BATCHES = Table(
    "batches",
    METADATA,
    Column("batch_id", String(64), primary_key=True),
    Column("person", String(128), nullable=False),
    Column("service", String(1024), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("plan", Text, nullable=False),
    Column("problem", Text, nullable=False),
    Column("created_at", Double, nullable=False),
    Column("opened_at", Double, nullable=False),
    Column("touched_at", Double, nullable=False),
    Column("own_key", String(36)),
    Column("process", String(36)),
    Column("changed", Integer, nullable=False, server_default="0"),
    Column("deleted_at", Double),
    Column("text", Text, nullable=False, server_default=""),
    Index("batches_of_a_person", "person", "created_at", "batch_id"),
    Index("batches_of_a_process", "process"),
    Index("batches_that_changed", "person", "changed"),
    Index(
        "batches_unfinished",
        *("person", "created_at", "batch_id"),
        sqlite_where=_IS_UNFINISHED,
        postgresql_where=_IS_UNFINISHED,
    ),
    Index("batches_deleted", "deleted_at", sqlite_where=_IS_DELETED, postgresql_where=_IS_DELETED),
)
"""One row a batch: many runs asked for with one click.

`problem`: why its rest is held back. `opened_at`: when a person last asked for something of it: what was refused before
stands in nobody's way. `touched_at`: when its process last had it. `process`: who sends it, null while there is nothing
to send. `changed`: as of a run, the greatest of its person's when it was stopped, held back, gone on with or deleted.
`deleted_at`: set while the deletion can be undone. `text`: what it is found by, as `batchtext.batch_text`.
"""

CELLS = Table(
    "cells",
    METADATA,
    Column("batch_id", String(64), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("rank", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    Column("key", String(64), nullable=False),
    Column("run_id", String(64)),
    Column("earlier", Text, nullable=False),
    Column("is_masked", Boolean, nullable=False),
    Column("model", String(256), nullable=False),
    Column("expected", Text),
    Column("price_of", String(64)),
    Column("price_unit", String(64)),
    Column("price_count", Integer),
    Column("labels", Text, nullable=False),
    Column("secrets", Text, nullable=False),
    Column("settings", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Index("cells_to_send", "state", "batch_id", "rank", "position", "key"),
    Index("cells_of_a_run", "run_id"),
)
"""One row a cell of a batch. `key`: the idempotency key of its run; cells that share a run share it.

`earlier`: the runs that it had before it was tried again. What may be large stands at the end: lists read what is
before it.
"""

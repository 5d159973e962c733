"""The ledger's tables, as the newest migration leaves them. They use nothing that only SQLite has."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Double,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    and_,
    column,
    false,
    true,
)

METADATA = MetaData()

_TELLS_A_UNIT = and_(column("price_unit").is_not(None), column("price").is_not(None))
_IS_PRICED = column("price").is_not(None)
_IS_FAVOURITE = column("is_favourite").is_(true())
_IS_RATED = column("rating").is_not(None)

RUNS = Table(
    "runs",
    METADATA,
    Column("run_id", String(64), primary_key=True),
    Column("person", String(128), nullable=False),
    Column("model", String(256), nullable=False),
    Column("service", String(1024), nullable=False),
    Column("key", String(64), nullable=False, unique=True),
    Column("body", LargeBinary, nullable=False),
    Column("settings", Text, nullable=False),
    Column("secrets", Text, nullable=False),
    Column("status", String(16), nullable=False),
    Column("created_at", Double, nullable=False),
    Column("sent_at", Double),
    Column("ended_at", Double),
    Column("task", Text, nullable=False),
    Column("outputs", Text, nullable=False),
    Column("problem", Text, nullable=False),
    Column("notice", Text, nullable=False),
    Column("steps", Text, nullable=False),
    Column("cost_actual", Text),
    Column("expected", Text),
    Column("process", String(36)),
    Column("revision", Integer, nullable=False),
    Column("price_of", String(64)),
    Column("price", Text),
    Column("price_unit", String(64)),
    Column("price_count", Integer),
    Column("fence", Integer, nullable=False, server_default="0"),
    Column("account", String(64)),
    Column("task_id", String(256)),
    Column("changed", Integer, nullable=False, server_default="0"),
    Column("own_key", String(36)),
    Index("runs_of_a_person", "person", "created_at", "run_id", "status", "revision"),
    Index("runs_of_all", "created_at", "run_id", "status", "revision"),
    Index("runs_by_id", "run_id", "person", "revision"),
    Index("runs_of_a_price", "model", "price_of", "created_at", "price"),
    Index(
        "runs_of_a_unit",
        *("model", "created_at", "price_unit", "price_count", "price"),
        sqlite_where=_TELLS_A_UNIT,
        postgresql_where=_TELLS_A_UNIT,
    ),
    Index("runs_of_a_process", "process", "status", "service"),
    Index("runs_in_a_state", "status", "person", "created_at", "run_id", "revision"),
    Index("runs_that_changed", "person", "changed", "process", "revision"),
    Index("runs_that_cost", "person", "service", "created_at", "status", "cost_actual", "task_id", "model"),
    Index("runs_that_all_cost", "service", "created_at", "status", "person", "model", "cost_actual", "task_id"),
    Index("runs_of_a_task", "task_id", "service", "key"),
    Index("prices_of_a_model", "model", "service", "price", sqlite_where=_IS_PRICED, postgresql_where=_IS_PRICED),
)
"""One row a run. `process`: whose work it is, null while nobody's. `revision`: counts the changes.

`price_of`: digest of what its price depends on, null until that is worked out; `price`: what it cost, or was expected
to cost at the service, once it succeeded; `price_unit`: as `price_of`, but for the number of results, which is
`price_count`. `fence`: counts its owners. `account`: tells
for which key of the service it was made, without telling the key. `task_id`: the service's name for its task.
`own_key`: the key that its person brought for it, null where it is this server's.
`changed`: the greatest of its person's when it was last written. The indexes hold what is asked often as a whole: a
row may be megabytes.
"""

HISTORY = Table(
    "history",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("run_id", String(64), nullable=False, unique=True),
    Column("person", String(128), nullable=False),
    Column("created_at", Double, nullable=False),
    Column("model", String(256), nullable=False),
    Column("word", String(16), nullable=False),
    Column("has_problem", Boolean, nullable=False),
    Column("cost", Double),
    Column("text", Text, nullable=False),
    Column("service", String(1024), nullable=False, server_default=""),
    Column("ended_at", Double),
    Column("charged", Text),
    Column("media", String(16)),
    Column("prompt", Text, nullable=False, server_default=""),
    Column("output_count", Integer, nullable=False, server_default="0"),
    Column("cover", Text),
    Column("is_favourite", Boolean, nullable=False, server_default=false()),
    Column("rating", Integer),
    Column("note", Text, nullable=False, server_default=""),
    Index("history_of_a_person", "person", "created_at", "run_id"),
    Index("history_of_all", "created_at", "run_id"),
    Index(
        "history_of_favourites",
        *("person", "created_at", "run_id"),
        sqlite_where=_IS_FAVOURITE,
        postgresql_where=_IS_FAVOURITE,
    ),
    Index(
        "history_of_rated",
        *("person", "created_at", "run_id", "rating"),
        sqlite_where=_IS_RATED,
        postgresql_where=_IS_RATED,
    ),
)
"""One small row a run, written with it: what lists and searches look at.

`number`: its name in the index of trigrams. `word`: as `Run.word`. `cost`: what the service charged, to compare with;
`charged`: the same, digit by digit. `text`: as `searchtext.search_text`, with the words of its labels. `media`,
`prompt`, `output_count`, `cover`: as in `history_rows.HistoryRow`. `is_favourite`, `rating`, `note`: its labels.
"""

TAGS = Table(
    "tags",
    METADATA,
    Column("tag", Integer, primary_key=True),
    Column("person", String(128), nullable=False),
    Column("folded", String(800), nullable=False),
    Column("name", String(160), nullable=False),
    Index("tags_by_name", "folded", "person", unique=True),
    Index("tags_of_a_person", "person", "folded"),
)
"""One row a tag of a person: `name` as it was first written, `folded` as it is compared."""

RUN_TAGS = Table(
    "run_tags",
    METADATA,
    Column("tag", Integer, primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Index("run_tags_of_a_run", "number", "tag"),
)
"""Which run of the history, by its number, has which tag."""

DELETIONS = Table(
    "deletions",
    METADATA,
    Column("run_id", String(64), primary_key=True),
    Column("person", String(128), nullable=False),
    Column("deleted_at", Double, nullable=False),
    Column("is_final", Boolean, nullable=False),
)
"""Runs that a person deleted and that are still there: hidden everywhere, and for some seconds to be had back.

`is_final`: they are being removed, and nobody gets them back.
"""

DELETED_COSTS = Table(
    "deleted_costs",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("person", String(128), nullable=False),
    Column("service", String(1024), nullable=False),
    Column("model", String(256), nullable=False),
    Column("created_at", Double, nullable=False),
    Column("cost_actual", Text),
    Column("task_id", String(256)),
    Index("deleted_costs_of_a_person", "person", "service", "created_at", "cost_actual", "task_id", "model"),
    Index("deleted_costs_of_all", "service", "created_at", "person", "model", "cost_actual", "task_id"),
    Index("deleted_costs_of_a_task", "task_id", "service"),
)
"""What deleted runs cost, and nothing else of them: the sum of a day stays as it was, and a task is nobody else's."""

PROCESSES = Table(
    "processes",
    METADATA,
    Column("process", String(36), primary_key=True),
    Column("machine", String(256), nullable=False),
    Column("pid", Integer, nullable=False),
    Column("renewed_at", Double, nullable=False),
    Column("started_at", Double, nullable=False, server_default="0"),
    Column("host", String(256), nullable=False, server_default=""),
    Column("boot", String(64), nullable=False, server_default=""),
    Column("service", String(1024), nullable=False, server_default=""),
    Column("secrets", Text, nullable=False, server_default=""),
    Column("files", String(1024)),
    Column("version", String(64), nullable=False, server_default=""),
)
"""One lease a process; it lapses unless it is renewed. From `host` on: as `replicas.Replica`; nothing where `boot` is
empty.
"""

DEDUPLICATION_KEYS = Table(
    "deduplication_keys",
    METADATA,
    Column("digest", String(64), primary_key=True),
    Column("run_id", String(64), nullable=False),
    Column("clicked_at", Double, nullable=False),
    Index("deduplication_keys_by_time", "clicked_at"),
)
"""One row or two a click on *Generate*, kept for a day: made twice, it begins no second run."""

DRAFTS = Table(
    "drafts",
    METADATA,
    Column("person", String(128), primary_key=True),
    Column("model", String(256), primary_key=True),
    Column("draft", Text, nullable=False),
    Column("saved_at", Double, nullable=False),
)
"""One row a form that is being filled in."""

PRESETS = Table(
    "presets",
    METADATA,
    Column("preset_id", String(36), primary_key=True),
    Column("person", String(128), nullable=False),
    Column("model", String(256), nullable=False),
    Column("name", String(80), nullable=False),
    Column("version", String(64), nullable=False),
    Column("form_values", Text, nullable=False),
    Column("form_input", Text, nullable=False),
    Column("saved_at", Double, nullable=False),
    Column("deleted_at", Double),
    Index("presets_of_a_person", "person", "model", "name", unique=True),
)
"""One row a form that was saved under a name. `version`: of the model's schema. `form_values`: all that the form held;
`form_input`: what it would have sent. `deleted_at`: set while the deletion can be undone.
"""

KEPT_FILES = Table(
    "kept_files",
    METADATA,
    Column("name", String(256), primary_key=True),
    Column("key", String(128), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("state", String(8), nullable=False),
    Column("kept_at", Double, nullable=False),
    Column("used_at", Double, nullable=False),
    Column("changed_at", Double, nullable=False),
    Index("kept_files_of_a_key", "key", "state", "name", "size", "kept_at"),
    Index("kept_files_by_use", "used_at", "name", "key", "size", "state"),
)
"""One row a result or upload in a bucket; none where files are in a folder. `key`: the run's id, or the upload's name.

`state`: `coming` until all of it is there, then `here`; `going` from the moment that somebody begins to remove it.
`kept_at`: when all of it was there; `used_at`: when it was last wanted; `changed_at`: when its state last changed.
"""

UPLOAD_USES = Table(
    "upload_uses",
    METADATA,
    Column("name", String(128), primary_key=True),
    Column("run_id", String(64), primary_key=True),
    Column("person", String(128), nullable=False),
    Index("upload_uses_of_a_person", "person", "name"),
    Index("upload_uses_of_a_run", "run_id"),
)
"""One row a run and upload that it was begun with, by the upload's name; written with the run."""

MOVES = Table(
    "moves",
    METADATA,
    Column("move", String(36), primary_key=True),
    Column("destination", String(1024), nullable=False),
    Column("began_at", Double, nullable=False),
    Column("ended_at", Double),
)
"""One row in a ledger that is moved to another database, and nothing anywhere else. `destination`: as a person is told
of it. `ended_at`: when all of it was there.
"""

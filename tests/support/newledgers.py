"""New ledgers in files, as copies of one: to make the tables takes ten times as long."""

from __future__ import annotations

import functools
import tempfile
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from uuid import uuid4

from playground.runs.database import Database
from playground.runs.ledger import Ledger


@functools.cache
def opening_copies() -> Callable[[Database], None]:
    """What stands for `Database.open`: where there is no file yet it begins with one whose tables are made."""
    usual = Database.open
    with tempfile.TemporaryDirectory(prefix="playground-new-") as folder:
        made = Path(folder) / "ledger.db"
        with closing(Ledger(made)) as ledger:
            ledger.open()
        new = made.read_bytes()

    def open_copy(database: Database) -> None:
        file = database._file  # noqa: SLF001 - None where it is no file
        if file and not file.exists():
            with suppress(OSError):  # `open` meets the same fault, and says which it is
                _place(file, new)
        usual(database)

    return open_copy


def _place(file: Path, content: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f".{uuid4().hex}")
    try:
        draft.touch(mode=0o600, exist_ok=False)
        draft.write_bytes(content)
        file.hardlink_to(draft)  # all of it at once, and never over one that another process made meanwhile
    finally:
        draft.unlink(missing_ok=True)

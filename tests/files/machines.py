"""Machines that share a bucket and a ledger, each with a folder of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import obstore

from playground.files.bucket import BucketStore
from playground.files.openbucket import Bucket
from playground.files.results import Results
from playground.files.uploads import Uploads

DAY = 86_400.0


@dataclass
class Machine:
    """One of several that share a bucket and a ledger: what it keeps of its own is a folder.

    Its clock is `age` seconds late.
    """

    folder: Path
    bucket: Bucket
    store: BucketStore
    results: Results
    uploads: Uploads
    age: float = 0.0

    def objects(self) -> set[str]:
        """All that the bucket holds."""
        return {str(found["path"]) for page in obstore.list(self.bucket) for found in page} - {"uploads/.secret"}


Start = Callable[..., Machine]


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*") if path.is_file()}


def aged(machine: Machine, name: str, age: float, content: bytes = b"0123456789") -> None:
    """Keep a file that was last used so long ago."""
    source = machine.folder / "source"
    source.parent.mkdir(exist_ok=True)
    source.write_bytes(content)
    machine.age = age
    machine.store.keep(name, source, "image/png")
    machine.age = 0.0

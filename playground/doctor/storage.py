"""The ledger's database, the data folder and the store for uploads."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

from playground.doctor.clocks import compared
from playground.doctor.finding import Finding, warn, well, wrong, wrong_by
from playground.errors import SettingsError, StorageError
from playground.files.bucketcheck import bucket_fault
from playground.files.diskspace import RESERVE, RESERVE_SHARE, check_temporary
from playground.files.openbucket import bucket_error, open_bucket
from playground.files.publish import LOCAL
from playground.runs.database import Database, is_file
from playground.runs.lease import is_gone
from playground.runs.ledger import Ledger
from playground.settings import LOCAL_FILES, PREFIX, Settings
from playground.wiring import replica_of

_PATIENCE: Final = 3.0
_LITTLE: Final = 2**30
"""Bytes of a disk that are soon used up."""
_FILES: Final = "files-id"
_OWN_WORDS: Final = frozenset({"storage.unreachable", "storage.refused", "storage.busy", "storage.cannot_open"})
"""Elsewhere these say that nothing was sent, of which nobody thinks here."""


def database(settings: Settings) -> Iterator[Finding]:
    """Whether it answers, and its tables are this program's; how its clock goes."""
    if isinstance(settings.ledger, Path) and not settings.ledger.exists():
        yield well("doctor.database.none", place=str(settings.ledger))
        return
    try:
        with closing(Database(settings.ledger, patience=_PATIENCE)) as asked:
            asked.check()
            yield well("doctor.database.ok", place=asked.place)
            with asked.reading() as connection:
                asked.set_clock(connection)
            if asked.is_shared_out():
                yield warn("doctor.database.pooled", place=asked.place)
            if not is_file(settings.ledger):
                yield compared(asked.wall() - time.time(), "doctor.clock.database")
    except StorageError as error:
        if error.code == "storage.not_migrated":
            yield warn(error.code, **error.params)
        elif error.code in _OWN_WORDS:
            yield wrong(f"doctor.database.{error.code.partition('.')[2]}", **error.params)
        else:
            yield wrong_by(error)


def replicas(settings: Settings) -> Iterator[Finding]:
    """Whether several servers could work here, and whether those that do can do so together."""
    try:
        on_file = is_file(settings.ledger)
    except StorageError:
        return  # `database` says so
    if on_file:
        yield well("doctor.replicas.one")
        return
    if settings.secret is None:
        yield warn("doctor.replicas.secret")
    if settings.files == LOCAL_FILES:
        yield warn("doctor.replicas.files", folder=str(settings.data))
    if not (settings.data / _FILES).exists():  # to ask would make it
        return
    try:
        with closing(Ledger(settings.ledger)) as ledger:
            ledger.processes.check_replicas(replica_of(settings), is_gone)
    except StorageError as error:
        if error.code.startswith("replica."):
            yield wrong_by(error)


def data(settings: Settings) -> Iterator[Finding]:
    """Whether the data folder and one for temporary files can be written, and how much fits."""
    try:
        check_temporary()
    except StorageError as error:
        yield wrong_by(error)
    there = next(folder for folder in (settings.data, *settings.data.parents) if folder.exists())
    try:
        with tempfile.TemporaryFile(dir=there):
            disk = shutil.disk_usage(there)
    except OSError as error:
        yield wrong("doctor.data.unwritable", folder=str(settings.data), fault=error.strerror or str(error))
        return
    needed = min(RESERVE, disk.total // RESERVE_SHARE)
    if disk.free < needed:
        yield wrong("doctor.data.full", folder=str(settings.data), free=disk.free, needed=needed)
    elif disk.free < _LITTLE:
        yield warn("doctor.data.little", folder=str(settings.data), free=disk.free)
    else:
        yield well("doctor.data.ok", folder=str(settings.data), free=disk.free)


def uploads(settings: Settings) -> Iterator[Finding]:
    """Whether the buckets for uploads and files can be used; an empty file is put there, and goes at once."""
    variables = {settings.uploads: "uploads", settings.files: "files"}
    for address, name in variables.items():
        if address not in {LOCAL, LOCAL_FILES}:
            yield _bucket(address, name, signs=address == settings.uploads or settings.signed_links)


def _bucket(address: str, name: str, *, signs: bool) -> Finding:
    try:
        fault = bucket_fault(open_bucket(address), signs=signs)
    except ValueError:
        return wrong(f"settings.{name}", variable=f"{PREFIX}{name.upper()}", value=address)
    except SettingsError as error:
        return wrong_by(error)
    return wrong_by(bucket_error(fault, address)) if fault else well("doctor.uploads.ok", store=address)

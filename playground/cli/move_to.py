"""`playground move-to`: the ledger and the files of one machine into a PostgreSQL and a bucket."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from playground import moving
from playground.cli.environment import load_settings
from playground.cli.output import console, examples, print_error, translated
from playground.errors import StorageError
from playground.files.bucket import BucketStore
from playground.files.moving import copy_files, found_files, missing_files
from playground.files.openbucket import open_bucket
from playground.runs.database import Database
from playground.runs.kept_files import KeptFiles
from playground.settings import LOCAL_FILES, Settings, is_postgres


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("move-to", help=translated("command.move_to"), epilog=examples("command.move_to.examples"))(move_to)


def move_to(
    url: Annotated[str, typer.Argument(metavar="URL", help=translated("command.move_to.url"))],
    *,
    files: Annotated[str | None, typer.Option(metavar="ADDRESS", help=translated("command.move_to.files"))] = None,
    is_dry: Annotated[bool, typer.Option("--dry-run", help=translated("command.move_to.dry_run"))] = False,
) -> None:
    """Move, or go on with a move that was cut off."""
    settings = load_settings(files=files)
    ledger = settings.ledger
    if not isinstance(ledger, Path) or not ledger.exists():
        raise StorageError("move.no_file", place=str(settings.data))
    if not is_postgres(url):
        raise StorageError("move.not_postgresql")
    with closing(Database(ledger)) as source, closing(Database(url)) as target:
        source.open()
        if moving.is_over(source):
            _say("move.done_before", place=source.place)
            return
        _announce(settings, source)
        if is_dry:
            moving.check_unused(source)
            if not moving.is_empty(target):
                raise StorageError("move.not_empty", destination=target.place)
            _say("move.dry")
            return
        target.open()
        if not _move(settings, source, target):
            raise typer.Exit(1)
        _say("move.done", destination=target.place, place=source.place)


def _announce(settings: Settings, source: Database) -> None:
    for name, count in moving.counts(source).items():
        if count:
            console.print(f"  {name}: {count}")
    if settings.has_bucket:
        found = list(found_files(settings.data))
        _say("move.files_found", count=len(found), size=sum(file.size for file in found))


def _move(settings: Settings, source: Database, target: Database) -> bool:
    """Whether all of it is there, as it was."""

    def told(name: str, done: int, total: int) -> None:
        _say("move.rows", table=name, done=done, total=total)

    moving.copy_tables(source, target, moving.begin(source, target), told)
    if different := moving.differences(source, target, has_files=settings.files != LOCAL_FILES):
        print_error("move.differs", tables=", ".join(different))
        return False
    _say("move.same")
    if settings.has_bucket and not _move_files(settings, target):
        return False
    moving.finish(source, target)
    return True


def _move_files(settings: Settings, target: Database) -> bool:
    try:
        bucket = open_bucket(settings.files)
    except ValueError:
        print_error("settings.files", variable="--files", value=settings.files)
        return False
    index, total = KeptFiles(target), sum(1 for _ in found_files(settings.data))
    copy_files(bucket, settings.files, index, settings.data, lambda done: _say("move.files", done=done, total=total))
    if missing := missing_files(BucketStore(bucket, settings.files, index), settings.data):
        print_error("move.files_differ", names=", ".join(missing[:10]))
        return False
    _say("move.files_same", count=total)
    return True


def _say(code: str, **params: object) -> None:
    console.print(escape(translated(code, **params)), soft_wrap=True)

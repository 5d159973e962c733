"""`playground runs delete`: runs with their files, for good."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import islice
from typing import Annotated

import typer
from rich.markup import escape

from playground.cli.environment import load_settings
from playground.cli.output import console, print_error, translated
from playground.cli.run_facts import opened_ledger
from playground.errors import BucketError
from playground.files.store import FileStore
from playground.runs.database import Database
from playground.runs.deletions import MOST_AT_ONCE
from playground.runs.ledger import Ledger
from playground.settings import Settings
from playground.wiring import store_of


def delete_runs(
    run_ids: Annotated[list[str], typer.Argument(metavar="ID…", help=translated("command.runs.delete.which"))],
    *,
    is_agreed: Annotated[bool, typer.Option("--yes", help=translated("command.runs.delete.agreed"))] = False,
) -> None:
    """Delete runs, whosever they are; nobody gets them back."""
    wanted = list(dict.fromkeys(run_ids))
    if not (is_agreed or _agrees(len(wanted))):
        print_error("command.runs.delete.not_asked")
        raise typer.Exit(2)
    settings = load_settings()
    with opened_ledger(settings) as ledger, closing(Database(settings.ledger)) as database:
        store = store_of(settings, database)
        is_all = [_delete(ledger, store, settings, some) for some in _portions(wanted)]
    raise typer.Exit(0 if all(is_all) else 1)


def _agrees(count: int) -> bool:
    """Whether a person says yes; where none is there, nobody does."""
    print(translated("command.runs.delete.question", count=count), end=" ", file=sys.stderr, flush=True)
    answer = sys.stdin.readline().strip().casefold()
    return answer in translated("command.runs.delete.yes").split()


def _delete(ledger: Ledger, store: FileStore, settings: Settings, run_ids: Sequence[str]) -> bool:
    """Whether all of them are gone; what is not says why."""
    done = ledger.deletions.delete(None, run_ids, time.time())
    for run_id, refusal in done.refused.items():
        print_error("command.runs.delete.refused", id=run_id, why=translated(f"deletion.{refusal.value}"))
    is_all = not done.refused
    for run_id in ledger.deletions.finalise_these(done.deleted):
        try:
            store.remove_run(run_id, settings.results_folder / run_id)
        except BucketError as error:
            print_error(error.code, **error.params)
            is_all = False
            continue
        except OSError as error:
            print_error("command.runs.delete.files", id=run_id, fault=error.strerror or str(error))
            is_all = False
            continue
        ledger.deletions.remove(run_id)
        console.print(escape(translated("command.runs.delete.done", id=run_id)), soft_wrap=True)
    return is_all


def _portions(run_ids: Sequence[str]) -> Iterator[Sequence[str]]:
    rest = iter(run_ids)
    while some := list(islice(rest, MOST_AT_ONCE)):
        yield some

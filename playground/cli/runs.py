"""`playground runs`: what the ledger remembers."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, TypeAlias

import typer
from rich.markup import escape

from playground.cli.environment import load_settings
from playground.cli.localised_typer import LocalisedTyper
from playground.cli.money import Money
from playground.cli.output import LANGUAGE, console, examples, print_error, translated, translated_moment
from playground.cli.progress_lines import describe
from playground.cli.run_facts import cost_of, opened_ledger, outlook_of, output_paths, state_of
from playground.cli.runs_delete import delete_runs
from playground.cli.runs_list import list_runs
from playground.runs.lease import new_lease
from playground.runs.ledger import Ledger
from playground.runs.run import Run, RunStatus
from playground.runs.transitions import RunOutcome, apply_update
from playground.runs.writes import LedgerWrite
from playground.settings import SANDBOX, Settings
from playground.texts import code_for_service, join_sentences

_ID: TypeAlias = Annotated[str, typer.Argument(metavar="ID", help=translated("command.runs.one"))]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    runs = LocalisedTyper()
    runs.command("list", help=translated("command.runs.list"))(list_runs)
    runs.command("show", help=translated("command.runs.show"))(show)
    runs.command("check", help=translated("command.runs.check"))(check)
    runs.command("let-go", help=translated("command.runs.let_go"))(let_go)
    runs.command("delete", help=translated("command.runs.delete"))(delete_runs)
    app.add_typer(runs, name="runs", help=translated("command.runs.help"), epilog=examples("command.runs.examples"))


@contextmanager
def _lease(ledger: Ledger) -> Iterator[str]:
    """The name under which this process may work on a run for a moment."""
    lease = new_lease()
    ledger.processes.register(lease)
    try:
        yield lease.process
    finally:
        ledger.processes.release(lease)


def show(run_id: _ID) -> None:
    """All that is known of one run; never its secrets."""
    settings = load_settings()
    with opened_ledger(settings) as ledger:
        run = _found(ledger, run_id)
    for name, value in _facts(run, settings):
        console.print(f"[dim]{escape(translated(f'command.runs.{name}')):>12}[/]  {escape(value)}", soft_wrap=True)


def check(
    run_id: _ID,
    *,
    out: Annotated[Path, typer.Option(metavar="DIR", help=translated("command.run.out"))] = Path(),
    as_json: Annotated[bool, typer.Option("--json", help=translated("command.json"))] = False,
    again: Annotated[bool, typer.Option("--again", help=translated("command.runs.again"))] = False,
) -> None:
    """See a run through, whosever it is: what somebody else works on is looked on at."""
    # Here and not above: the other commands need none of what a run needs.
    from playground.cli.run import run_job  # noqa: PLC0415
    from playground.cli.run_sources import ExistingRun  # noqa: PLC0415

    with opened_ledger(load_settings()) as ledger:
        run = _found(ledger, run_id)
    raise typer.Exit(run_job(ExistingRun(run, even_if_charged_again=again), out, as_json=as_json))


def let_go(run_id: _ID) -> None:
    """Give an unconfirmed run up."""
    with opened_ledger(load_settings()) as ledger, _lease(ledger) as process:
        is_ours = ledger.processes.claim(run_id, RunStatus.UNCONFIRMED, process)
        run = _found(ledger, run_id)
        if not is_ours:
            print_error("command.runs.let_go.not", id=run_id, state=state_of(run))
            raise typer.Exit(1)
        abandoned = apply_update(run, RunOutcome(RunStatus.ABANDONED, run.problem), time.time())
        ledger.save([LedgerWrite(abandoned, process, keeps_ownership=False)])
    console.print(escape(translated("command.runs.let_go.done", id=run_id)), soft_wrap=True)


def _found(ledger: Ledger, run_id: str) -> Run:
    run = ledger.run(run_id)
    if run is None:
        print_error("command.runs.unknown", id=run_id)
        raise typer.Exit(1)
    return run


def _facts(run: Run, settings: Settings) -> Iterator[tuple[str, str]]:
    yield "id", run.run_id
    yield "model", run.model
    yield "service", run.service
    yield "state", state_of(run)
    yield "asked", translated_moment(run.created_at)
    yield "cost", cost_of(run, Money(settings.currency, run.service == SANDBOX).exact)
    if run.task is not None:
        yield "task", run.task.task_id
        yield "request", run.task.request_id or "–"
    yield "input", json.dumps(run.form_input, ensure_ascii=False, default=str)
    for path in output_paths(run, settings):
        yield "file", path
    for output in run.outputs:
        if output.problem is not None:
            yield "problem", describe(output.problem, LANGUAGE, run=run).detail
    if run.problem is not None:
        problem_text = describe(run.problem, LANGUAGE, run=run, outlook=outlook_of(run, settings))
        charged = code_for_service(f"charged.{problem_text.charged}", on_sandbox=run.service == SANDBOX)
        yield "problem", f"{problem_text.title} – {join_sentences([problem_text.detail, translated(charged)])}"

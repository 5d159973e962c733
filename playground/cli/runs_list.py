"""`playground runs list`: the newest runs, or those that are searched for."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from itertools import islice
from typing import Annotated, Any, Final

import typer
from rich.markup import escape
from rich.table import Table

from playground.catalog import Catalog
from playground.cli.dates import DateError, iso_moment, parse_date
from playground.cli.environment import load_settings
from playground.cli.money import Money
from playground.cli.output import console, print_error, print_json, translated, translated_moment
from playground.cli.progress_lines import progress_line
from playground.cli.run_facts import cost_of, opened_ledger, outlook_of, output_paths, state_of
from playground.runs.history import HistoryFilter
from playground.runs.ledger import Ledger
from playground.runs.run import Run
from playground.settings import SANDBOX, Settings
from playground.tasks.untrusted import plain_text

_LISTED: Final = 100
_MOST_LISTED: Final = 1_000_000
_PAGE: Final = 100
_PROMPT: Final = 40
_WRONG: Final = 2
"""Exit code where nothing was looked for."""

_STATES: Final[Mapping[str, frozenset[str]]] = {
    state: frozenset({state})
    for state in ("submitting", "queued", "processing", "succeeded", "failed", "cancelled", "refused")
} | {"unconfirmed": frozenset({"unconfirmed", "abandoned"})}
"""The states of `run --json`, and which of a run's words they stand for."""

_MEDIA: Final = ("image", "video", "audio", "text")


def list_runs(
    *,
    search: Annotated[str, typer.Option(metavar="TEXT", help=translated("command.runs.search"))] = "",
    model: Annotated[str | None, typer.Option(metavar="SLUG", help=translated("command.runs.of_model"))] = None,
    states: Annotated[
        list[str] | None,
        typer.Option("--state", metavar="STATE", help=translated("command.runs.in_state", states=", ".join(_STATES))),
    ] = None,
    since: Annotated[str | None, typer.Option(metavar="DATE", help=translated("command.runs.since"))] = None,
    until: Annotated[str | None, typer.Option(metavar="DATE", help=translated("command.runs.until"))] = None,
    has_problem: Annotated[bool, typer.Option("--problems", help=translated("command.runs.problems"))] = False,
    cost_over: Annotated[
        float | None, typer.Option(metavar="AMOUNT", min=0, help=translated("command.runs.cost_over"))
    ] = None,
    media: Annotated[
        str | None,
        typer.Option(metavar="MEDIA", help=translated("command.runs.media", kinds=", ".join(_MEDIA))),
    ] = None,
    is_favourite: Annotated[bool, typer.Option("--favourites", help=translated("command.runs.favourites"))] = False,
    min_rating: Annotated[
        int | None, typer.Option("--rating", metavar="1-5", min=1, max=5, help=translated("command.runs.rating"))
    ] = None,
    tags: Annotated[list[str] | None, typer.Option("--tag", metavar="TAG", help=translated("command.runs.tag"))] = None,
    limit: Annotated[
        int, typer.Option(metavar="N", min=1, max=_MOST_LISTED, help=translated("command.runs.limit"))
    ] = _LISTED,
    as_json: Annotated[bool, typer.Option("--json", help=translated("command.json"))] = False,
) -> None:
    """Running ones first, then the newest first; of a search the newest first. That there are more is said."""
    wrong = next((state for state in states or () if state not in _STATES), None)
    if wrong is not None:
        print_error("command.runs.no_state", state=wrong, states=", ".join(_STATES))
        raise typer.Exit(_WRONG)
    if media is not None and media not in _MEDIA:
        print_error("command.runs.no_media", media=media, kinds=", ".join(_MEDIA))
        raise typer.Exit(_WRONG)
    settings, now = load_settings(), time.time()
    try:
        wanted = HistoryFilter(
            search=search,
            model=model,
            words=frozenset().union(*(_STATES[state] for state in states or ())),
            since=None if since is None else parse_date(since, now),
            until=None if until is None else parse_date(until, now, is_end=True),
            has_problem=has_problem,
            cost_over=cost_over,
            media=media,
            media_models=_models_making(settings, media) if media else frozenset(),
            is_favourite=is_favourite,
            min_rating=min_rating,
            tags=frozenset(tags or ()),
        )
    except DateError as error:
        print_error(error.code, **error.params)
        raise typer.Exit(_WRONG) from None
    with opened_ledger(settings) as ledger:
        runs = _runs(ledger, wanted, limit + 1)
        if as_json:
            for run in islice(runs, limit):
                print_json(_as_json(run, settings) | _labels(ledger, run))
            return
        found = tuple(runs)
    _print_table(found[:limit], settings, is_searched=wanted != HistoryFilter(), has_more=len(found) > limit)


def _runs(ledger: Ledger, wanted: HistoryFilter, limit: int) -> Iterator[Run]:
    if wanted == HistoryFilter():
        yield from ledger.runs(limit=limit)
        return
    after = None
    while limit > 0:
        page = ledger.history.page(wanted, min(_PAGE, limit), after)
        for run_id in page.run_ids:
            if run := ledger.run(run_id):
                limit -= 1
                yield run
        after = page.following
        if after is None:
            return


def _models_making(settings: Settings, media: str) -> frozenset[str]:
    return Catalog(settings.schemas, on_sandbox=settings.on_sandbox).making(media)


def _labels(ledger: Ledger, run: Run) -> dict[str, Any]:
    row = next(iter(ledger.history.rows(None, [run.run_id])), None)
    return {
        "favourite": row is not None and row.is_favourite,
        "rating": row and row.rating,
        "tags": list(row.tags) if row else [],
        "note": row.note if row else "",
    }


def _as_json(run: Run, settings: Settings) -> dict[str, Any]:
    line = progress_line(run, 0.0, output_paths(run, settings), run.problem, "en", outlook=outlook_of(run, settings))
    asked = {
        "model": run.model,
        "service": run.service,
        "created_at": iso_moment(run.created_at),
        "input": run.form_input,
    }
    return {name: value for name, value in asdict(line).items() if name != "at"} | asked


def _print_table(runs: tuple[Run, ...], settings: Settings, *, is_searched: bool, has_more: bool) -> None:
    if not runs:
        code = "command.runs.none_found" if is_searched else "command.runs.none"
        console.print(escape(translated(code)), soft_wrap=True)
        return
    table = Table(box=None, header_style="dim")
    for column in ("id", "asked", "model", "state", "cost", "prompt"):
        table.add_column(translated(f"command.runs.{column}"), overflow="fold", no_wrap=column in {"id", "asked"})
    for run in runs:
        table.add_row(
            run.run_id,
            translated_moment(run.created_at),
            escape(run.model),
            state_of(run),
            cost_of(run, Money(settings.currency, run.service == SANDBOX).short),
            escape(plain_text(str(run.form_input.get("prompt") or ""), _PROMPT) or ""),
        )
    console.print(table)
    if has_more:
        code = "command.runs.more_found" if is_searched else "command.runs.more"
        console.print(escape(translated(code, limit=len(runs), next=len(runs) * 10)), soft_wrap=True)

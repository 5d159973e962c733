"""The grid's routes: its builder, its page, how it stands now, and all of it as an archive."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from playground.component.edits import Sent, read_sent
from playground.errors import StorageError
from playground.files.archive import zip_chunks
from playground.runs.batches.batch import Batch, BatchKind
from playground.runs.run import Run
from playground.server.files import attachment_headers
from playground.server.queries import click_in
from playground.server.ratelimits import charge_also
from playground.server.responses import NOT_KEPT, answered, told
from playground.texts import Language, translate
from playground.ui.grid.axes import read_requests
from playground.ui.grid.begin import GridDraft, begin_grid, draft_grid
from playground.ui.grid.builder_view import draw_builder
from playground.ui.grid.page_view import digest, draw_grid, draw_grid_page, is_whole
from playground.ui.grid.record import entries
from playground.ui.view_context import ViewContext
from playground.ui.visitor import language_of, network_of_request, person_of
from playground.wiring import Parts


def grid_routes(parts: Parts, context_for: Callable[[Request], ViewContext], version: str) -> list[BaseRoute]:
    """`POST /grid/draft`, `POST /grid`, `GET /grid/ID`, `GET /grid/ID/view?seen=…` and `GET /grid/ID.zip`.

    Both posts take what `POST /form` takes, with an `edit` of the `axes` as `playground.ui.grid.axes` reads them. The
    first answers `{"html"}`, the builder as it is then; `fresh` is the number of an axis whose variable was just
    chosen. The second begins the grid, if it is still what the page has said (`count`, `digest`) and, over a limit,
    `confirmed` is that count: it answers `{"grid"}`, else `{"html", "problem"}`. `view` answers 204 where it would
    say what was `seen` already.
    """

    async def draft(request: Request) -> dict[str, Any]:
        sent = await _read(parts, request)
        fresh = sent.edit.get("fresh")
        made = await _draft(parts, request, sent, fresh if isinstance(fresh, int) else None)
        return {"html": await parts.threads.run(draw_builder, parts, made, language_of(request))}

    async def begin(request: Request) -> dict[str, Any]:
        return await _begin(parts, request)

    async def page(request: Request) -> Response:
        language = language_of(request)
        batch = await _grid(parts, request)
        if batch is None:
            return told(request, "batch.gone")
        drawn = await _view(parts, request, batch, context_for(request))
        return HTMLResponse(draw_grid_page(batch, drawn, language, version), headers=NOT_KEPT)

    async def view(request: Request) -> Response:
        batch = await _grid(parts, request)
        if batch is None:
            return told(request, "batch.gone")
        drawn = await _view(parts, request, batch, context_for(request))
        seen = digest(drawn)
        if request.query_params.get("seen") == seen:
            return Response(status_code=204, headers=NOT_KEPT)
        return HTMLResponse(drawn, headers={**NOT_KEPT, "X-Seen": seen})

    async def archive(request: Request) -> Response:
        return await _archive(parts, request)

    return [
        Route("/grid/draft", answered(draft), methods=["POST"]),
        Route("/grid", answered(begin), methods=["POST"]),
        Route("/grid/{batch}.zip", archive),
        Route("/grid/{batch}/view", view),
        Route("/grid/{batch}", page),
    ]


async def _begin(parts: Parts, request: Request) -> dict[str, Any]:
    sent, language = await _read(parts, request), language_of(request)
    made = await _draft(parts, request, sent, None)
    if problem := _in_the_way(made, sent.edit, language):
        return {"html": await parts.threads.run(draw_builder, parts, made, language), "problem": problem}
    person, origin = person_of(request), network_of_request(request)
    told = {"person": person, "page": sent.page, "origin": origin, "click": click_in(request)}
    batch = await begin_grid(parts, made.held, made.plan, **told)
    charge_also(request, await parts.runner.batches.size(person, batch.batch_id))
    return {"grid": batch.batch_id}


async def _archive(parts: Parts, request: Request) -> Response:
    batch = await _grid(parts, request)
    if batch is None:
        return Response(status_code=404)
    found = [await parts.runner.run(person_of(request), run_id) for run_id in batch.run_ids]
    runs = {run.run_id: run for run in found if run is not None}
    kept = await parts.store.run(lambda: {run_id: _paths(parts, run) for run_id, run in runs.items()})
    name = f"grid_{batch.batch_id[:8]}.zip"
    packed = zip_chunks(entries(batch, runs, kept))
    return StreamingResponse(packed, media_type="application/zip", headers=attachment_headers(name))


async def _read(parts: Parts, request: Request) -> Sent:
    return await parts.threads.run(read_sent, await request.body())


async def _draft(parts: Parts, request: Request, sent: Sent, fresh: int | None) -> GridDraft:
    requests = read_requests(sent.edit.get("axes", []))
    person, language = person_of(request), language_of(request)
    return await draft_grid(parts, sent, requests, fresh=fresh, person=person, language=language)


def _in_the_way(made: GridDraft, edit: Mapping[str, Any], language: Language) -> str:
    """Why a press does not begin the grid: only what a person has been told begins."""
    if not made.plan.is_ready:
        return translate("grid.not_ready", language)
    if edit.get("count") != made.count or edit.get("digest", made.plan.digest) != made.plan.digest:
        return translate("grid.changed", language, count=made.count)
    if made.has_to_be_confirmed and edit.get("confirmed") != made.count:
        return translate("grid.confirm_first", language, count=made.count)
    return ""


async def _grid(parts: Parts, request: Request) -> Batch | None:
    batch = await parts.runner.batches.batch(person_of(request), request.path_params["batch"])
    if batch is None or is_whole(batch):
        return batch
    if batch.kind is BatchKind.GRID:
        raise StorageError("batch.damaged")
    return None


async def _view(parts: Parts, request: Request, batch: Batch, context: ViewContext) -> str:
    batches, person = parts.runner.batches, person_of(request)
    runs = await parts.runner.summaries.several(person, batch.run_ids)
    problems = await batches.problems(batch)
    return await parts.threads.run(
        draw_grid,
        batch,
        runs,
        problems,
        context,
        most_at_work=batches.most_at_work,
        service=parts.settings.service_name,
    )


def _paths(parts: Parts, run: Run) -> list[Path]:
    """Where the results of a run lie, those that are here."""
    paths = (parts.results.path(run.run_id, output.name) for output in run.outputs if output.name)
    return [path for path in paths if path]

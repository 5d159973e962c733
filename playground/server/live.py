"""The stream that a visible page holds open: every change of its runs, in the pieces that changed."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from statistics import median
from typing import Final
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from playground.errors import StorageError
from playground.fairqueue import Capacity, FairSemaphore
from playground.runs.batches.batch import Batch
from playground.runs.run import Run
from playground.runs.runner import Runner
from playground.texts import translate
from playground.ui.batch_view import MOST_SHOWN, draw_batch
from playground.ui.budget_words import left_words
from playground.ui.drawing import draw
from playground.ui.estimates import usual_seconds
from playground.ui.result_view import ResultView, draw_result
from playground.ui.view_context import ViewContext, cost_words
from playground.ui.visitor import person_of, zone_of
from playground.wiring import Parts

_STRIP: Final = 60
_HEARTBEAT: Final = 15.0
_BATCH_PAUSE: Final = 0.2
_TROUBLE_PAUSE: Final = 1.0
"""Seconds until the ledger is asked again, where it could not be read."""
_AT_ONCE: Final = Capacity(total=8, per_address=3, per_person=1, queue=None)
"""Views that are made at the same time; as many wait as there are streams."""
_HEADERS: Final = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


def live_routes(parts: Parts, context_for: Callable[[Request], ViewContext], version: str) -> list[BaseRoute]:
    """`GET /live?run=ID` or `?batch=ID`: server-sent events.

    First `version`, by which a page that was drawn by another version of the server knows to ask for a reload; then
    `view`, each a JSON object of the pieces of `ResultView` that changed; `trouble`, with what is said of it, where the
    ledger cannot be read: until the next `view`.
    """
    slots = FairSemaphore(_AT_ONCE)

    async def live(request: Request) -> Response:
        wanted, batch = (request.query_params.get(name, "") for name in ("run", "batch"))
        service = parts.settings.service_name
        person, context, zone = person_of(request), context_for(request), zone_of(request)
        views = _Views(parts.runner, person, wanted, batch, context, service, zone)
        return StreamingResponse(_stream(views, version, slots), media_type="text/event-stream", headers=_HEADERS)

    return [Route("/live", live)]


@dataclass(frozen=True, slots=True)
class _Views:
    """Whose runs, and which of them (at first the newest, where `wanted` is empty).

    `service` is the present one, `zone` the reader's.
    Where no run is wanted but a `batch`, that is shown. `usual` remembers, by run, how long such a run takes, and
    `batches` in which batch it is: each is looked up once.
    """

    runner: Runner
    person: str
    wanted: str
    batch: str
    context: ViewContext
    service: str
    zone: ZoneInfo | None
    usual: dict[str, tuple[float | None, float | None]] = field(default_factory=dict)
    batches: dict[str, str] = field(default_factory=dict)

    async def now(self) -> ResultView:
        return replace(await self._now(), left=await self._left())

    async def _now(self) -> ResultView:
        runs = await self.runner.summaries.newest(self.person, _STRIP)
        if self.batch and not self.wanted:
            batch = await self.runner.batches.batch(self.person, self.batch)
            if batch is not None:
                return await self._batch(batch, runs)
        newest = max(runs, key=lambda run: run.created_at, default=None)
        wanted = self.wanted or self.batch or (newest.run_id if newest else "")
        run = await self.runner.run(self.person, wanted) if wanted else None
        exact, usual = await self._usual(run, runs) if run and run.status.is_active else (None, None)
        view = await asyncio.to_thread(  # a run may hold megabytes
            draw_result,
            run,
            runs,
            self.context,
            spent=await self._spent(),
            usual=usual,
            exact=exact,
            is_missing=bool(wanted) and run is None,
        )
        return replace(view, rail=await self._way_back(view.run) + view.rail)

    async def _batch(self, batch: Batch, earlier: Sequence[Run]) -> ResultView:
        return await asyncio.to_thread(
            draw_batch,
            batch,
            await self.runner.summaries.several(self.person, batch.run_ids[:MOST_SHOWN]),
            await self.runner.batches.problems(batch),
            earlier,
            self.context,
            most_at_work=self.runner.batches.most_at_work,
            service=self.service,
            spent=await self._spent(),
        )

    async def _way_back(self, run_id: str) -> str:
        """A link to the batch that a run is a cell of; empty where it is of none."""
        if run_id and run_id not in self.batches:
            self.batches[run_id] = (await self.runner.batches.batches_of([run_id])).get(run_id, "")
        batch = self.batches.get(run_id)
        return draw("batch_link", self.context.language, batch=batch) if batch else ""

    async def _usual(self, run: Run, runs: Sequence[Run]) -> tuple[float | None, float | None]:
        """As runs with the same settings took; and that, or else as this person's others of the model did."""
        if run.run_id not in self.usual:
            alike = await self.runner.costs.durations(run)
            exact = median(alike) if alike else None
            self.usual[run.run_id] = exact, usual_seconds(run, runs) if exact is None else exact
        return self.usual[run.run_id]

    async def _left(self) -> str:
        budgets = self.runner.budgets
        return left_words(await budgets.standings(self.person), budgets.settings, self.context.language)

    async def _spent(self) -> str:
        spent = await self.runner.costs.spent_today(self.person, self.zone)
        if not (spent.total or spent.unknown):
            return ""
        code = "page.spent_partly" if spent.unknown else "page.spent"
        return translate(
            code, self.context.language, cost=cost_words(spent.total, self.context, self.service), count=spent.unknown
        )


async def _stream(views: _Views, version: str, slots: FairSemaphore) -> AsyncIterator[str]:
    """What changed, as events; a comment now and then, so that a lost connection is noticed on both sides."""
    listener = views.runner.subscribe(views.person)
    before: dict[str, str | int] = {}
    is_in_trouble = False
    yield f"event: version\ndata: {version}\n\n"
    while True:
        try:
            async with asyncio.timeout(_HEARTBEAT):
                await anext(listener)
        except TimeoutError:
            yield ": still here\n\n"
            continue
        except StopAsyncIteration:
            return
        try:
            async with slots.slot():
                seen = await views.now()
        except StorageError:  # what the page shows is as it was, and it is told why
            said = {"problem": translate("page.no_ledger", views.context.language)}
            yield ": still here\n\n" if is_in_trouble else f"event: trouble\ndata: {json.dumps(said)}\n\n"
            is_in_trouble, before = True, {}
            await asyncio.sleep(_TROUBLE_PAUSE)
            listener.wake()
            continue
        is_in_trouble = False
        views = replace(views, wanted=views.wanted or seen.run)  # what is shown stays, whatever another tab begins
        now = asdict(seen)
        changed = {piece: text for piece, text in now.items() if before.get(piece) != text}
        before = now
        if changed:
            yield f"event: view\ndata: {json.dumps(changed)}\n\n"
        if seen.batch:  # it changes with each of its runs: what comes in quick succession is drawn once
            await asyncio.sleep(_BATCH_PAUSE)

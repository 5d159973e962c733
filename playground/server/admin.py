"""The pages of admins: people, runs, spending, servers, and what was changed. Everybody else is refused in words."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Final, ParamSpec, TypeVar
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from playground.errors import BadRequestError
from playground.people.person import PERSON_PREFIX, Limits, Person
from playground.runs.budgets.limits import COMMAND_LINE
from playground.runs.daily_costs import Day, Usage, days_until
from playground.runs.run import RunStatus
from playground.runs.usage import SHARED_BY, shares, this_month
from playground.server.queries import whole_in
from playground.server.responses import NOT_KEPT
from playground.server.signin.refusals import refusal
from playground.setting_values import zone_of
from playground.texts import translate
from playground.ui.admin_view import AdminView, draw_spending
from playground.ui.costs_view import SPANS, USUAL_SPAN
from playground.ui.people_words import read_limits, usage_csv
from playground.ui.view_context import ViewContext
from playground.ui.visitor import SignedIn, signed_in
from playground.wiring import Parts

P = ParamSpec("P")
T = TypeVar("T")

PAGE: Final = 50
"""People, runs or changes on one page."""

_Act = Callable[[Request, SignedIn], Awaitable[Response]]


def admin_routes(parts: Parts, context_for: Callable[[Request], ViewContext], version: str) -> list[BaseRoute]:
    """`GET /admin`, `/admin/people/{person}`, `/admin/runs`, `/admin/spending` (and `.csv`), `/admin/servers` and
    `/admin/changes`; `POST /admin/people/{person}/{action}`, a plain form, leads back to the person's page.
    """  # noqa: D205 - the first sentence is a list
    desk = _Desk(parts, context_for, version)
    pages: Mapping[str, _Act] = {
        "/admin": desk.people,
        "/admin/people/{person}": desk.person,
        "/admin/runs": desk.runs,
        "/admin/spending": desk.spending,
        "/admin/spending.csv": desk.spending_csv,
        "/admin/servers": desk.servers,
        "/admin/changes": desk.changes,
    }
    change = Route("/admin/people/{person}/{action}", _for_admins(parts, desk.change), methods=["POST"])
    return [*(Route(path, _for_admins(parts, act)) for path, act in pages.items()), change]


def _for_admins(parts: Parts, act: _Act) -> Callable[[Request], Awaitable[Response]]:
    """The route, for whoever is an admin at this moment: what the way of signing in remembers may be a second old."""
    named = frozenset(parts.settings.admins)

    async def answer(request: Request) -> Response:
        known = signed_in(request)
        if known is None:
            return refusal(request, "admin.nobody", 404)
        person = await parts.people.call(parts.people.people.one, known.person)
        if person is None or not person.may_administer(named):
            return refusal(request, "admin.only", 403)
        return await act(request, known)

    return answer


class _Desk:
    """What the pages have in common. Of its looks at all runs one is made at a time, on a thread of its own."""

    def __init__(self, parts: Parts, context_for: Callable[[Request], ViewContext], version: str) -> None:
        self._parts = parts
        self._context_for = context_for
        self._version = version
        self._turn = asyncio.Lock()
        self._zone = zone_of(parts.settings.budget_zone)
        self._admins = frozenset(parts.settings.admins)

    async def people(self, request: Request, _admin: SignedIn) -> Response:
        searched, skip = request.query_params.get("q", "")[:200], _skip(request)
        found = await self._parts.people.call(self._parts.people.people.found, searched)
        shown = found[skip : skip + PAGE]
        today, month = await self._spent([one.person for one in shown])
        view = self._view(request)
        held = await asyncio.to_thread(self._parts.stored.of, [one.person for one in shown])
        html = view.people(shown, today, month, held, searched=searched, skip=skip, has_more=len(found) > skip + PAGE)
        return _page(html)

    async def person(self, request: Request, admin: SignedIn) -> Response:
        return await self._person_page(request, admin)

    async def change(self, request: Request, admin: SignedIn) -> Response:
        people = self._parts.people
        known = await people.call(people.people.one, request.path_params["person"])
        action = _ACTIONS.get(request.path_params["action"])
        if known is None or action is None:
            return refusal(request, "admin.unknown", 404)
        form = parse_qs((await request.body()).decode(errors="replace"))
        try:
            await self._act(action, known, admin, form)
        except BadRequestError as error:
            problem = translate(error.code, self._view(request).language, **error.params)
            return await self._person_page(request, admin, problem)
        return RedirectResponse(f"/admin/people/{known.person}", 303)

    async def _act(self, action: str, known: Person, admin: SignedIn, form: Mapping[str, list[str]]) -> None:
        people = self._parts.people
        by, now = admin.person, time.time()
        if action == "limits":
            await people.call(people.people.set_limits, known.person, _limits_in(form), by=by, now=now)
        elif action in {"disable", "enable"}:
            change, is_on = people.people.set_disabled, action == "disable"
            await people.call(change, known.person, by=by, now=now, is_disabled=is_on, admins=self._admins)
        else:
            change_right, is_on = people.people.set_admin, action == "make_admin"
            await people.call(change_right, known.person, by=by, now=now, is_admin=is_on, admins=self._admins)

    async def runs(self, request: Request, _admin: SignedIn) -> Response:
        asked, days = request.query_params.get("state", ""), self._days(request)
        settings, overview = self._parts.settings, self._parts.overview
        tells = settings.admins_see_prompts
        counts = await self._look(overview.counts, days[0].begins)
        waiting = await self._look(overview.waiting, settings.service_name, PAGE, with_prompts=tells)
        state = next((one for one in RunStatus if one.value == asked), _first_of(counts))
        newest = await self._look(overview.newest, [state], days[0].begins, PAGE, with_prompts=tells)
        html = self._view(request).runs(
            counts, waiting, newest, await self._people(), state=state, span=len(days), with_prompts=tells
        )
        return _page(html)

    async def spending(self, request: Request, _admin: SignedIn) -> Response:
        by, days = _by(request), self._days(request)
        parts = "person" if by == "person" else "model"  # days are drawn with their models
        found, people = await self._usage(days, parts), await self._people()
        view = self._view(request)
        return _page(await self._parts.threads.run(draw_spending, view, found, days, people, by))

    async def spending_csv(self, request: Request, _admin: SignedIn) -> Response:
        by, days, settings = _by(request), self._days(request), self._parts.settings
        found = [
            replace(one, of=_shown(one.of)) if by == "person" else one
            for one in shares(await self._usage(days, by), by)
        ]
        text = usage_csv(found, by, await self._people(), settings.currency, is_play=settings.on_sandbox)
        name = f"usage-by-{by}-{days[-1].date}.csv"
        headers = {**NOT_KEPT, "Content-Disposition": f'attachment; filename="{name}"'}
        # With a mark of the encoding, without which Excel takes it for another.
        return Response(text.encode("utf-8-sig"), media_type="text/csv; charset=utf-8", headers=headers)

    async def servers(self, request: Request, _admin: SignedIn) -> Response:
        return _page(self._view(request).servers(await self._look(self._parts.overview.replicas)))

    async def changes(self, request: Request, _admin: SignedIn) -> Response:
        skip, people = _skip(request), self._parts.people
        found = await people.call(people.audit.newest, PAGE + 1, skip=skip)
        html = self._view(request).changes(found[:PAGE], await self._people(), skip=skip, has_more=len(found) > PAGE)
        return _page(html)

    async def _person_page(self, request: Request, admin: SignedIn, problem: str = "") -> Response:
        people = self._parts.people
        known = await people.call(people.people.one, request.path_params["person"])
        if known is None:
            return refusal(request, "admin.unknown", 404)
        today, month = await self._spent([known.person])
        held = await asyncio.to_thread(self._parts.stored.of, [known.person])
        is_self = known.person == admin.person
        html = self._view(request).person(known, today, month, held, is_self=is_self, problem=problem)
        return _page(html, 400 if problem else 200)

    async def _spent(self, ids: list[str]) -> list[Mapping[str, Decimal]]:
        service, spans = self._parts.settings.service_name, this_month(time.time(), self._zone)
        return [await self._look(self._parts.usage.of, service, span, ids) for span in spans]

    async def _usage(self, days: tuple[Day, ...], by: str) -> tuple[Usage, ...]:
        return await self._look(self._parts.usage.of_all, self._parts.settings.service_name, days, by)

    async def _people(self) -> Mapping[str, Person]:
        found = await self._parts.people.call(self._parts.people.people.all)
        return {one.person: one for one in found}

    async def _look(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        async with self._turn:
            return await asyncio.to_thread(function, *args, **kwargs)

    def _days(self, request: Request) -> tuple[Day, ...]:
        asked = request.query_params.get("days", "")
        return days_until(time.time(), next((one for one in SPANS if str(one) == asked), USUAL_SPAN), self._zone)

    def _view(self, request: Request) -> AdminView:
        settings, context = self._parts.settings, self._context_for(request)
        return AdminView(
            context.language,
            self._version,
            settings.currency,
            context.title_of,
            context.zone or self._zone,
            settings.budget_zone,
            request.url.path.count("/") - 1,
            self._admins,
            self._parts.stored.limit,
            is_play=settings.on_sandbox,
        )


_ACTIONS: Final = {one: one for one in ("limits", "disable", "enable", "make_admin", "no_admin")}


def _limits_in(form: Mapping[str, list[str]]) -> Limits:
    return read_limits(*(form.get(name, [""])[0] for name in ("day", "month", "at_once", "kept")))


def _first_of(counts: Mapping[RunStatus, int]) -> RunStatus:
    return next((one for one in RunStatus if counts.get(one)), RunStatus.SUCCEEDED)


def _shown(person: str) -> str:
    """The id of a person; of a browser only its beginning: whoever has the whole of it could be that browser."""
    return person if person.startswith(PERSON_PREFIX) or person == COMMAND_LINE else f"{person[:8]}…"


def _by(request: Request) -> str:
    asked = request.query_params.get("by", "")
    return asked if asked in SHARED_BY else "model"


def _skip(request: Request) -> int:
    try:
        return min(whole_in(request, "skip", 0), 10**6)
    except BadRequestError:
        return 0


def _page(html: str, status: int = 200) -> Response:
    return HTMLResponse(html, status, NOT_KEPT)

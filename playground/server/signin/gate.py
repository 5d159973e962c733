"""Middleware: nobody passes without being signed in, and each request is told whose it is."""

from __future__ import annotations

import asyncio
import json
import re
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from playground.errors import StorageError
from playground.server.signin.opentabs import OpenTabs
from playground.server.signin.refusals import refusal
from playground.server.signin.way import SignedOut, Visit, Way
from playground.texts import translate
from playground.ui.visitor import SIGNED_IN, SignedIn, language_of

_OPEN: Final = re.compile(r"/(uploads/[\w.-]+|sandbox(/.*)?|look/.*|healthz|readyz)")
"""The service fetches published uploads, the sandbox has keys of its own, the page to sign in needs its style, and who
watches over servers signs in nowhere."""
_STREAMS: Final = frozenset({"/live"})
_SAFE: Final = frozenset({"GET", "HEAD"})


class Gate:
    """The middleware; pure ASGI, so that streams pass through unchanged.

    Args:
        app: the app behind it.
        way: how people sign in.
        admins: e-mail addresses and subjects of people who are admins, whatever the database says.
    """

    def __init__(self, app: ASGIApp, *, way: Way, admins: frozenset[str] = frozenset()) -> None:
        self._app = app
        self._way = way
        self._tabs = OpenTabs(way.open_ones)
        self._admins = admins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with whose it is, or answer in its place."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        found = await self._look(Request(scope, receive))
        if found is None:
            await self._app(scope, receive, send)
            return
        if isinstance(found, Response):
            await found(scope, receive, send)
            return
        inner = self._with_person(scope, found)
        if scope["path"] in _STREAMS and scope["method"] in _SAFE:
            await self._watched(inner, receive, send, found.key)
        else:
            await self._app(inner, receive, send)

    async def _look(self, request: Request) -> Visit | Response | None:
        """Whose request it is, or what is answered in its place; None where that is open to all."""
        try:
            answer = await self._way.answer(request)
            if answer is None and _OPEN.fullmatch(request.scope["path"]):
                return None
            found = answer or await self._way.visit(request)
        except StorageError as error:
            return refusal(request, error.code, 503, **error.params)
        if isinstance(found, SignedOut):
            self._tabs.end(found.key)
            return found.response
        if isinstance(found, Visit) and found.person and found.person.is_disabled:
            return refusal(request, "page.disabled", 403)
        return found

    def _with_person(self, scope: Scope, visit: Visit) -> Scope:
        person = visit.person
        if person is None:
            return scope
        is_admin = person.may_administer(self._admins)
        signed_in = SignedIn(person.person, person.shown_name, person.identity.email or "", is_admin=is_admin)
        return {**scope, SIGNED_IN: signed_in}

    async def _watched(self, scope: Scope, receive: Receive, send: Send, key: str) -> None:
        """Answer with a stream that ends, in words, once its visit may not go on."""
        has_begun = is_over = False

        async def note(message: Message) -> None:
            nonlocal has_begun, is_over
            has_begun = has_begun or message["type"] == "http.response.start"
            is_over = message["type"] == "http.response.body" and not message.get("more_body", False)
            await send(message)

        with self._tabs.opened(key) as over:
            work = asyncio.create_task(_run(self._app, scope, receive, note), name="stream")
            ending = asyncio.create_task(over.wait(), name="end of a stream")
            try:
                await asyncio.wait({work, ending}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                ending.cancel()
                work.cancel()
                await asyncio.gather(work, ending, return_exceptions=True)
        if not work.cancelled():
            work.result()
        elif has_begun and not is_over:
            problem = translate("page.signed_out", language_of(Request(scope)))
            event = f"event: ended\ndata: {json.dumps({'problem': problem})}\n\n"
            await send({"type": "http.response.body", "body": event.encode(), "more_body": False})


async def _run(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    await app(scope, receive, send)

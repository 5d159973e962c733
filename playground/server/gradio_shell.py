"""The little of Gradio that a visitor reaches: the page's shell and the files that it is made of.

A mounted Gradio app answers far more than a page: its API reads any file that a request names (`docs/upstream.md`),
keeps state for any session that a request makes up, fetches any address. None of that is needed by a page without
events, so none of it is there: its other routes are taken out, which closes them under every spelling, and what is
left gets a request without body, query, cookies and forwarded names.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Final
from urllib.parse import unquote

import gradio as gr
from fastapi import FastAPI
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from playground.server.responses import KEPT_FOR_EVER, PackedText, told

KEPT: Final = frozenset({"/", "/assets/{path:path}", "/static/{path:path}", "/theme.css", "/favicon.ico"})
"""Gradio's routes that its page asks for when nothing in it has an event."""
_REACHED: Final = re.compile(r"/|/theme\.css|/favicon\.ico|/(assets|static)(/\w[\w.-]*)+", re.ASCII)
_NAMED_BY_CONTENT: Final = re.compile(r"/assets/.+-[\w-]{8,}\.\w+", re.ASCII)
_ASSETS: Final = {
    f"/assets/{path.name}": path
    for path in (Path(gr.__file__).parent / "templates" / "frontend" / "assets").iterdir()
    if path.suffix in {".js", ".css"}
}
"""Its scripts and style sheets. Gradio itself reads and packs each anew for every visitor: three times the work."""
_LONGEST: Final = 200
"""Characters of a path: none of these files has more, and no file may have as many as a request."""
_METHODS: Final = frozenset({"GET", "HEAD"})
_HEADERS: Final = frozenset({b"host", b"accept-encoding", b"if-none-match", b"if-modified-since"})


class GradioShell:
    """Hands on what the page's shell asks for, and answers 404 to all else; 403 to what asks for Gradio's API by name.

    Args:
        app: Gradio's.
        links: the header `Link` of the page itself; none where it is empty.
        first: what stands first in the head of the page itself.
    """

    def __init__(self, app: ASGIApp, links: str = "", first: str = "") -> None:
        self._app = app
        self._links = links
        self._first = first.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer; of the request only its path and a few headers are handed on."""
        if scope["type"] == "websocket":
            await send({"type": "websocket.close"})
        if scope["type"] != "http":
            return
        if scope["method"] not in _METHODS or not _is_reached(scope["path"]):
            status = 403 if "gradio_api" in unquote(scope["path"]).lower() else 404
            await told(Request(scope), "page.nothing_here", status)(scope, receive, send)
            return
        if path := _ASSETS.get(scope["path"]):
            await _packed(path).answer(Request(scope), KEPT_FOR_EVER)(scope, receive, send)
            return
        headers = [(name, value) for name, value in scope["headers"] if name in _HEADERS]
        bare = {**scope, "headers": headers, "query_string": b"", "root_path": ""}
        answer = self._completed(send) if scope["path"] == "/" else _kept(send) if _is_named_by_content(scope) else send
        await self._app(bare, _nothing_of(receive), answer)

    def _completed(self, send: Send) -> Send:
        start: Message = {}
        body = bytearray()

        async def send_complete(message: Message) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
                return
            body.extend(message.get("body", b""))
            if message.get("more_body"):
                return
            page = bytes(body).replace(b"<head>", b"<head>" + self._first, 1)
            headers = MutableHeaders(scope=start)
            headers["Content-Length"] = str(len(page))
            if self._links:
                headers["Link"] = self._links
            await send(start)
            await send({"type": "http.response.body", "body": page})

        return send_complete


def mount_gradio_shell(
    app: FastAPI, page: gr.Blocks, *, theme: gr.themes.Base, head: str, links: str = "", first: str = ""
) -> None:
    """Put Gradio's page behind all routes that the app has.

    Args:
        app: what serves; its lifespan takes in Gradio's.
        page: blocks without events.
        theme: of the page.
        head: HTML that Gradio's own script puts into its head.
        links: the page's header `Link`: what a browser may ask for before it has read the page.
        first: HTML at the beginning of its head, before any script of Gradio's.
    """
    # A page without events needs no queue; Gradio's looks for work a thousand times a second, for as long as it runs.
    page._queue.start = _nothing_to_do  # type: ignore[method-assign] # noqa: SLF001 - it has no public name
    gr.mount_gradio_app(
        app,
        page,
        path="/",
        run_history=False,
        show_error=False,
        footer_links=[],
        ssr_mode=False,
        max_file_size=1,
        theme=theme,
        head=head,
    )
    mounted = app.router.routes.pop()
    assert isinstance(mounted, Mount)  # noqa: S101 - it is what was just mounted
    routes = mounted.app.router.routes  # type: ignore[attr-defined]  # a Gradio app is a FastAPI app
    routes[:] = [route for route in routes if path_of(route) in KEPT]
    app.router.routes.append(Mount("/", GradioShell(mounted.app, links, first)))


def _nothing_to_do() -> None:
    """Stands in for the start of what is not needed."""


def _is_reached(path: str) -> bool:
    return len(path) <= _LONGEST and _REACHED.fullmatch(path) is not None


@cache  # a page asks for forty of them; all together would be a few megabytes
def _packed(path: Path) -> PackedText:
    return PackedText.of(path.read_bytes(), "text/css" if path.suffix == ".css" else "text/javascript")


def _is_named_by_content(scope: Scope) -> bool:
    """Whether another version of Gradio has another address for it."""
    is_theme = scope["path"] == "/theme.css" and scope["query_string"].startswith(b"v=")
    return is_theme or _NAMED_BY_CONTENT.fullmatch(scope["path"]) is not None


def _kept(send: Send) -> Send:
    """Gradio says nothing of keeping: browsers guess from a file's age, and ask again for what was just installed."""

    async def send_kept(message: Message) -> None:
        if message["type"] == "http.response.start" and message["status"] in {200, 304}:
            MutableHeaders(scope=message)["Cache-Control"] = KEPT_FOR_EVER
        await send(message)

    return send_kept


def path_of(route: BaseRoute) -> str:
    """The pattern of a route's path; empty where it has none."""
    return route.path if isinstance(route, Mount | Route) else ""


def _nothing_of(receive: Receive) -> Receive:
    """No body, though a visitor sent one: only that he has left is told."""
    is_told = False

    async def received() -> Message:
        nonlocal is_told
        if not is_told:
            is_told = True
            return {"type": "http.request", "body": b"", "more_body": False}
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                return message

    return received

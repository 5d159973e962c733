"""The page's style and scripts, at an address that has their content's name in it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from http import HTTPStatus
from itertools import chain
from pathlib import Path
from posixpath import dirname, normpath
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from playground.component.drawing import STATIC, source_of, widget_sheet
from playground.form import WIDGETS
from playground.ui.drawing import STYLES

LOOK: Final = Path(__file__).parent.parent / "ui" / "static"
_KEPT: Final = "public, max-age=31536000, immutable"
_ASKED_EACH_TIME: Final = "no-cache"
_SCRIPT: Final = "text/javascript"
_IMPORT: Final = re.compile(r'(?:from|import) "(\.{1,2}/[^"]+)";')


def _scripts() -> dict[str, str]:
    """The scripts that widgets bring along, by widget."""
    return {widget.name: script for widget in WIDGETS if (script := source_of(widget.script))}


def content_name() -> str:
    """A name for all style and scripts as they are now."""
    found = chain.from_iterable(sorted(folder.rglob("*.*")) for folder in (LOOK, STATIC))
    files = b"".join(path.read_bytes() for path in found)
    return hashlib.sha256(files + "".join(_scripts().values()).encode()).hexdigest()[:12]


VERSION: Final = content_name()
"""Names style and scripts by their content, so that a new version is never mixed with an old one."""


def page_sheet() -> str:
    """The style that all pages have in common as one sheet: a browser asks once, and not for each part of it."""
    return "".join(widget_sheet() if name == "form/widgets" else _source(f"{name}.css") for name in STYLES)


def _source(name: str) -> str:
    folder, path = (STATIC, name.removeprefix("form/")) if name.startswith("form/") else (LOOK, name)
    return (folder / path).read_text(encoding="utf-8")


def modules_of(entry: str) -> tuple[str, ...]:
    """The scripts that one imports, and those that they import, by their names below `look/`.

    A browser that is told of all of them asks for them at once, and not for each when another has come.
    """
    found = [entry]
    for name in found:
        imported = _IMPORT.findall(_source(name))
        names = dict.fromkeys(normpath(f"{dirname(name)}/{one}").lstrip("/") for one in imported)
        found += [one for one in names if one not in found]
    return tuple(found[1:])


def links_of(entry: str, sheets: Iterable[str] = ()) -> str:
    """A page's header `Link`: its script with all modules, and the style sheets that its HTML does not name itself."""
    styles = (f"<look/{VERSION}/{sheet}.css>; rel=preload; as=style" for sheet in sheets)
    modules = (f"<look/{VERSION}/{name}>; rel=modulepreload" for name in (entry, *modules_of(entry)))
    return ", ".join((*styles, *modules))


def inline(name: str) -> str:
    """A script of the page's, as HTML that runs before anything else comes."""
    return f"<script>{(LOOK / name).read_text(encoding='utf-8')}</script>"


def look_routes() -> list[BaseRoute]:
    """`GET /look/VERSION/…`, kept by browsers for ever, and `GET /look/…`, asked for anew each time.

    `page.css` is the one sheet that all pages have in common, as it was when the server started. `look/…/form/` has
    what is the component's; there, `widgets/NAME.js` is also the script that a widget brings along itself.
    """
    return [*_below(f"/look/{VERSION}", _KEPT), *_below("/look", _ASKED_EACH_TIME)]


def _below(address: str, caching: str) -> list[BaseRoute]:
    headers = {"Cache-Control": caching}
    joined = page_sheet()

    async def sheet(_: Request) -> Response:
        return Response(joined, media_type="text/css", headers=headers)

    def script_route(name: str, script: str) -> Route:
        async def answer(_: Request) -> Response:
            return Response(script, media_type=_SCRIPT, headers=headers)

        return Route(f"{address}/form/widgets/{name}.js", answer)

    return [
        Route(f"{address}/page.css", sheet),
        *(script_route(name, script) for name, script in _scripts().items()),
        Mount(f"{address}/form", _Files(STATIC, caching)),
        Mount(address, _Files(LOOK, caching)),
    ]


class _Files(StaticFiles):
    """A folder, of whose files browsers are told for how long to keep them."""

    def __init__(self, folder: Path, caching: str) -> None:
        super().__init__(directory=folder)
        self._caching = caching

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = self._caching
        if path.endswith(".js") and response.status_code == HTTPStatus.OK:
            response.headers["Content-Type"] = _SCRIPT  # Python's own table, by which it was told, Gradio changes
        return response

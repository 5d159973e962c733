"""The page's style and scripts, at an address that has their content's name in it."""

from __future__ import annotations

import hashlib
from functools import cache
from http import HTTPStatus
from itertools import chain
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from playground.component.drawing import STATIC, source_of, widget_sheet
from playground.form import WIDGETS
from playground.server.modules import Module, join, read_module, script_of, source_map_of
from playground.server.responses import KEPT_FOR_EVER, PackedText
from playground.ui.drawing import STYLES

LOOK: Final = Path(__file__).parent.parent / "ui" / "static"
_ASKED_EACH_TIME: Final = "no-cache"
_SCRIPT: Final = "text/javascript"
_ROOT: Final = "../"  # of all modules, from where they are served as one script


def _brought() -> dict[str, str]:
    """The scripts that widgets bring along, by widget."""
    return {widget.name: script for widget in WIDGETS if (script := source_of(widget.script))}


def _source(name: str) -> str:
    folder, path = (STATIC, name.removeprefix("form/")) if name.startswith("form/") else (LOOK, name)
    return (folder / path).read_text(encoding="utf-8")


@cache
def _module(name: str) -> Module:
    return read_module(name, _source(name), _ROOT)


def page_sheet() -> str:
    """The style that all pages have in common as one sheet: a browser asks once, and not for each part of it."""
    return "".join(widget_sheet() if name == "form/widgets" else _source(f"{name}.css") for name in STYLES)


def page_modules() -> dict[str, tuple[Module, ...]]:
    """The modules of each page's script, in the order in which they run: a page begins where no other imports it.

    Raises:
        ModuleError: a module has something that cannot be joined.
    """
    names = [path.name for path in sorted(LOOK.glob("*.js"))]
    imported = {other for name in names for other in _module(name).imports}
    return {name: join(name, _module) for name in names if name not in imported}


_MODULES: Final = page_modules()
_JOINED: Final = {
    "page.css": page_sheet(),
    **{f"pages/{name}": script_of(modules, f"{name}.map") for name, modules in _MODULES.items()},
}
_PACKED: Final = {
    name: PackedText.of(text.encode(), _SCRIPT if name.endswith(".js") else "text/css")
    for name, text in _JOINED.items()
}


def content_name() -> str:
    """A name for all style and scripts as they are now."""
    found = chain.from_iterable(sorted(folder.rglob("*.*")) for folder in (LOOK, STATIC))
    files = b"".join(path.read_bytes() for path in found)
    return hashlib.sha256(files + "".join((*_JOINED.values(), *_brought().values())).encode()).hexdigest()[:12]


VERSION: Final = content_name()
"""Names style and scripts by their content, so that a new version is never mixed with an old one."""

LINKS: Final = f"<look/{VERSION}/page.css>; rel=preload; as=style, <look/{VERSION}/pages/boot.js>; rel=modulepreload"
"""The header `Link` of the page that Gradio builds: its HTML names neither, a script of Gradio's does."""


def inline(name: str) -> str:
    """A script of the page's, as HTML that runs before anything else comes."""
    return f"<script>{(LOOK / name).read_text(encoding='utf-8')}</script>"


def look_routes() -> list[BaseRoute]:
    """`GET /look/VERSION/…`, kept by browsers for ever, and `GET /look/…`, asked for anew each time.

    As they were when the server started, `page.css` is the one sheet that all pages have in common, and `pages/NAME.js`
    a page's script with all that it imports. `look/…/form/` has what is the component's; there, `widgets/NAME.js` is
    also the script that a widget brings along itself.
    """
    return [*_below(f"/look/{VERSION}", KEPT_FOR_EVER), *_below("/look", _ASKED_EACH_TIME)]


def _below(address: str, caching: str) -> list[BaseRoute]:
    headers = {"Cache-Control": caching}

    async def source_map(request: Request) -> Response:
        modules = _MODULES.get(request.path_params["page"])
        return Response(source_map_of(modules, _ROOT), headers=headers) if modules else Response(status_code=404)

    def script_route(name: str, script: str) -> Route:
        async def answer(_: Request) -> Response:
            return Response(script, media_type=_SCRIPT, headers=headers)

        return Route(f"{address}/form/widgets/{name}.js", answer)

    return [
        *(_joined_route(address, name, caching) for name in _JOINED),
        Route(f"{address}/pages/{{page}}.map", source_map),
        *(script_route(name, script) for name, script in _brought().items()),
        Mount(f"{address}/form", _Files(STATIC, caching)),
        Mount(address, _Files(LOOK, caching)),
    ]


def _joined_route(address: str, name: str, caching: str) -> Route:
    async def answer(request: Request) -> Response:
        return _PACKED[name].answer(request, caching)

    return Route(f"{address}/{name}", answer)


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

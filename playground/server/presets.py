"""Routes of presets: the form saved under a name, the list, and what can be done with one of it."""

from __future__ import annotations

from typing import Any, Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from playground.component.edits import read_sent
from playground.server.responses import answered
from playground.ui.drawing import draw
from playground.ui.presets import list_presets, preset_name, save_preset
from playground.ui.visitor import language_of, person_of
from playground.wiring import Parts

_TAKEN: Final = {"is_taken": True}


def preset_routes(parts: Parts) -> list[BaseRoute]:
    """`GET /presets?model=SLUG`, `POST /presets` and `POST /presets/ID/rename`, `…/delete` and `…/restore`.

    The first answers the list as HTML. The second takes what `POST /form` takes, with an `edit` of `do` `save_preset`,
    the `name`, and whether it `replaces` one of that name; `rename` takes the `name` as text. These answer `{}`,
    `{"is_taken": true}` where another preset has the name, or `{"problem"}`.
    """
    presets = parts.runner.presets

    async def listed(request: Request) -> Response:
        language, slug = language_of(request), request.query_params.get("model", "")
        found = await list_presets(parts, slug, person=person_of(request), language=language)
        return HTMLResponse(draw("preset_list", language, presets=found), headers={"Cache-Control": "no-store"})

    async def save(request: Request) -> dict[str, Any]:
        sent = await parts.threads.run(read_sent, await request.body())
        is_saved = await save_preset(parts, sent, person=person_of(request), language=language_of(request))
        return {} if is_saved else _TAKEN

    async def rename(request: Request) -> dict[str, Any] | None:
        name = preset_name((await request.body()).decode(errors="replace"))
        is_renamed = await presets.rename(person_of(request), request.path_params["preset"], name)
        return None if is_renamed is None else {} if is_renamed else _TAKEN

    async def delete(request: Request) -> dict[str, Any] | None:
        return {} if await presets.delete(person_of(request), request.path_params["preset"]) else None

    async def restore(request: Request) -> dict[str, Any] | None:
        return {} if await presets.restore(person_of(request), request.path_params["preset"]) else None

    return [
        Route("/presets", listed),
        Route("/presets", answered(save), methods=["POST"]),
        Route("/presets/{preset}/rename", answered(rename, gone="preset.gone"), methods=["POST"]),
        Route("/presets/{preset}/delete", answered(delete, gone="preset.gone"), methods=["POST"]),
        Route("/presets/{preset}/restore", answered(restore, gone="preset.gone"), methods=["POST"]),
    ]

"""The route at which the service, and the page, fetch uploaded files."""

from __future__ import annotations

from typing import Final

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from playground.files.uploads import Uploads

_HEADERS: Final = {"Cache-Control": "private, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff"}


def published_route(uploads: Uploads) -> Route:
    """`GET /uploads/NAME`, with `?thumbnail` a small picture of it.

    Everybody who knows a file's name gets it: nobody can guess one.
    """

    async def published(request: Request) -> Response:
        name = request.path_params["name"]
        if "thumbnail" in request.query_params and (small := await uploads.thumbnail(name)):
            return FileResponse(small, headers=_HEADERS)
        found = await uploads.find(name)
        return FileResponse(found[0], media_type=found[1], headers=_HEADERS) if found else Response(status_code=404)

    return Route("/uploads/{name}", published)

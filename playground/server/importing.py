"""Route that reads the input of a run from a dropped picture, ZIP or JSON file and answers an edit of the form."""

from __future__ import annotations

from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from playground.errors import PlaygroundError, SchemaError, UploadError
from playground.files.filenames import display_name
from playground.files.validation import upload_errors
from playground.server.files import file_in
from playground.server.multipart import MultipartReader
from playground.server.responses import AsciiJSONResponse
from playground.texts import Language, translate
from playground.ui.parameters import Imported, import_metadata
from playground.ui.visitor import language_of
from playground.wiring import Parts

_NO_PARAMETERS: Final = "page.import.nothing"


def import_routes(parts: Parts) -> list[BaseRoute]:
    """`POST /settings`: a file, as `file`, and the slug of the form on the page, as `model`.

    Answers `{"edit": {…}, "note": "…"}`, the edit to be sent with the page's next event, or `{"problem": "…"}`, with
    `is_bare` where there are no settings in the file. It is not kept.
    """
    reader = MultipartReader()

    async def settings(request: Request) -> Response:
        language = language_of(request)
        try:
            back = await _read(parts, reader, request, language)
        except PlaygroundError as error:
            problem = translate(error.code, language, **error.params)
            return AsciiJSONResponse({"problem": problem, "is_bare": error.code == _NO_PARAMETERS})
        return AsciiJSONResponse({"edit": back.edit, "note": back.note})

    return [Route("/settings", settings, methods=["POST"])]


async def _read(parts: Parts, reader: MultipartReader, request: Request, language: Language) -> Imported:
    nameless = translate("page.this_file", language)
    async with reader.read(request, nameless) as form:
        file = file_in(form, language)
        name = display_name(file.filename or nameless)
        try:
            with upload_errors(name):
                found = await parts.uploads.metadata_in(file.file)
        except OSError as error:
            raise UploadError("upload.disk", file=name, fault=error.strerror or str(error)) from error
        here = str(form.get("model"))
    if found is None:
        raise UploadError(_NO_PARAMETERS, file=name)
    try:
        return await parts.threads.run(
            import_metadata,
            found,
            parts.catalog,
            parts.uploads.has,
            here=here,
            language=language,
        )
    except RecursionError:
        raise SchemaError("catalog.json.depth") from None

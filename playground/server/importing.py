"""Route that reads the input of a run from a dropped picture, ZIP or JSON file and answers an edit of the form."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.routing import BaseRoute, Route

from playground.errors import SchemaError, UploadError
from playground.files.filenames import display_name
from playground.files.validation import upload_errors
from playground.server.files import file_in
from playground.server.multipart import MultipartReader
from playground.server.responses import answered
from playground.texts import Language, translate
from playground.ui.parameters import Imported, import_metadata
from playground.ui.visitor import language_of
from playground.wiring import Parts


def import_routes(parts: Parts) -> list[BaseRoute]:
    """`POST /settings`: a file, as `file`, and the slug of the form on the page, as `model`.

    Answers `{"edit": {…}, "note": "…"}`, the edit to be sent with the page's next event, or `{"is_bare": true}` where
    there are no settings in the file; what cannot be read is answered 400, `{"problem": "…"}`. It is not kept.
    """
    reader = MultipartReader()

    async def settings(request: Request) -> dict[str, Any]:
        back = await _read(parts, reader, request, language_of(request))
        return {"edit": back.edit, "note": back.note} if back else {"is_bare": True}

    return [Route("/settings", answered(settings), methods=["POST"])]


async def _read(parts: Parts, reader: MultipartReader, request: Request, language: Language) -> Imported | None:
    """The input that a file brings back; None where it has none."""
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
        return None
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

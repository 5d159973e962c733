"""Routes for files: uploads for everybody who knows their name, results for their owner only."""

from __future__ import annotations

import asyncio
import datetime as dt
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from playground.component.edits import read_path, read_sent
from playground.errors import StorageError, UploadError
from playground.files.archive import ArchiveFile, zip_chunks
from playground.files.bucket import BucketStore
from playground.files.filenames import display_name, download_name
from playground.files.formats import PICTURES, by_suffix
from playground.files.metadata import METADATA_FILE, embed_metadata
from playground.files.published import published_route
from playground.files.results import Results
from playground.files.store import RESULTS
from playground.files.uploads import StoredUpload
from playground.form import Upload, fields_of, items
from playground.runs.run import Output, Run
from playground.server.bucketresponse import BucketResponse, stat_of
from playground.server.multipart import MultipartReader
from playground.server.responses import answered
from playground.texts import Language, translate
from playground.ui.caption import summary_of
from playground.ui.parameters import metadata_of
from playground.ui.visitor import is_anonymous, language_of, person_of, zone_of
from playground.wiring import Parts

_CACHED_FOR_EVER: Final = {"Cache-Control": "private, max-age=31536000, immutable"}
_SHOWN_BY_BROWSERS: Final = frozenset({"image", "video", "audio"})
"""What a browser says that it wants a file for where it may come from elsewhere: a script may not read it there."""
_INLINE_TYPES: Final = ("image/", "video/", "audio/")


def upload_routes(parts: Parts) -> list[BaseRoute]:
    """`POST /uploads` keeps a file; `GET /uploads/NAME` publishes it to whoever knows its unguessable name.

    Answers `{"token": "…", "note": "…"}`; what cannot be kept is answered 400, `{"problem": "…"}`.
    """
    reader = MultipartReader()

    async def upload(request: Request) -> dict[str, Any]:
        language = language_of(request)
        stored = await _store(parts, reader, request, language)
        note = translate(stored.note.code, language, **stored.note.params) if stored.note else ""
        return {"token": stored.token, "note": note}

    return [Route("/uploads", answered(upload), methods=["POST"]), published_route(parts.uploads)]


def result_routes(parts: Parts) -> list[BaseRoute]:
    """`GET /results/RUN/NAME`, with `?thumbnail`, `?tile`, `?poster` or `?download`, and `/results/RUN.zip`.

    With `?stamped`, pictures have the run's metadata inside, and the ZIP has it in a file as well.
    """
    runner, results = parts.runner, parts.results
    previews = {"thumbnail": results.thumbnail, "tile": results.tile, "poster": results.poster}

    async def result(request: Request) -> Response:
        has_metadata = "stamped" in request.query_params
        look_up = runner.run if has_metadata else runner.summaries.one  # the metadata needs all of the run
        run = await look_up(person_of(request), request.path_params["run"])
        name = request.path_params["name"]
        output = next((one for one in run.outputs if one.name == name), None) if run else None
        if run is None or output is None:
            return Response(status_code=404)
        wanted = next((preview for preview in previews if preview in request.query_params), None)
        if wanted:
            small = await previews[wanted](run.run_id, name)
            return FileResponse(small, headers=_CACHED_FOR_EVER) if small else Response(status_code=404)
        saved_as = _download_name(run, output, name, zone_of(request))
        as_download = "download" in request.query_params
        if isinstance(parts.store, BucketStore) and not has_metadata:
            return await _from_bucket(parts, parts.store, request, _Wanted(run.run_id, output, saved_as, as_download))
        path = await results.find(run.run_id, name)
        if path is None:
            return Response(status_code=404)
        if has_metadata:
            return await _with_metadata_response(run, output, path, saved_as)
        return FileResponse(path, **_told(output, saved_as, as_download=as_download))

    async def everything(request: Request) -> Response:
        look_up = runner.run if "stamped" in request.query_params else runner.summaries.one
        run = await look_up(person_of(request), request.path_params["run"])
        entries = await parts.store.run(result_files, run, results, zone_of(request)) if run else []
        if run is None or not entries:
            return Response(status_code=404)
        name = Path(entries[0].name).stem.rsplit("_", 1)[0]
        packed = zip_chunks(with_metadata(entries, run) if "stamped" in request.query_params else entries)
        return StreamingResponse(packed, media_type="application/zip", headers=attachment_headers(f"{name}.zip"))

    return [Route("/results/{run}.zip", everything), Route("/results/{run}/{name}", result)]


def file_in(form: FormData, language: Language) -> UploadFile:
    """The file that was sent.

    Raises:
        UploadError: `upload.empty`, none was.
    """
    file = form.get("file")
    if not isinstance(file, UploadFile):
        raise UploadError("upload.empty", file=translate("page.this_file", language))
    return file


async def _store(parts: Parts, reader: MultipartReader, request: Request, language: Language) -> StoredUpload:
    async with reader.read(request, translate("page.this_file", language)) as form:
        file = file_in(form, language)
        wanted = await parts.threads.run(_wanted, parts, str(form.get("sent")), str(form.get("path")), language)
        return await _keep(parts, person_of(request), file, wanted)


async def _keep(parts: Parts, person: str, file: UploadFile, wanted: Upload) -> StoredUpload:
    """The file as it is kept, counted as the person's from before its first byte is."""
    name, stored = file.filename or "file", parts.stored
    if is_anonymous(person):  # whose forms are not sent either
        return await parts.uploads.keep(file.file, name, wanted)
    try:
        coming = await asyncio.to_thread(stored.begin, person, file.size or 0, time.time())
    except StorageError as error:
        raise UploadError(error.code, file=display_name(name), **error.params) from error
    try:
        kept = await parts.uploads.keep(file.file, name, wanted)
        told = (person, kept.name, kept.size, time.time())
        await asyncio.to_thread(stored.finish, coming, *told, title=display_name(name))
        if not await parts.store.run(parts.uploads.has, kept.name):  # somebody deleted the same file in this moment
            kept = await parts.uploads.keep(file.file, name, wanted)
    except BaseException:
        await asyncio.shield(asyncio.to_thread(stored.give_up, coming))
        raise
    return kept


def _wanted(parts: Parts, sent_text: str, path_text: str, language: Language) -> Upload:
    """What the field that the file was dropped on takes."""
    sent, path = read_sent(sent_text), read_path(path_text)
    drawn = items(parts.catalog.model(sent.model, language).form, sent.values)
    return next((field.upload for field in fields_of(drawn) if field.path == path and field.upload), Upload())


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Which result is asked for, the name that it is saved by, and whether it is to be saved."""

    run_id: str
    output: Output
    saved_as: str
    as_download: bool


async def _from_bucket(parts: Parts, store: BucketStore, request: Request, wanted: _Wanted) -> Response:
    """The file in pieces as they come from the bucket, or from its copy here, or the word to fetch it there."""
    name = f"{RESULTS}/{wanted.run_id}/{wanted.output.name}"
    facts = await store.run(store.facts, name)
    if facts is None:
        return Response(status_code=404)
    told = _told(wanted.output, wanted.saved_as, as_download=wanted.as_download)
    is_shown = told["content_disposition_type"] == "inline"
    if parts.settings.signed_links and is_shown and request.headers.get("Sec-Fetch-Dest") in _SHOWN_BY_BROWSERS:
        return RedirectResponse(await store.run(store.link, name), 302, {"Cache-Control": "no-store"})
    here = parts.settings.results_folder / wanted.run_id / str(wanted.output.name)
    if copy := await store.run(store.cached, name, here):
        return FileResponse(copy, stat_result=stat_of(facts), **told)
    await store.run(store.piece, name, 0, min(1, facts.size))  # what is in the way is told in words, not by a torn file
    return BucketResponse(store, name, facts, **told)


def _told(output: Output, saved_as: str, *, as_download: bool) -> dict[str, Any]:
    """What a browser is told of a file, wherever it comes from; arguments of a `FileResponse`."""
    shown = (output.media_type or "").startswith(_INLINE_TYPES) and not as_download
    return {
        "media_type": output.media_type or "application/octet-stream",
        "filename": saved_as,
        "content_disposition_type": "inline" if shown else "attachment",
        "headers": _CACHED_FOR_EVER,
    }


async def _with_metadata_response(run: Run, output: Output, path: Path, saved_as: str) -> Response:
    try:
        data = await asyncio.to_thread(lambda: embed_metadata(path.read_bytes(), metadata_of(run)))
    except FileNotFoundError:  # swept in this moment
        return Response(status_code=404)
    return Response(data, media_type=output.media_type, headers=attachment_headers(saved_as))


def with_metadata(entries: Iterable[ArchiveFile], run: Run) -> Iterator[ArchiveFile]:
    """The files, each picture with the metadata in it, and the metadata by itself; it blocks while it reads."""
    text = metadata_of(run)
    for entry in entries:
        yield _embedded(entry, text)
    yield ArchiveFile(METADATA_FILE, text.encode(), run.created_at)


def _embedded(entry: ArchiveFile, text: str) -> ArchiveFile:
    if not isinstance(entry.content, Path) or by_suffix(entry.name) not in PICTURES:
        return entry
    try:
        return replace(entry, content=embed_metadata(entry.content.read_bytes(), text))
    except FileNotFoundError:  # swept in this moment: the archive goes on without it
        return entry


def result_files(run: Run, results: Results, zone: dt.tzinfo | None) -> list[ArchiveFile]:
    """A run's results that are kept, brought here, each under the name and with the date that it is downloaded by."""
    found = [(output, results.path(run.run_id, output.name)) for output in run.outputs if output.name]
    return [ArchiveFile(_download_name(run, one, path.name, zone), path, run.created_at) for one, path in found if path]


def attachment_headers(name: str) -> dict[str, str]:
    """Of a file that is downloaded, under that name."""
    return {"Content-Disposition": f"attachment; filename*=utf-8''{quote(name)}", "Cache-Control": "no-store"}


def _download_name(run: Run, output: Output, name: str, zone: dt.tzinfo | None) -> str:
    suffix = Path(name).suffix.lstrip(".")
    return download_name(run.created_at, run.model, summary_of(run), output.index + 1, suffix, zone=zone)

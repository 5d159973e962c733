"""The sandbox as an ASGI app: routes, keys, and what each request leads to."""

from __future__ import annotations

import asyncio
import json
import secrets
import sqlite3
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from playground.sandbox import api_errors
from playground.sandbox.api_errors import APIError, AsciiJSONResponse
from playground.sandbox.background import BackgroundPainter
from playground.sandbox.events import list_events, stream_events
from playground.sandbox.keys import Keys
from playground.sandbox.magic import MagicWord, find_magic_words
from playground.sandbox.options import read_options
from playground.sandbox.prices import price_of
from playground.sandbox.references import MAX_REFERENCES, ReferenceLoader, find_references
from playground.sandbox.store import ConflictError, Redact, Store, Submission, fingerprint, unredacted
from playground.sandbox.task import Media, Status, TaskRecord, choose_timing
from playground.sandbox.wire import TERMINAL_EVENT_ID, InputError, task_json

_LARGEST_BODY = 5_000_000  # bytes
_LONGEST_IDEMPOTENCY_KEY = 255
_LONGEST_EVENT_ID = 10  # digits; ours have one
_REFUSED_BY_MAGIC = {
    MagicWord.REFUSE: api_errors.content_refused,
    MagicWord.NO_CREDIT: api_errors.no_credit,
    MagicWord.RATE_LIMIT: api_errors.rate_limited,
}


def media_of(model: str) -> Media:
    """What a model most likely makes, going by its name."""
    return Media.VIDEO if "video" in model else Media.IMAGE


def create_app(
    *,
    folder: Path,
    validate: Callable[[str, Any], Sequence[InputError]],
    references: ReferenceLoader,
    pace: float = 1.0,
    media: Callable[[str], str] = media_of,
    redact: Redact = unredacted,
) -> Starlette:
    """The task API on this machine, its routes at the root of the app that is returned.

    Args:
        folder: where keys, tasks and files are kept; several processes may share it.
        validate: what is wrong with an input of a model; raises KeyError where there is no such model.
        references: reaches the files that an input names.
        pace: factor on all waiting times.
        media: what a model makes, as its name tells by default; anything but `video` is painted as a picture.
        redact: what of a model's input may lie on the disk while it is worked on: not its secrets.

    Raises:
        StorageError: the folder cannot be used.
    """
    store = Store(folder, redact)
    sandbox = _Sandbox(Keys(folder), store, BackgroundPainter(folder, store, references), validate, pace, media)
    return Starlette(
        routes=[
            Route("/api/v1/tasks", sandbox.submit, methods=["POST"]),
            Route("/api/v1/tasks/{task_id}", sandbox.show, methods=["GET"]),
            Route("/api/v1/tasks/{task_id}/events", sandbox.events, methods=["GET"]),
            Route("/api/v1/tasks/{task_id}/cancel", sandbox.cancel, methods=["POST"]),
            Route("/files/{task_id}/{name}", sandbox.file, methods=["GET"]),
        ],
        exception_handlers={APIError: _refused, HTTPException: _http_error, sqlite3.Error: _broken},
    )


@dataclass(frozen=True, slots=True)
class _Sandbox:
    keys: Keys
    store: Store
    studio: BackgroundPainter
    validate: Callable[[str, Any], Sequence[InputError]]
    pace: float
    media: Callable[[str], str]

    async def submit(self, request: Request) -> Response:
        key_id = await self._authenticate(request)
        body = await _read_body(request)
        idempotency_key = request.headers.get("idempotency-key") or None
        if len(idempotency_key or "") > _LONGEST_IDEMPOTENCY_KEY:
            raise api_errors.bad_request("The idempotency key is too long.")
        task, magic = await asyncio.to_thread(self._accept, key_id, idempotency_key, body)
        if task.attempts == 1:
            self.studio.begin(task)
        return _spoil(magic, task.attempts) or self._answer(request, task)

    async def show(self, request: Request) -> Response:
        await self._authenticate(request)
        return self._answer(request, await self._find(request))

    async def events(self, request: Request) -> Response:
        await self._authenticate(request)
        task = await self._find(request)
        files_url = _files_url(request)

        def to_json(task: TaskRecord, status: Status) -> dict[str, Any]:
            return task_json(task, status, files_url)

        if "text/event-stream" not in request.headers.get("accept", ""):
            return AsciiJSONResponse(list_events(task, to_json))
        seen = request.headers.get("last-event-id", "")
        after = int(seen) if seen.isdecimal() and len(seen) < _LONGEST_EVENT_ID else 0
        if after >= TERMINAL_EVENT_ID:
            return Response(status_code=HTTPStatus.NO_CONTENT)
        stream = stream_events(lambda: self._find(request), to_json, after=after)
        return StreamingResponse(stream, media_type="text/event-stream", headers={"Cache-Control": "no-store"})

    async def cancel(self, request: Request) -> Response:
        await self._authenticate(request)
        try:
            task, is_cancelled = await asyncio.to_thread(self.store.cancel, request.path_params["task_id"])
        except KeyError:
            raise api_errors.unknown_task() from None
        if not is_cancelled:
            raise api_errors.already_over()
        return self._answer(request, task)

    async def file(self, request: Request) -> Response:
        path = await asyncio.to_thread(self.studio.file, request.path_params["task_id"], request.path_params["name"])
        if path is None:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        return FileResponse(path, headers={"X-Content-Type-Options": "nosniff"})

    async def _authenticate(self, request: Request) -> int:
        scheme, _, key = request.headers.get("authorization", "").partition(" ")
        key_id = await asyncio.to_thread(self.keys.accepts, key.strip())
        if scheme.casefold() != "bearer" or key_id is None:
            raise api_errors.key_refused()
        return key_id

    def _accept(self, key_id: int, idempotency_key: str | None, body: bytes) -> tuple[TaskRecord, frozenset[MagicWord]]:
        try:
            payload, model, given = _read_payload(body)
            errors = self.validate(model, given) or _too_many_references(given)
            if errors:  # before anything else is done with it: it may be large
                raise api_errors.invalid_input(errors)
            magic = find_magic_words(given)
            submission = Submission(key_id, idempotency_key, fingerprint(payload))
        except KeyError:
            raise api_errors.unknown_model(model) from None
        except RecursionError:
            raise api_errors.bad_request("The body is nested too deeply.") from None
        refused = [refuse() for word, refuse in _REFUSED_BY_MAGIC.items() if word in magic]
        if refused:
            raise refused[0]
        try:
            return self.store.submit(submission, self._new_task(model, given, magic)), magic
        except ConflictError:
            raise api_errors.conflict() from None

    def _new_task(self, model: str, given: dict[str, Any], magic: frozenset[MagicWord]) -> TaskRecord:
        task_id = f"task_{secrets.token_hex(16)}"
        media = Media.VIDEO if self.media(model) == Media.VIDEO else Media.IMAGE
        asked = read_options(given, media, task_id)
        return TaskRecord(
            task_id=task_id,
            request_id=f"req_{secrets.token_hex(12)}",
            token=secrets.token_hex(12),
            model=model,
            media=media,
            input=given,
            created_at=time.time(),
            timing=choose_timing(task_id, media, slow=MagicWord.SLOW in magic, pace=self.pace),
            cost=price_of(model).of(
                media, longer_side=max(asked.width, asked.height), count=asked.count, seconds=asked.seconds
            ),
            reason="The prompt asked for a failure, so the model failed." if MagicWord.FAIL in magic else None,
        )

    async def _find(self, request: Request) -> TaskRecord:
        try:
            task = await asyncio.to_thread(self.store.find, request.path_params["task_id"])
        except KeyError:
            raise api_errors.unknown_task() from None
        # Whoever accepted it paints it; if that process died, it is late, and whoever is asked paints it.
        if time.time() >= task.due_at:
            self.studio.begin(task)
        return task

    def _answer(self, request: Request, task: TaskRecord) -> Response:
        return AsciiJSONResponse(task_json(task, task.status_at(time.time()), _files_url(request)))


def _too_many_references(given: dict[str, Any]) -> list[InputError]:
    fields = {address: field for field, address in find_references(given)}
    if len(fields) <= MAX_REFERENCES:
        return []
    message = f"{len(fields)} reference files are named; at most {MAX_REFERENCES} may be."
    return [InputError((next(reversed(fields.values())),), message)]


class _LostAnswer(Response):
    """Promises a body and ends without one: the server can only close the connection, so no answer arrives."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - ASGI's signature
        headers = [(b"content-type", b"application/json"), (b"content-length", b"1000")]
        await send({"type": "http.response.start", "status": HTTPStatus.OK, "headers": headers})


def _spoil(magic: frozenset[MagicWord], attempts: int) -> Response | None:
    """What comes instead of the answer to an accepted task, where a magic word asks for it."""
    if MagicWord.GARBAGE in magic:
        garbage = ("<!doctype html><title>Welcome</title>", "text/html"), ('{"task_id": "task_', "application/json")
        content, media_type = garbage[(attempts - 1) % 2]
        return Response(content, media_type=media_type)
    if MagicWord.FLAKY in magic and attempts == 1:
        return _LostAnswer()
    if MagicWord.FLAKY in magic and attempts == 2:  # noqa: PLR2004 - lost once, then unavailable once
        return api_errors.unavailable().answer
    return None


def _files_url(request: Request) -> str:
    # Not `request.base_url`: that leaves out where this app is mounted in a bigger one.
    return f"{request.url.scheme}://{request.url.netloc}{request.scope.get('root_path', '')}/files"


async def _read_body(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _LARGEST_BODY:
            raise api_errors.too_large()
    return bytes(body)


def _read_payload(body: bytes) -> tuple[dict[str, Any], str, dict[str, Any]]:
    """The whole payload, its model and its input."""
    try:
        payload = json.loads(body, parse_constant=_no_constant)
    except ValueError:
        raise api_errors.bad_request("The body is not JSON.") from None
    match payload:
        case {"model": str(model), "input": dict(given)}:
            return payload, model, given
    raise api_errors.bad_request('The body must be {"model": "…", "input": {…}}.')


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _refused(_: Request, error: Exception) -> Response:
    assert isinstance(error, APIError)  # noqa: S101 - Starlette hands over only what was registered
    return error.answer


def _http_error(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - as above
    return APIError(error.status_code, error.detail, code=HTTPStatus(error.status_code).name.casefold()).answer


def _broken(_: Request, __: Exception) -> Response:
    return api_errors.unavailable().answer

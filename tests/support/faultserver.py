"""A task service that misbehaves as told, on a real socket, and keeps count of what it would charge.

    async with FaultServer(submit="drop-after-accept, 503, 202", poll="processing*2, succeeded") as server:
        ...
    assert server.charges == {"key": 1}

Each script is a list of steps, parted by commas; `step*3` repeats one, and the last goes on for ever. A submit script
runs anew for each idempotency key, the others for each task. Where a step cannot be said in a word, a script is a list
that holds a `Reply` in its place.

submit  `202` accepts (charges the key once) and answers the task, at first as queued · `drop-after-accept` and
        `reset-after-accept` accept and answer nothing · `drop` answers nothing · `hang` keeps the connection, says
        nothing · `held` is `202` once anything else is told · `html`, `truncated`, `no-id`, `huge`, `bomb` accept and
        answer so · `drip` accepts, answers a byte at a time · `conflict-task` a 409 that names the task · a status,
        with words for headers and body: `429 retry-after=3`, `403 no-credit` (see `BODIES`)
poll    `auto` the task as time makes it (see `duration`) · a status word, known or not · the words of submit, without
        accepting · a status
events  a status · `list` and `lines` the task's history as JSON list and NDJSON · `html` · `sse …` with what the stream
        does, word by word: a status word sends that event, `auto` the real changes as they happen to the end, `beat` a
        comment, `retry=700` the field, `wait=0.2` waits, `cut` breaks off in the midst of a line, `hang` stays silent
        and open; after the last word the stream is closed
cancel  `auto` cancels · a status
"""

from __future__ import annotations

import asyncio
import json
import re
import ssl
import time
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from types import TracebackType
from typing import Any, Self

from faultanswers import GARBLED, PIXEL, Reply, Request, bomb, read_request, refusal, reset, say_garbled, send
from faulttasks import TERMINAL, FakeTask, Script, Step, read_script

__all__ = ["PIXEL", "FakeTask", "FaultServer", "Reply", "Request", "Script"]

KEY_IN_FLIGHT = "A request with this idempotency key is in flight"
_TASK_PATH = re.compile(r"/api/v1/tasks/([^/]+)(/events|/cancel)?")


class FaultServer:
    """The service. Open inside `async with`.

    Attributes:
        requests: everything that came in, in order.
        charges: how often each idempotency key was charged.
        tasks: by task id.

    Args:
        submit: script for `POST /api/v1/tasks`.
        poll: script for `GET /api/v1/tasks/ID`.
        events: script for `GET /api/v1/tasks/ID/events`.
        cancel: script for `POST /api/v1/tasks/ID/cancel`.
        duration: seconds that a task takes; its first 30% it is queued.
        outcome: what a task then is.
        outputs: how many pictures it has.
        extra: members put over every task's answer, e.g. `{"cost_actual": -1}`; `None` takes one out.
        files: what `/files/NAME` answers; a picture of one pixel unless told.
        tls: makes it an https service.
    """

    def __init__(
        self,
        *,
        submit: Script = "202",
        poll: Script = "auto",
        events: Script = "404",
        cancel: Script = "auto",
        duration: float = 0.0,
        outcome: str = "succeeded",
        outputs: int = 1,
        extra: Mapping[str, Any] | None = None,
        files: Mapping[str, Reply] | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.scripts = {
            "submit": read_script(submit),
            "poll": read_script(poll),
            "events": read_script(events),
            "cancel": read_script(cancel),
        }
        if any("bomb" in steps for steps in self.scripts.values()):
            bomb()  # packed before anybody waits for it
        self.duration, self.outcome, self.outputs = duration, outcome, outputs
        self.extra = dict(extra or {})
        self.files = dict(files or {})
        self.requests: list[Request] = []
        self.charges: Counter[str] = Counter()
        self.tasks: dict[str, FakeTask] = {}
        self.url = ""
        self._tls = tls
        self.told_anew = asyncio.Event()
        self._served: Counter[tuple[str, str]] = Counter()
        self._connections: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", 0, ssl=self._tls)
        self.url = f"{'https' if self._tls else 'http'}://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        assert self._server is not None
        self._server.close()
        for connection in self._connections:
            connection.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)
        await self._server.wait_closed()

    def seen(self, method: str, ending: str = "") -> list[Request]:
        """The requests of a method whose path ends so."""
        return [request for request in self.requests if request.method == method and request.path.endswith(ending)]

    @property
    def submits(self) -> list[Request]:
        """Every try to submit."""
        return self.seen("POST", "/api/v1/tasks")

    @property
    def polls(self) -> list[Request]:
        """Every poll of a task."""
        return [request for request in self.requests if request.method == "GET" and self._kind(request) == "poll"]

    def _kind(self, request: Request) -> str:
        if request.path == "/api/v1/tasks":
            return "submit"
        found = _TASK_PATH.fullmatch(request.path)
        return "files" if found is None else {None: "poll", "/events": "events", "/cancel": "cancel"}[found[2]]

    def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = asyncio.ensure_future(self._serve(reader, writer))
        self._connections.add(connection)
        connection.add_done_callback(self._connections.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            with suppress(ConnectionError, asyncio.IncompleteReadError):
                while True:
                    request = await read_request(reader)
                    self.requests.append(request)
                    if not await self._answer(request, writer):
                        break
        finally:
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()

    async def _answer(self, request: Request, writer: asyncio.StreamWriter) -> bool:
        """Answers one request; False where the connection ends with it."""
        kind = self._kind(request)
        if kind == "files":
            reply = self.files.get(
                request.path.rpartition("/")[2], Reply(body=PIXEL, headers={"Content-Type": "image/png"})
            )
            return await send(writer, reply)
        if kind == "submit":
            return await self._answer_submit(request, writer)
        found = _TASK_PATH.fullmatch(request.path)
        task_id = found[1] if found else ""
        step = self._next(kind, task_id)
        task = self.tasks.get(task_id)
        if isinstance(step, Reply):
            return await send(writer, step)
        if task is None:
            return await send(writer, Reply(404, {"error": {"message": "no such task"}}))
        if kind == "events":
            return await self._answer_events(step, task, writer)
        if kind == "cancel" and step == "auto":
            task.cancelled = time.monotonic()
        return await self._say(step, task, writer)

    async def _answer_submit(self, request: Request, writer: asyncio.StreamWriter) -> bool:
        key = request.headers.get("idempotency-key", "")
        step = self._next("submit", key)
        if isinstance(step, Reply):
            if step.accept:
                self._accept(key, request.body)
            return await send(writer, step)
        if step == "held":
            await self.told_anew.wait()
            step = "202"
        accepting = ("202", "drop-after-accept", "reset-after-accept", "conflict-task", *GARBLED)
        if step not in accepting:
            return await self._say(step, None, writer)
        known = self.tasks.get(f"task_{key}")
        if known is not None and known.body != request.body:
            return await send(writer, Reply(409, {"error": {"message": "this key was used with other input"}}))
        return await self._say(step, self._accept(key, request.body), writer)

    def _accept(self, key: str, body: bytes) -> FakeTask:
        task_id = f"task_{key}"
        if task_id not in self.tasks:
            self.charges[key] += 1
            self.tasks[task_id] = FakeTask(task_id, key, body, time.monotonic(), self.duration, self.outcome)
        self.tasks[task_id].submits += 1
        return self.tasks[task_id]

    def _next(self, kind: str, name: str) -> Step:
        steps = self.scripts[kind]
        index = self._served[kind, name]
        self._served[kind, name] += 1
        return steps[min(index, len(steps) - 1)]

    async def _say(self, step: str, task: FakeTask | None, writer: asyncio.StreamWriter) -> bool:
        word, *details = step.split()
        if word in {"drop", "drop-after-accept"}:
            return False
        if word == "reset-after-accept":
            reset(writer)
            return False
        if word == "hang":
            await asyncio.Event().wait()
        if task is not None and word == "conflict-task":
            return await send(writer, Reply(409, {"error": {"message": KEY_IN_FLIGHT, "task_id": task.task_id}}))
        if task is not None and word in GARBLED:
            return await say_garbled(word, self._document(task, "succeeded"), writer)
        if word.isdigit() and word != "202":
            return await send(writer, refusal(int(word), details))
        if task is None:
            raise AssertionError(f"no task for the step {step!r}")
        status = task.status(time.monotonic()) if word in {"202", "auto"} else word
        if word == "202" and task.submits == 1:
            status = "queued"
        return await send(writer, Reply(202 if word == "202" else 200, self._document(task, status)))

    def _document(self, task: FakeTask, status: str) -> dict[str, Any]:
        document: dict[str, Any] = {
            "request_id": f"req_{task.key}",
            "task_id": task.task_id,
            "status": status,
            "cost_estimate": 0.05625,
        }
        if status == "succeeded":
            urls = [{"url": f"{self.url}/files/{task.task_id}-{index}.png"} for index in range(self.outputs)]
            document |= {"output": {"images": urls}}
        if status == "failed":
            document |= {"error": {"message": "The model gave up", "code": "model_error"}}
        if status in TERMINAL:
            document |= {"cost_actual": 0.05625 if status == "succeeded" else 0}
        document |= self.extra
        return {name: value for name, value in document.items() if value is not None}

    async def _answer_events(self, step: str, task: FakeTask, writer: asyncio.StreamWriter) -> bool:
        word, *acts = step.split()
        past = [self._document(task, status) for at, status in task.due() if at <= time.monotonic()]
        if word == "list":
            return await send(writer, Reply(200, past))
        if word == "lines":
            body = b"".join(json.dumps(event).encode() + b"\n" for event in past)
            return await send(writer, Reply(200, body, {"Content-Type": "application/x-ndjson"}))
        if word != "sse":
            return await self._say(step, task, writer)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n")
        for act in acts:
            async for piece in self._act(act, task):
                writer.write(piece)
                await writer.drain()
            if act == "cut":
                break
        return False

    async def _act(self, act: str, task: FakeTask) -> AsyncIterator[bytes]:
        word, _, value = act.partition("=")
        if word == "beat":
            yield b": beat\n\n"
        elif word == "retry":
            yield f"retry: {value}\n\n".encode()
        elif word == "wait":
            await asyncio.sleep(float(value))
        elif word == "hang":
            await asyncio.Event().wait()
        elif word == "cut":
            yield b'id: 99\ndata: {"task_id": "'
        elif word == "auto":
            for number, (at, status) in enumerate(task.due()):
                await asyncio.sleep(max(0.0, at - time.monotonic()))
                yield self._event(task, status, number)
        else:
            yield self._event(task, word, ("queued", "processing", *TERMINAL, word).index(word))

    def _event(self, task: FakeTask, status: str, number: int) -> bytes:
        return f"id: {number}\nevent: status\ndata: {json.dumps(self._document(task, status))}\n\n".encode()

"""A sandbox behind a real server on an ephemeral port, mounted in a bigger app as it is in the product."""

from __future__ import annotations

import io
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import patient
import pytest
import uvicorn
from fairness import PATIENCE
from jsonschema import Draft202012Validator
from PIL import Image
from references import loader_of
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route

from playground.sandbox import InputError, Keys, create_app

SCHEMAS = Path(__file__).parents[2] / "schemas"
MODEL = "qwen-image-2-0-pro"
PACE = 0.05
SMALL = "128x96"
"""The size of what is painted for no size's sake: no model of ours has it, but it takes a twentieth of the time."""


@cache
def validator(path: Path) -> Draft202012Validator | None:
    """Of a model, which takes a small size too; None where there is no such model."""
    if not path.is_file():
        return None
    schema = json.loads(path.read_text(encoding="utf-8"))
    if size := schema["properties"].get("size"):
        size["enum"].append(SMALL)
    return Draft202012Validator(schema)


def validate(model: str, given: Any) -> list[InputError]:
    known = validator(SCHEMAS / f"{model}.json")
    if known is None:
        raise KeyError(model)
    return [InputError(tuple(error.absolute_path) or ("prompt",), error.message) for error in known.iter_errors(given)]


def reference_picture() -> bytes:
    """Bright green, with a red band: no palette of the painter's own looks like it."""
    picture = Image.new("RGB", (320, 240), "#12c312")
    picture.paste("#e01010", (0, 170, 320, 240))
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


@contextmanager
def serving(app: Starlette) -> Iterator[str]:
    """Serve an app in a thread; gives its address."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="critical", ws="none", lifespan="off"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            time.sleep(0.005)
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()


@dataclass(frozen=True, slots=True)
class Sandbox:
    """One running sandbox and a client that holds a key for it."""

    address: str
    folder: Path
    key: str
    client: httpx.Client
    fetched: list[str]

    def submit(self, prompt: str, *, key: str | None = None, model: str = MODEL, **more: Any) -> httpx.Response:
        """Ask for something small, unless its size is said; None says none."""
        headers = {"Idempotency-Key": key} if key else {}
        given = {"prompt": prompt, "size": None if "video" in model else SMALL, **more}
        payload = {"model": model, "input": {name: value for name, value in given.items() if value is not None}}
        return self.client.post("/api/v1/tasks", json=payload, headers=headers)

    def ask(self, task_id: str) -> dict[str, Any]:
        answer = self.client.get(f"/api/v1/tasks/{task_id}")
        answer.raise_for_status()
        return dict(answer.json())

    def wait(self, task_id: str, seconds: float = PATIENCE) -> dict[str, Any]:
        """Ask until the task is over."""
        deadline = time.monotonic() + seconds
        while (task := self.ask(task_id))["status"] in {"queued", "processing"}:
            assert time.monotonic() < deadline, task
            time.sleep(0.02)
        return task

    def make(self, prompt: str, **more: Any) -> dict[str, Any]:
        return self.wait(self.submit(prompt, **more).raise_for_status().json()["task_id"])

    def pictures(self, task: dict[str, Any]) -> list[bytes]:
        return [patient.get(image["url"]).raise_for_status().content for image in task["output"]["images"]]


@contextmanager
def running(folder: Path, pace: float = PACE) -> Iterator[Sandbox]:
    fetched: list[str] = []

    async def fetch(url: str) -> bytes:
        fetched.append(url)
        if "/uploads/" not in url:
            raise OSError("not one of our own addresses")
        async with patient.AsyncClient() as client:
            return (await client.get(url)).content

    def upload(request: Request) -> Response:
        return Response(reference_picture() if request.path_params["name"] == "green.png" else b"not a picture")

    sandbox = create_app(folder=folder, validate=validate, references=loader_of(fetch), pace=pace)
    key = Keys(folder).create("tests")
    with serving(Starlette(routes=[Mount("/sandbox", sandbox), Route("/uploads/{name}", upload)])) as address:
        headers = {"Authorization": f"Bearer {key}"}
        with patient.Client(base_url=f"{address}/sandbox", headers=headers) as client:
            yield Sandbox(address, folder, key, client, fetched)


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """One for all tests of a file, which therefore share its tasks."""
    with running(tmp_path_factory.mktemp("sandbox")) as ready:
        yield ready


@pytest.fixture
def start(tmp_path: Path) -> Callable[..., Any]:
    """Starts sandboxes on one folder, one after another or side by side."""
    return lambda pace=PACE: running(tmp_path, pace)

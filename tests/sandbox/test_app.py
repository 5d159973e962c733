"""The published API: submit, poll, cancel, results, and what is refused."""

from __future__ import annotations

import io
import socket
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import httpx
import patient
import pytest
from fairness import fair
from PIL import Image
from references import loader_of

from playground.errors import StorageError
from playground.sandbox import Keys, create_app
from playground.texts import translate


@pytest.fixture(scope="module")
def published(sandbox: Any) -> tuple[httpx.Response, dict[str, Any]]:
    """What is answered to a request as one finds it published, and the task once it is over."""
    answer = sandbox.submit("霓虹灯闪烁", size="16:9", resolution="2K", n=1)
    return answer, sandbox.wait(answer.json()["task_id"])


def test_submit_answers_as_published(published: tuple[httpx.Response, dict[str, Any]]) -> None:
    answer, _ = published
    assert answer.status_code == 200
    task = answer.json()
    assert set(task) == {"request_id", "task_id", "status", "cost_estimate"}
    assert task["request_id"].startswith("req_")
    assert task["status"] == "queued"
    assert task["cost_estimate"] == 0.05625


def test_terminal_answer_as_published(published: tuple[httpx.Response, dict[str, Any]]) -> None:
    _, task = published
    assert set(task) == {"request_id", "task_id", "status", "cost_estimate", "cost_actual", "output"}
    assert (task["status"], task["cost_estimate"], task["cost_actual"]) == ("succeeded", 0.05625, 0.05625)
    assert [set(image) for image in task["output"]["images"]] == [{"url"}]


def test_result_is_a_file_that_needs_no_key(sandbox: Any, published: tuple[httpx.Response, dict[str, Any]]) -> None:
    _, task = published
    url = task["output"]["images"][0]["url"]
    assert url.startswith(f"{sandbox.address}/sandbox/files/{task['task_id']}/")
    answer = patient.get(url)
    assert answer.headers["content-type"] == "image/png"
    with Image.open(io.BytesIO(answer.content)) as picture:
        assert (picture.format, picture.size) == ("PNG", (2048, 1152))
    assert len(answer.content) < 4_000_000


@pytest.mark.parametrize("name", ["1.png", "..%2F..%2Fsandbox.sqlite", "../../own-key", ".", "%2e%2e"])
def test_file_names_cannot_be_guessed_or_climbed(sandbox: Any, name: str) -> None:
    task = sandbox.make("hills")
    assert patient.get(f"{sandbox.address}/sandbox/files/{task['task_id']}/{name}").status_code == 404


@pytest.mark.parametrize("path", ["../sandbox.sqlite", "../own-key", "./../own-key", "..%2fown-key", "x/../../own-key"])
def test_nothing_but_results_is_served(sandbox: Any, path: str) -> None:
    Keys(sandbox.folder).own()
    assert (sandbox.folder / "own-key").is_file()
    host, port = sandbox.address.removeprefix("http://").split(":")
    # Over a bare socket: every client library tidies such paths before it sends them.
    with socket.create_connection((host, int(port))) as raw:
        raw.sendall(f"GET /sandbox/files/{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
        answer = b"".join(iter(lambda: raw.recv(65536), b""))
    assert answer.startswith(b"HTTP/1.1 404")


def test_states_come_in_order(start: Callable[..., AbstractContextManager[Any]]) -> None:
    with start(fair(0.15)) as sandbox:
        task = sandbox.submit("hills").json()
        seen = [task["status"]]
        while seen[-1] not in {"succeeded", "failed"}:
            status = sandbox.ask(task["task_id"])["status"]
            if status != seen[-1]:
                seen.append(status)
            time.sleep(0.02)
    assert seen == ["queued", "processing", "succeeded"]


@pytest.mark.parametrize(
    ("given", "cost"),
    [
        ({}, 0.028125),
        ({"n": 2}, 0.05625),
        ({"resolution": "2K"}, 0.05625),
        ({"resolution": "2K", "n": 3}, 0.16875),
        ({"resolution": "2K", "n": 6, "size": "9:16"}, 0.3375),
    ],
)
def test_cost_follows_number_and_resolution(sandbox: Any, given: dict[str, Any], cost: float) -> None:
    assert sandbox.submit("[fail]", **{"size": None, **given}).json()["cost_estimate"] == cost


@pytest.mark.parametrize("header", [None, "Bearer", "Bearer mv_live_unknown", "Basic mv_live_unknown", "mv_live_x"])
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/api/v1/tasks"),
        ("GET", "/api/v1/tasks/task_x"),
        ("GET", "/api/v1/tasks/task_x/events"),
        ("POST", "/api/v1/tasks/task_x/cancel"),
    ],
)
def test_every_route_wants_a_key(sandbox: Any, method: str, path: str, header: str | None) -> None:
    headers = {"Authorization": header} if header else {}
    answer = patient.request(method, f"{sandbox.address}/sandbox{path}", headers=headers)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    assert answer.json()["error"]["code"] == "invalid_api_key"


def test_disabled_and_deleted_keys_are_refused_at_once(sandbox: Any) -> None:
    keys = Keys(sandbox.folder)
    for end in (keys.disable, keys.delete):
        headers = {"Authorization": f"Bearer {keys.create('short-lived')}"}
        url = f"{sandbox.address}/sandbox/api/v1/tasks/task_x"
        assert patient.get(url, headers=headers).status_code == 404
        end(keys.list()[-1].id)
        assert patient.get(url, headers=headers).status_code == 401


def test_any_key_of_the_owner_finds_a_task(sandbox: Any) -> None:
    task_id = sandbox.submit("[fail]").json()["task_id"]
    headers = {"Authorization": f"Bearer {Keys(sandbox.folder).own()}"}
    answer = patient.get(f"{sandbox.address}/sandbox/api/v1/tasks/{task_id}", headers=headers)
    assert answer.json()["task_id"] == task_id


def test_unknown_model_and_task(sandbox: Any) -> None:
    refused = sandbox.submit("hills", model="no-such-model")
    assert (refused.status_code, refused.json()["error"]["code"]) == (404, "model_not_found")
    refused = sandbox.client.get("/api/v1/tasks/task_nope")
    assert (refused.status_code, refused.json()["error"]["code"]) == (404, "task_not_found")
    assert sandbox.client.get("/nowhere").json()["error"]["message"]
    assert sandbox.client.put("/api/v1/tasks").status_code == 405


def test_invalid_input_names_its_field(sandbox: Any) -> None:
    refused = sandbox.submit("hills", size="5:5", n=9)
    assert refused.status_code == 422
    error = refused.json()["error"]
    assert error["code"] == "invalid_input"
    assert error["param"] in {"size", "n"}
    assert sorted(fault["path"] for fault in error["errors"]) == [["n"], ["size"]]
    assert all(fault["message"] for fault in error["errors"])


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not json",
        b"[]",
        b'{"model": "qwen-image-2-0-pro"}',
        b'{"model": 1, "input": {}}',
        b'{"model": "qwen-image-2-0-pro", "input": []}',
        b'{"model": "qwen-image-2-0-pro", "input": {"prompt": NaN}}',
        b'{"model": "qwen-image-2-0-pro", "input": {"prompt": ' + b"[" * 5000 + b"]" * 5000 + b"}}",
        b'{"model": "qwen-image-2-0-pro", "input": {"prompt": ' + b"[" * 500 + b"]" * 500 + b"}}",
        b'{"model": "qwen-image-2-0-pro", "input": {"n": ' + b"9" * 5000 + b"}}",
        b"\xff\xfe\x00",
    ],
)
def test_malformed_bodies_are_refused_in_words(sandbox: Any, body: bytes) -> None:
    answer = sandbox.client.post("/api/v1/tasks", content=body)
    assert answer.status_code in {400, 422}
    assert answer.json()["error"]["message"]


def test_half_a_surrogate_pair_breaks_nothing(sandbox: Any) -> None:
    body = b'{"model": "qwen-image-2-0-pro", "input": {"prompt": "sea \\ud800", "image_urls": ["http://x/\\ud800"]}}'
    answer = sandbox.client.post("/api/v1/tasks", content=body)
    assert sandbox.wait(answer.json()["task_id"])["status"] == "failed"
    assert sandbox.client.post("/api/v1/tasks", content=b'{"model": "\\ud800", "input": {}}').status_code == 404


def test_too_large_a_body(sandbox: Any) -> None:
    assert sandbox.client.post("/api/v1/tasks", content=b" " * 5_000_001).status_code == 413


def test_cancel_while_queued_costs_nothing(start: Callable[..., AbstractContextManager[Any]]) -> None:
    with start(100.0) as sandbox:
        task_id = sandbox.submit("hills").json()["task_id"]
        task = sandbox.client.post(f"/api/v1/tasks/{task_id}/cancel").raise_for_status().json()
        assert (task["status"], task["cost_actual"]) == ("cancelled", 0)
        again = sandbox.client.post(f"/api/v1/tasks/{task_id}/cancel")
        assert (again.status_code, again.json()) == (200, task)
        assert sandbox.ask(task_id) == task


def test_cancel_while_processing_is_charged(start: Callable[..., AbstractContextManager[Any]]) -> None:
    pace = fair(0.2)  # it is still being made when the call to cancel it comes
    with start(pace) as sandbox:
        task_id = sandbox.submit("hills").json()["task_id"]
        while sandbox.ask(task_id)["status"] == "queued":
            time.sleep(0.01)
        task = sandbox.client.post(f"/api/v1/tasks/{task_id}/cancel").json()
        assert (task["status"], task["cost_actual"]) == ("cancelled", 0.028125)
        time.sleep(pace * 7)
        assert sandbox.ask(task_id)["status"] == "cancelled"


def test_cancel_comes_too_late(sandbox: Any) -> None:
    task = sandbox.make("hills")
    answer = sandbox.client.post(f"/api/v1/tasks/{task['task_id']}/cancel")
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "task_is_terminal")
    assert sandbox.ask(task["task_id"]) == task
    assert sandbox.client.post("/api/v1/tasks/task_nope/cancel").status_code == 404


def test_what_was_asked_is_forgotten_once_it_is_made(start: Callable[..., AbstractContextManager[Any]]) -> None:
    with start() as sandbox:
        asked = {"model": "sandbox-everything", "palette": "dawn", "access_code": "open-sesame"}
        sandbox.make("hills", **asked)
        sandbox.submit("[fail]", **asked)
        task_id = sandbox.submit("hills", **asked).json()["task_id"]
        sandbox.client.post(f"/api/v1/tasks/{task_id}/cancel")
        sandbox.wait(task_id)
        assert all(b"open-sesame" not in path.read_bytes() for path in sandbox.folder.iterdir() if path.is_file())


def test_folder_that_cannot_be_used(tmp_path: Path) -> None:
    async def fetch(url: str) -> bytes:
        raise OSError(url)

    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StorageError) as error:
        create_app(folder=tmp_path / "file", validate=lambda _, __: [], references=loader_of(fetch))
    assert str(tmp_path / "file") in translate(error.value.code, **error.value.params)


def test_broken_store_is_said_not_thrown(start: Callable[..., AbstractContextManager[Any]]) -> None:
    with start() as sandbox:
        (sandbox.folder / "sandbox.sqlite").write_bytes(b"this is no database" * 100)
        answer = sandbox.submit("hills")
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "unavailable")

"""One key, one payload, one task, one charge."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, closing
from pathlib import Path
from typing import Any

import httpx
import patient
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.sandbox import Keys
from playground.sandbox.store import fingerprint

MODEL = "qwen-image-2-0-pro"
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@pytest.fixture
def sandbox(start: Callable[..., AbstractContextManager[Any]]) -> Iterator[Any]:
    """One for each test: they count tasks."""
    with start() as ready:
        yield ready


def count_tasks(folder: Path) -> int:
    with closing(sqlite3.connect(folder / "sandbox.sqlite")) as connection:
        return int(connection.execute("SELECT count(*) FROM tasks").fetchone()[0])


def test_same_key_and_payload_is_the_same_task(sandbox: Any) -> None:
    first = sandbox.submit("[fail] hills", key="order-1", n=1).json()
    second = sandbox.submit("[fail] hills", key="order-1", n=1)
    assert second.status_code == 200
    assert (second.json()["task_id"], second.json()["request_id"]) == (first["task_id"], first["request_id"])
    assert count_tasks(sandbox.folder) == 1


def test_the_same_json_spelt_otherwise_is_the_same(sandbox: Any) -> None:
    bodies = (
        b'{"model":"qwen-image-2-0-pro","input":{"prompt":"[fail] \\u6d77","n":1}}',
        '{ "input": {"n": 1.0, "prompt": "[fail] 海"}, "model": "qwen-image-2-0-pro" }'.encode(),
    )
    headers = {"Idempotency-Key": "order-1"}
    answers = [sandbox.client.post("/api/v1/tasks", content=body, headers=headers).json() for body in bodies]
    assert answers[0]["task_id"] == answers[1]["task_id"]


def test_other_input_is_a_conflict_that_names_nothing(sandbox: Any) -> None:
    task = sandbox.submit("[fail] hills", key="order-1").json()
    refused = sandbox.submit("[fail] sea", key="order-1")
    assert refused.status_code == 409
    assert set(refused.json()) == {"error"}
    assert task["task_id"] not in refused.text
    assert task["request_id"] not in refused.text
    assert "order-1" not in refused.text
    assert count_tasks(sandbox.folder) == 1


def test_true_is_not_one(sandbox: Any) -> None:
    assert fingerprint({"n": True}) != fingerprint({"n": 1})
    assert sandbox.submit("[fail]", key="order-1").status_code == 200


def test_keys_of_others_do_not_meet(sandbox: Any) -> None:
    mine = sandbox.submit("[fail]", key="order-1").json()["task_id"]
    headers = {"Authorization": f"Bearer {Keys(sandbox.folder).create('other')}", "Idempotency-Key": "order-1"}
    payload = {"model": MODEL, "input": {"prompt": "[fail] something else"}}
    answer = patient.post(f"{sandbox.address}/sandbox/api/v1/tasks", json=payload, headers=headers)
    assert answer.status_code == 200
    assert answer.json()["task_id"] != mine


def test_without_a_key_each_post_is_a_task(sandbox: Any) -> None:
    assert sandbox.submit("[fail]").json()["task_id"] != sandbox.submit("[fail]").json()["task_id"]


def test_too_long_a_key_is_refused(sandbox: Any) -> None:
    assert sandbox.submit("[fail]", key="k" * 256).status_code == 400
    assert count_tasks(sandbox.folder) == 0


def test_identical_posts_at_once_are_one_task(start: Callable[..., AbstractContextManager[Any]]) -> None:
    with start() as one, start() as other, ThreadPoolExecutor(12) as pool:
        own = {"Authorization": f"Bearer {one.key}", "Idempotency-Key": "order-1"}
        payload = {"model": MODEL, "input": {"prompt": "[fail] hills"}}

        def post(k: int) -> httpx.Response:
            address = (one, other)[k % 2].address
            return patient.post(f"{address}/sandbox/api/v1/tasks", json=payload, headers=own)

        answers = list(pool.map(post, range(12)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json()["task_id"] for answer in answers}) == 1
    assert count_tasks(one.folder) == 1


def test_what_was_refused_leaves_the_key_free(sandbox: Any) -> None:
    assert sandbox.submit("hills", key="order-1", size="nonsense").status_code == 422
    assert sandbox.submit("[fail] hills", key="order-1").status_code == 200


@given(JSON, JSON)
def test_fingerprints_agree_exactly_when_the_json_does(one: Any, other: Any) -> None:
    def typed(value: Any) -> Any:
        """Equality as JSON has it: true is not 1, but 1.0 is."""
        if isinstance(value, dict):
            return {name: typed(item) for name, item in value.items()}
        if isinstance(value, list):
            return [typed(item) for item in value]
        return (isinstance(value, bool), value)

    assert (fingerprint(one) == fingerprint(other)) == (typed(one) == typed(other))

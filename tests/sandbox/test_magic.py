"""Each magic word makes just its trouble happen."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing
from typing import Any

import httpx
import pytest

from playground.sandbox.magic import MagicWord, find_magic_words
from playground.sandbox.task import Media, choose_timing


@pytest.fixture
def sandbox(start: Callable[..., AbstractContextManager[Any]]) -> Iterator[Any]:
    """One for each test: they count tasks."""
    with start() as ready:
        yield ready


def count_tasks(sandbox: Any) -> int:
    with closing(sqlite3.connect(sandbox.folder / "sandbox.sqlite")) as connection:
        return int(connection.execute("SELECT count(*) FROM tasks").fetchone()[0])


def test_fail(sandbox: Any) -> None:
    task = sandbox.make("a hill [fail]")
    assert (task["status"], task["cost_actual"]) == ("failed", 0)
    assert task["error"]["message"]
    assert "output" not in task


@pytest.mark.parametrize(
    ("prompt", "status", "code"),
    [
        ("[refuse] a hill", 422, "content_policy_violation"),
        ("a [no-credit] hill", 402, "insufficient_credit"),
        ("a hill [RATE-LIMIT]", 429, "rate_limit_exceeded"),
    ],
)
def test_refused_before_anything_is_kept(sandbox: Any, prompt: str, status: int, code: str) -> None:
    answer = sandbox.submit(prompt, key="order-1")
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert answer.headers.get("retry-after") == ("3600" if status == 429 else None)
    assert count_tasks(sandbox) == 0


def test_flaky_is_lost_then_unavailable_then_fine_and_charged_once(sandbox: Any) -> None:
    with pytest.raises(httpx.RemoteProtocolError):
        sandbox.submit("[flaky] hill", key="order-1")
    assert sandbox.submit("[flaky] hill", key="order-1").status_code == 503
    fine = sandbox.submit("[flaky] hill", key="order-1")
    assert fine.status_code == 200
    assert sandbox.wait(fine.json()["task_id"])["status"] == "succeeded"
    assert sandbox.submit("[flaky] hill", key="order-1").json()["task_id"] == fine.json()["task_id"]
    assert count_tasks(sandbox) == 1


def test_garbage_never_answers(sandbox: Any) -> None:
    answers = [sandbox.submit("[garbage]", key="order-1") for _ in range(4)]
    assert {answer.status_code for answer in answers} == {200}
    assert [answer.headers["content-type"].partition(";")[0] for answer in answers] == [
        "text/html",
        "application/json",
    ] * 2
    for answer in answers:
        with pytest.raises(ValueError, match=r"Expecting|Unterminated"):
            answer.json()
    assert count_tasks(sandbox) == 1


def test_slow_takes_half_a_minute() -> None:
    assert choose_timing("task_x", Media.IMAGE, slow=True, pace=1).processing_for == 30
    assert find_magic_words({"prompt": "[slow]"}) == {MagicWord.SLOW}


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({"prompt": "plain"}, set()),
        ({"text": "[fail]"}, set()),
        ({"prompt": "[fail] [slow]"}, {MagicWord.FAIL, MagicWord.SLOW}),
        ({"scenes": [{"prompt": "[fail]"}, {"prompt": ["[slow]"]}]}, {MagicWord.FAIL}),
        ({"prompt": {"prompt": "[fail]"}}, {MagicWord.FAIL}),
        ({"prompt": None}, set()),
    ],
)
def test_words_count_in_prompts_only(given: Any, found: set[MagicWord]) -> None:
    assert find_magic_words(given) == found

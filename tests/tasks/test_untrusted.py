"""What a service says, whatever it is: numbers, words, and JSON that is none."""

from __future__ import annotations

import json
import sys
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.jsontext import parse_untrusted
from playground.tasks.task import TaskStatus
from playground.tasks.untrusted import displayable, parse_cost, plain_text
from playground.tasks.wire import parse_event, parse_events, parse_task

DECIMALS = st.decimals(allow_nan=False, allow_infinity=False)
FLOATS = st.floats(allow_nan=False, allow_infinity=False)
SCALARS = st.none() | st.booleans() | st.integers() | FLOATS | DECIMALS | st.text()
NAMES = st.sampled_from(
    [
        "task_id",
        "status",
        "output",
        "images",
        "videos",
        "texts",
        "url",
        "text",
        "error",
        "message",
        "cost_actual",
        "events",
    ]
)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES | st.text(), inner, max_size=6),
    max_leaves=20,
)


@given(JSON)
def test_no_json_raises(payload: Any) -> None:
    task = parse_task(payload)
    parse_events(payload, "task_1")
    parse_event(payload, "succeeded", "task_1")
    if task is not None:
        json.dumps(task.received, allow_nan=False).encode()
        repr(task).encode(errors="strict")


@given(
    st.fixed_dictionaries({"task_id": st.just("1"), "status": st.sampled_from(TaskStatus)}, optional={"output": JSON})
)
def test_no_output_raises(payload: Any) -> None:
    task = parse_task(payload)
    assert task is not None
    for output in task.outputs:
        assert (output.url or output.text or "").encode()


@given(st.binary(max_size=200))
def test_no_bytes_raise(body: bytes) -> None:
    parse_task(parse_untrusted(body))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b'{"a": 1',
        b"[" * 100_000,
        b"\xff",
        b"1e9999999999999999999",
    ],
)
def test_what_is_not_json(body: bytes) -> None:
    assert parse_untrusted(body) is None


@pytest.mark.parametrize("odd", [b"NaN", b"-Infinity", b"1" * 5000, b"1e9999999999999999999", b'"\xff"', b'"\n"'])
def test_what_json_does_not_know_hides_nothing_beside_it(odd: bytes) -> None:
    task = parse_task(parse_untrusted(b'{"task_id": "1", "score": ' + odd + b', "status": "failed", "cost_actual": 0}'))
    assert task is not None
    assert (task.status, task.cost_actual) == (TaskStatus.FAILED, Decimal(0))
    json.dumps(task.received, allow_nan=False)


@pytest.mark.parametrize("text", ["0.30000000000000004", "0.0016150000000000001", "0.05625000000000000000", "1e-17"])
def test_costs_are_kept_as_programs_write_them(text: str) -> None:
    task = parse_task(parse_untrusted(f'{{"task_id": "1", "cost_actual": {text}}}'.encode()))
    assert task is not None
    assert str(task.cost_actual) == str(Decimal(text))


@given(st.decimals(min_value=0, max_value=10**6, places=8))
def test_costs_are_exact(amount: Decimal) -> None:
    task = parse_task(parse_untrusted(f'{{"task_id": "1", "cost_actual": {amount:f}}}'.encode()))
    assert task is not None
    assert task.cost_actual == amount


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        "0.05",
        "",
        -1,
        -0.01,
        float("inf"),
        float("nan"),
        Decimal("NaN"),
        Decimal("1e9"),
        Decimal("1e-400"),
        [],
        {},
    ],
)
def test_costs_that_are_none(value: Any) -> None:
    assert parse_cost(value) is None


def test_minus_nothing_is_nothing() -> None:
    assert str(parse_cost(-0.0)) == "0.0"


@given(st.text())
def test_plain_text_is_one_printable_line(text: str) -> None:
    line = plain_text(text, 40)
    assert line is None or (0 < len(line) <= 40 and line.isprintable() and line == line.strip())


def test_showable_cuts_what_is_too_long_or_too_deep() -> None:
    deep: Any = "end"
    for _ in range(sys.getrecursionlimit()):
        deep = [deep]
    shown = displayable({"deep": deep, "long": "x" * 5000, "big": Decimal("1e400"), "half": "\ud800"})
    assert len(shown["long"]) == 2001
    assert (shown["big"], shown["half"]) == ("1E+400", "?")
    assert json.dumps(shown).count("[") == 31

"""Error bodies in every shape that peers send."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.tasks.api_errors import message_of, parse_problem, retry_after
from playground.tasks.problem import Charged, ProblemCode


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b'{"error": {"message": "Too big", "type": "bad", "code": "size"}}', "Too big"),
        (b'{"error": "Too big"}', "Too big"),
        (b'{"error": true, "message": "Too big"}', "Too big"),
        (b'{"detail": "Too big"}', "Too big"),
        (b'{"detail": [{"loc": ["body", "n"], "msg": "Too big", "type": "int"}, {"msg": "Odd"}]}', "Too big; Odd"),
        (b'{"type": "about:blank", "title": "Bad input", "status": 422, "detail": "Too big"}', "Too big"),
        (b'{"type": "about:blank", "title": "Too big", "status": 422}', "Too big"),
        (b'{"message": "Too big"}', "Too big"),
        (b'{"code": 1001, "msg": "Too big"}', "Too big"),
        (b"Too big", "Too big"),
        (b"  Too\r\n big \x00", "Too big"),
        (b"<!doctype html><html><head><title>Too big</title></head><body>x</body></html>", "Too big"),
        (b"<html><body>x</body></html>", None),
        (b"", None),
        (b"{}", None),
        (b'{"error": {"error": {"error": {"error": {"error": "Too deep"}}}}}', None),
        ('{"message": "太大了"}'.encode(), "太大了"),
        (b'{"message": "' + b"x" * 5000 + b'"}', "x" * 999 + "…"),
    ],
)
def test_what_it_says(body: bytes, said: str | None) -> None:
    assert parse_problem(422, {}, body).said == said


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"detail": [{"loc": ["body", "input", "size"], "msg": "x"}]}, ("size",)),
        ({"detail": [{"loc": ["body", "input", "image_urls", 0], "msg": "x"}]}, ("image_urls", 0)),
        ({"error": {"message": "x", "param": "input.size"}}, ("size",)),
        ({"error": {"message": "x"}, "param": "size"}, ("size",)),
        ({"error": {"message": "x", "param": None}, "path": ["size"]}, ("size",)),
        ({"errors": [{"pointer": "#/input/image_urls/2/role", "detail": "x"}]}, ("image_urls", 2, "role")),
        ({"errors": [{"pointer": "/a~1b/c~0d", "detail": "x"}]}, ("a/b", "c~d")),
        ({"field": "image_urls[1].url"}, ("image_urls", 1, "url")),
        ({"field": "$.input.input"}, ("input",)),
        ({"path": "/api/v1/tasks", "error": "Bad Request"}, None),
        ({"param": "input"}, None),
        ({"param": ""}, None),
        ({"param": 7}, None),
        ({"param": "x." + "9" * 5000}, ("x", "9" * 5000)),
        ({"message": "x"}, None),
        ([], None),
    ],
)
def test_the_field_it_blames(body: Any, field: tuple[str | int, ...] | None) -> None:
    assert parse_problem(422, {}, json.dumps(body).encode()).field == field


@pytest.mark.parametrize(
    ("status", "said", "code"),
    [
        (400, "size must be one of", ProblemCode.INVALID_INPUT),
        (400, "Your request was rejected by our safety system", ProblemCode.CONTENT_REFUSED),
        (400, "insufficient balance of colours in the picture", ProblemCode.INVALID_INPUT),
        (422, "提示词包含敏感信息", ProblemCode.CONTENT_REFUSED),
        (401, "invalid token", ProblemCode.KEY_REFUSED),
        (403, "forbidden", ProblemCode.KEY_REFUSED),
        (403, "User is locked. Reason: Exhausted balance. Top up your balance.", ProblemCode.NO_CREDIT),
        (403, "账户余额不足", ProblemCode.NO_CREDIT),
        (403, "flagged by moderation", ProblemCode.CONTENT_REFUSED),
        (402, "", ProblemCode.NO_CREDIT),
        (429, "slow down", ProblemCode.RATE_LIMIT),
        (429, "Quota exceeded for quota metric 'requests per minute'", ProblemCode.RATE_LIMIT),
        (429, "You exceeded your current quota, please check your plan and billing details", ProblemCode.NO_CREDIT),
        (429, "not enough credits", ProblemCode.NO_CREDIT),
        (400, "Your credit balance is too low to access the API", ProblemCode.NO_CREDIT),
        (422, "余额不足", ProblemCode.NO_CREDIT),
        (400, "billing_address is unknown", ProblemCode.INVALID_INPUT),
        (422, "A request with this Idempotency-Key was already processed", ProblemCode.CONFLICT),
        (400, "Idempotency-Key is already used", ProblemCode.CONFLICT),
        (422, "duplicate_request", ProblemCode.CONFLICT),
        (400, "请求已提交，请勿重复", ProblemCode.CONFLICT),
        (400, "The Idempotency-Key header is missing; it must be a UUID", ProblemCode.INVALID_INPUT),
        (422, "the key 'prompt' is required", ProblemCode.INVALID_INPUT),
        (407, "", ProblemCode.NOT_REACHABLE),
        (404, "no such model", ProblemCode.INVALID_INPUT),
        (409, "conflict", ProblemCode.CONFLICT),
        (451, "inappropriate", ProblemCode.CONTENT_REFUSED),
        (408, "", ProblemCode.SERVICE_DOWN),
        (503, "insufficient credit", ProblemCode.SERVICE_DOWN),
        (599, "", ProblemCode.SERVICE_DOWN),
        (302, "", ProblemCode.NOT_REACHABLE),
        (200, "welcome", ProblemCode.UNCONFIRMED),
        (999, "", ProblemCode.UNCONFIRMED),
    ],
)
def test_which_problem_it_is(status: int, said: str, code: ProblemCode) -> None:
    problem = parse_problem(status, {}, json.dumps({"message": said}).encode())
    assert problem.code is code
    assert problem.params["status"] == status


@pytest.mark.parametrize("member", ["code", "type"])
def test_a_code_tells_as_much_as_a_sentence(member: str) -> None:
    body = json.dumps({"error": {member: "insufficient_quota", "message": "No"}}).encode()
    assert parse_problem(429, {}, body).code is ProblemCode.NO_CREDIT


@pytest.mark.parametrize(
    ("status", "charged"),
    [
        (400, "no"),
        (401, "no"),
        (402, "no"),
        (425, "no"),
        (429, "no"),
        (408, "unknown"),
        (409, "unknown"),
        (500, "unknown"),
    ],
)
def test_whether_it_is_charged(status: int, charged: str) -> None:
    assert parse_problem(status, {}, b"").charged.value == charged


def test_the_wait_that_a_rate_limit_names() -> None:
    problem = parse_problem(429, {"Retry-After": "90"}, b"")
    assert (problem.params["wait"], problem.params["minutes"]) == (90, 2)
    assert parse_problem(429, {}, b"").params["minutes"] == 1


@pytest.mark.parametrize(
    ("headers", "body", "request_id"),
    [
        ({}, b'{"request_id": "req_1"}', "req_1"),
        ({}, b'{"error": {"request_id": "req_1"}}', "req_1"),
        ({"X-Request-Id": "req_1"}, b"gone", "req_1"),
        ({"X-Request-Id": "req_2"}, b'{"request_id": "req_1"}', "req_1"),
        ({}, b'{"request_id": 7}', None),
    ],
)
def test_what_support_asks_for(headers: dict[str, str], body: bytes, request_id: str | None) -> None:
    assert parse_problem(500, headers, body).request_id == request_id


@pytest.mark.parametrize(
    "asked",
    [
        "",
        "soon",
        "-1",
        "0",
        "1e9",
        "nan",
        "٣",
        "1" * 400,
        "Sun, 99 Foo 2026 99:99:99 GMT",
        "Sun, 01 Mar 99999 10:00:00 GMT",
    ],
)
def test_nonsense_asks_for_no_wait(asked: str) -> None:
    assert retry_after({"retry-after": asked, "date": "Sun, 01 Mar 2026 10:00:00 GMT"}) is None


@given(st.text(), st.text())
def test_no_date_raises(asked: str, date: str) -> None:
    wait = retry_after({"retry-after": asked, "date": date})
    assert wait is None or wait > 0


BODIES = st.binary() | st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner) | st.dictionaries(st.sampled_from(["error", "detail", "param", "loc"]) | st.text(), inner)
    ),
    max_leaves=20,
).map(lambda value: json.dumps(value).encode())


@pytest.mark.slow
@given(st.integers(100, 999), BODIES, st.dictionaries(st.text(), st.text()))
def test_no_body_raises(status: int, body: bytes, headers: dict[str, str]) -> None:
    problem = parse_problem(status, headers, body)
    assert isinstance(problem.code, ProblemCode)
    assert isinstance(problem.charged, Charged)
    assert problem.said is None or (problem.said.isprintable() and len(problem.said) <= 1000)


def test_no_nest_is_too_deep() -> None:
    deep: Any = "end"
    for _ in range(5000):
        deep = {"error": deep}
    assert message_of(deep) is None

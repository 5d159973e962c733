"""Errors of the API, whatever their form: which problem one tells of, its message, its field, and how long to wait."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from email.utils import mktime_tz, parsedate_tz
from typing import Any

from playground.jsontext import parse_untrusted
from playground.tasks.error_phrases import CONTENT, KEY_USED, MONEY, NO_CREDIT, TOO_MANY_AT_ONCE
from playground.tasks.problem import Charged, Problem, ProblemCode
from playground.tasks.untrusted import plain_text, plain_text_of_body

DEFAULT_WAIT = 60.0
"""Seconds to name after a rate limit that says nothing of its length."""

TOO_EARLY = 425
SERVER_TROUBLE = frozenset({408, TOO_EARLY, *range(500, 600)})
"""Statuses that tell of the service's state and not of the request."""

INPUT_REFUSED = frozenset({400, 422})
KEY_REFUSED = frozenset({401, 403})
RATE_LIMITED = 429
PROXY_REFUSED = 407
LONGEST_RETRY_AFTER = 120.0
"""Seconds: whoever asks for more gets no further try by itself."""

_CODES: tuple[tuple[ProblemCode, frozenset[int] | None, re.Pattern[str] | None], ...] = (
    (ProblemCode.NO_CREDIT, frozenset({402}), None),
    (ProblemCode.NO_CREDIT, KEY_REFUSED | {RATE_LIMITED}, MONEY),
    (ProblemCode.NO_CREDIT, INPUT_REFUSED, NO_CREDIT),
    (ProblemCode.CONFLICT, INPUT_REFUSED, KEY_USED),
    (ProblemCode.CONTENT_REFUSED, INPUT_REFUSED | {403, 451}, CONTENT),
    (ProblemCode.KEY_REFUSED, KEY_REFUSED, None),
    (ProblemCode.CONFLICT, frozenset({409}), None),
    (ProblemCode.RATE_LIMIT, frozenset({RATE_LIMITED, TOO_EARLY}), None),
    (ProblemCode.SERVICE_DOWN, SERVER_TROUBLE, None),
    (ProblemCode.NOT_REACHABLE, frozenset({PROXY_REFUSED, *range(300, 400)}), None),
    (ProblemCode.INVALID_INPUT, frozenset(range(400, 500)), None),
    (ProblemCode.UNCONFIRMED, None, None),
)
"""Code, statuses, words: the first line that fits an answer is its problem; None fits all, so the last line does."""

_NUMBERING = ("code", "error_code", "status_code", "errcode")
_SAYING = ("error", "detail", "message", "msg", "errors", "failure_reason", "reason", "title")
_CLASSING = ("code", "type", "title", "reason")
_BLAMING = ("loc", "param", "field", "pointer", "path", "property")
_NESTING = ("error", "detail", "details", "errors")
_STEP = re.compile(r"[^.\[\]]+")
_ROW = re.compile(r"[0-9]{1,6}")
_ERRORS = frozenset(range(400, 600))
_LONG_CODES = 10_000  # 40201 is a kind of 402
_SECONDS = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9})?")


def parse_problem(status: int, headers: Mapping[str, str], body: bytes) -> Problem:
    """The problem that an answer tells of.

    Reads `{"error": {"message", "type", "code"}}`, `{"detail": …}` as text or list, RFC 9457, `{"message"}`,
    `{"code", "msg"}`, plain text and HTML. Figures: `status`; of a rate limit also `wait` in seconds and `minutes`.
    It is charged `no` where the service said no (4xx but 408, 409 and "this key was used"), else `unknown`.

    >>> problem = parse_problem(422, {}, b'{"detail": [{"loc": ["body", "input", "n"], "msg": "too many"}]}')
    >>> problem.code.value, problem.field, problem.said, problem.charged.value
    ('invalid_input', ('n',), 'too many', 'no')
    """
    headers = {name.lower(): value for name, value in headers.items()}
    payload = parse_untrusted(body)
    said = plain_text_of_body(body) if payload is None else message_of(payload)
    words = " ".join([*_classes(payload), said or ""])
    code = next(code for code, statuses, pattern in _CODES if _fits(status, words, statuses, pattern))
    params: dict[str, Any] = {"status": status}
    if code is ProblemCode.RATE_LIMIT:
        wait = retry_after(headers) or DEFAULT_WAIT
        params |= {"wait": math.ceil(wait), "minutes": math.ceil(wait / 60)}
    asked = retry_after(headers)
    if code is ProblemCode.SERVICE_DOWN and asked is not None and asked > LONGEST_RETRY_AFTER:
        params |= {"reason": "later", "minutes": math.ceil(asked / 60)}
    if code is ProblemCode.NOT_REACHABLE:
        params |= {"reason": "proxy" if status == PROXY_REFUSED else "moved"}
    is_no = code not in {ProblemCode.CONFLICT, ProblemCode.SERVICE_DOWN, ProblemCode.UNCONFIRMED}
    return Problem(
        code=code,
        charged=Charged.NO if is_no else Charged.UNKNOWN,
        request_id=request_id_of(payload) or plain_text(headers.get("x-request-id", "")),
        said=said,
        params=params,
        field=_blamed_field(payload) if status in INPUT_REFUSED else None,
    )


def status_in_body(payload: Any) -> int | None:
    """The error status that a body names by number, such as 402 by 402 or 40201; None where it names none."""
    numbers = (_whole(node.get(name)) for node in _nodes(payload) for name in _NUMBERING)
    statuses = (number if number < _LONG_CODES else number // 100 for number in numbers if number is not None)
    return next((status for status in statuses if status in _ERRORS), None)


def error_text(payload: Any) -> str:
    """All that an error body says in words, its classes included."""
    return " ".join([*_classes(payload), message_of(payload) or ""])


def says_key_was_used(payload: Any, key: str) -> bool:
    """Whether a conflict is about the idempotency key that was sent, and not about other work that is in the way."""
    if _holds_text(payload, key):
        return True
    words = error_text(payload)
    return KEY_USED.search(words) is not None and TOO_MANY_AT_ONCE.search(words) is None


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds that an answer asks to wait; None where it asks for none or for nonsense.

    A date counts from the answer's own `Date`: the service's clock is never compared with ours.

    >>> retry_after({"retry-after": "4"}), retry_after({"retry-after": "soon"}), retry_after({"retry-after": "-4"})
    (4.0, None, None)
    >>> now, then = "Sun, 01 Mar 2026 10:00:00 GMT", "Sun, 01 Mar 2026 10:00:30 GMT"
    >>> retry_after({"retry-after": then, "date": now}), retry_after({"retry-after": then})
    (30.0, None)
    """
    asked = headers.get("retry-after", "").strip()
    if _SECONDS.fullmatch(asked):
        return float(asked) or None
    until, since = _timestamp(asked), _timestamp(headers.get("date", ""))
    return until - since if until is not None and since is not None and until > since else None


def message_of(payload: Any, depth: int = 4) -> str | None:
    """The sentence in an error body or a failed task, in whichever of the known members it stands."""
    if isinstance(payload, str):
        return plain_text(payload)
    if not depth:
        return None
    if isinstance(payload, list):
        return plain_text("; ".join(said for item in payload[:3] if (said := message_of(item, depth - 1))))
    if isinstance(payload, Mapping):
        return next((said for name in _SAYING if (said := message_of(payload.get(name), depth - 1))), None)
    return None


def request_id_of(payload: Any) -> str | None:
    """What support asks for, from the top of an answer or from its error."""
    found = (node.get("request_id") for node in _nodes(payload))
    return next((plain_text(value, 200) for value in found if isinstance(value, str) and value), None)


def is_about_content(words: str) -> bool:
    """Whether a service's words refuse what a prompt asks for, rather than how."""
    return CONTENT.search(words) is not None


def _fits(status: int, words: str, statuses: frozenset[int] | None, pattern: re.Pattern[str] | None) -> bool:
    return (statuses is None or status in statuses) and (pattern is None or pattern.search(words) is not None)


def _whole(value: Any) -> int | None:
    if isinstance(value, str) and _ROW.fullmatch(value):
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _holds_text(value: Any, text: str, depth: int = 5) -> bool:
    match value:
        case str():
            return value == text
        case Mapping() if depth:
            return any(_holds_text(member, text, depth - 1) for member in value.values())
        case list() if depth:
            return any(_holds_text(member, text, depth - 1) for member in value)
        case _:
            return False


def _timestamp(date: str) -> float | None:
    try:
        parts = parsedate_tz(date[:64])
        return None if parts is None else float(mktime_tz(parts))
    except (ValueError, OverflowError, IndexError, TypeError):  # what the parser does with dates that are none
        return None


def _nodes(payload: Any) -> Iterator[Mapping[str, Any]]:
    """The objects of an error body that may hold what we look for: itself, and what its error members hold."""
    if not isinstance(payload, Mapping):
        return
    yield payload
    for name in _NESTING:
        inner = payload.get(name)
        members = inner[:1] if isinstance(inner, list) else [inner]
        yield from (member for member in members if isinstance(member, Mapping))


def _classes(payload: Any) -> Iterator[str]:
    found = (node.get(name) for node in _nodes(payload) for name in _CLASSING)
    return (value[:200] for value in found if isinstance(value, str))


def _blamed_field(payload: Any) -> tuple[str | int, ...] | None:
    found = (_path(node.get(name)) for node in _nodes(payload) for name in _BLAMING)
    return next((path for path in found if path), None)


def _path(value: Any) -> tuple[str | int, ...]:
    """A field's path as we write it, from a list, a JSON Pointer or a dotted name; empty where it is none of these."""
    if isinstance(value, list):
        steps = [step for step in value if isinstance(step, str | int)]
    elif not isinstance(value, str) or value.startswith("/api/"):  # some frameworks put the request's own path there
        return ()
    elif "/" in value:
        pointer = value.removeprefix("#").strip("/").split("/")
        steps = [step.replace("~1", "/").replace("~0", "~") for step in pointer]
    else:
        steps = _STEP.findall(value)
    for wrapper in ("$", "body", "input"):
        steps = steps[1:] if steps[:1] == [wrapper] else steps
    return tuple(int(step) if isinstance(step, str) and _ROW.fullmatch(step) else step for step in steps)

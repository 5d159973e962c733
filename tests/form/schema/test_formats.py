"""Formats: what passes and what does not."""

from __future__ import annotations

from typing import Any

import pytest

from playground.form.numbers import to_decimal
from playground.form.schema.formats import FORMATS

GOOD = {
    "uri": [
        "https://example.com/a.png?b=c#d",
        "http://[::1]:80/",
        "data:image/png;base64,AA==",
        "upload:cat.png",
        "https://例子.cn/图",
        "urn:isbn:1",
        "s3://bucket/key",
    ],
    "email": ["a@example.com", "a.b+c@x.org"],
    "date": ["2026-11-22", "2024-02-29"],
    "date-time": ["2026-11-22T14:30:00Z", "2026-11-22t14:30:00.123456789+02:00", "2016-12-31T23:59:60Z"],
    "uuid": ["123e4567-e89b-12d3-a456-426614174000"],
    "color": ["#f80", "#ff8800", "#ff8800cc", "rgb(255, 136, 0)", "hsl(30deg 100% 50%)"],
}
BAD = {
    "uri": [
        "cat.png",
        "/a",
        "https://",
        "https:",
        "http://[/",
        "https://a b.c",
        "://x",
        "1http://a",
        "https://a:99999/",
        "",
    ],
    "email": ["a", "a@", "@b", "a b@c.d", "a@b@c", "a@.b", "a@b..c", "a@b."],
    "date": ["2026-02-29", "2026-1-2", "22.11.2026", "20261122", "２026-11-22"],
    "date-time": [
        "2026-11-22T14:30",
        "2026-11-22 14:30:00Z",
        "2026-13-22T14:30:00Z",
        "2026-11-22T25:30:00Z",
        "2026-11-22",
    ],
    "uuid": ["123e4567e89b12d3a456426614174000", "x", "{123}"],
    "color": ["red", "ff8800", "#ff880", "#ggg"],
}


@pytest.mark.parametrize("name", sorted(GOOD))
def test_formats(name: str) -> None:
    assert [text for text in GOOD[name] if not FORMATS[name](text)] == []
    assert [text for text in BAD[name] if FORMATS[name](text)] == []


def test_what_is_no_number_has_no_decimal() -> None:
    things: list[Any] = [True, "5", None, float("inf"), []]
    assert [to_decimal(value) for value in things] == [None] * 5

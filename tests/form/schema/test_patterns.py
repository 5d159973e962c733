"""Patterns mean what they mean in ECMAScript, as JSON Schema asks, on an engine that cannot hang."""

from __future__ import annotations

import pytest

from playground.form.schema.patterns import compile_pattern, matches


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        (r"^\s$", "\u00a0", True),
        (r"^\s$", "\u3000", True),
        (r"^\s$", "\ufeff", True),
        (r"^\s$", "\u2028", True),
        (r"^\s$", "\v", True),
        (r"^\s$", "\u200b", False),
        (r"^\S$", "\u3000", False),
        (r"^\S$", "猫", True),
        (r"^[\s,]+$", "a", False),
        (r"^[\s,]+$", ",\u00a0 ,", True),
        (r"^[^\s]+$", "a\u3000b", False),
        (r"^[\S ]+$", "a b", True),
        (r"^[\S ]+$", "a\u3000b", False),
        (r"^\d$", "٣", False),
        (r"^\w$", "é", False),
        (r"^.$", "\u2028", False),
        (r"^.$", "\r", False),
        (r"^[.]$", "a", False),
        (r"^\u00e9\u{1F600}\ud83d\ude00$", "é😀😀", True),
        (r"^\cA$", "\x01", True),
        (r"^[\b\0]+$", "\b\0", True),
        (r"^\p{Letter}+$", "éß猫", True),
        (r"^\P{Letter}+$", "123", True),
        (r"^\p{Script=Greek}+$", "αβ", True),
        (r"^[\p{L}\p{Decimal_Number}]+$", "é9", True),
        (r"^(?<year>\d{4})$", "2026", True),
        (r"^https?:\/\/[\w\-]+$", "https://a-b", True),
        (r"^[[]$", "[", True),
        (r"^[]a]$", "]", True),
        (r"^a$", "a\n", False),
        (r"^a\Z", "a", True),
        (r"\\s", r"\s", True),
        (r"\\s", " ", False),
        (r"[\\s]", "\\", True),
    ],
)
def test_a_pattern_means_what_it_means_in_ecmascript(pattern: str, text: str, found: bool) -> None:
    assert compile_pattern(pattern) is not None
    assert matches(pattern, text) is found


@pytest.mark.parametrize("pattern", ["(?=a)", "(?<!a)b", r"(a)\1", "(", "\\", "[", r"\p{Nonsense}"])
def test_what_the_engine_cannot_say_is_not_checked(pattern: str) -> None:
    assert compile_pattern(pattern) is None
    assert matches(pattern, "anything")

"""General rules for every sentence a person reads, in both languages."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

import playground
from playground.texts import TEXTS

ROOT = Path(playground.__path__[0])
SOURCES = {
    path: path.read_text(encoding="utf-8")
    for path in ROOT.rglob("*")
    if path.suffix in {".py", ".html"} and path.parent.name != "texts"
}
TOLD = re.compile(r"""\b(?:translate|tell|complain|examples)\(\s*["']([a-z_.\-]+[a-z_])["']\s*[,)]""")
"""A code where a sentence is asked for; one that is put together from parts is not seen here."""

CJK = "[\u3400-\u9fff]"
WIDE = "，。：；？！（）、“”《》"
FAULTS_OF_CHINESE = {
    "a half-width comma, colon, semicolon, question or exclamation mark after Chinese": rf"{CJK}[,;:?!]",
    "a half-width full stop after Chinese": rf"{CJK}\.(?!\w)",
    "half-width brackets around Chinese": rf"\({CJK}|{CJK}\)",
    "straight quotes around Chinese": rf"['\"]{CJK}|{CJK}['\"]",
    "no space between Chinese and Latin": rf"{CJK}[A-Za-z0-9]|[A-Za-z0-9]{CJK}",
    "a space between Chinese characters": rf"{CJK} +{CJK}",
    "a space beside full-width punctuation": rf" [{WIDE}]|[{WIDE}] ",
    "“您”, where every other sentence says “你”": "您",
}
VERBATIM = re.compile(r"\{\{.*\}\}|https?://\S+|^  .*$", re.MULTILINE)
"""JSON, addresses, and commands to type."""


def spoken(sentence: str) -> str:
    """A sentence as it is said: names of figures are no words."""
    parts = string.Formatter().parse(VERBATIM.sub("x", sentence))
    return "".join(text + ("" if name is None else "\0") for text, name, _, _ in parts)


def words() -> list[tuple[str, str]]:
    return [(code, sentence) for code, sentences in TEXTS.items() for sentence in sentences]


@pytest.mark.parametrize(("fault", "pattern"), FAULTS_OF_CHINESE.items())
def test_chinese_is_set_as_chinese(fault: str, pattern: str) -> None:
    assert [sentence for _, sentence in TEXTS.values() if re.search(pattern, spoken(sentence))] == [], fault


def test_no_sentence_begins_or_ends_with_space() -> None:
    joined = {"issue.such_as", "issue.or", "workbench.hint"}  # each stands between two others
    assert [code for code, sentence in words() if sentence != sentence.strip() and code not in joined] == []


def test_no_sentence_shows_a_code() -> None:
    codes = re.compile("|".join(rf"(?<![\w.]){re.escape(code)}(?![\w.])" for code in TEXTS if code.count(".") > 1))
    assert [code for code, sentence in words() if codes.search(sentence)] == []


def test_english_has_no_chinese_and_chinese_is_no_english() -> None:
    other = {"page.other_language"}  # each is the name of the other language
    for code, (english, chinese) in TEXTS.items():
        assert code in other or not re.search(CJK, english), code
        assert " " not in chinese.strip() or re.search(rf"{CJK}|[·{{]", chinese), code


def test_every_code_that_is_asked_for_has_its_sentence() -> None:
    told = {(code, path.name) for path, source in SOURCES.items() for code in TOLD.findall(source)}
    assert len(told) > 100
    assert [(code, name) for code, name in told if code not in TEXTS] == []

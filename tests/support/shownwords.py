"""What a person sees or is read of HTML, without a browser: texts, names of controls, and words given to scripts."""

from __future__ import annotations

import html as marks
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

_READ = frozenset({"aria-label", "aria-description", "aria-valuetext", "title", "placeholder", "alt"})
_VOID = frozenset({"img", "input", "br", "hr", "meta", "link", "source", "col", "path", "wbr", "use", "circle"})
_APART = frozenset({"pre", "code", "script", "style", "q", "svg"})
"""Code, and what a service said."""
_MARKS_APART = frozenset({"data-language", "data-languages", "data-json-box"})


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        is_apart = (
            tag in _APART
            or bool(_MARKS_APART & told.keys())
            or "mono" in told.get("class", "").split()
            or bool(self._open and self._open[-1][1])
        )
        if not is_apart:
            self.found += [told[name] for name in _READ & told.keys()]
        if "data-words" in told:
            self.found += json.loads(told["data-words"] or "{}").values()
        if tag not in _VOID:
            self._open.append((tag, is_apart))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not (self._open and self._open[-1][1]):
            self.found.append(data)


def shown_words(html: str) -> list[str]:
    """Every piece of text, without those that are no sentence: code, names of languages, a service's own words."""
    reader = _Reader()
    reader.feed(html)
    return [text.strip() for text in reader.found if text.strip()]


def answered_words(answer: Any) -> Iterator[str]:
    """Those of a JSON answer: of the HTML in it, and sentences; one word alone is an id, a state or a code."""
    if isinstance(answer, dict):
        answer = list(answer.values())
    if isinstance(answer, list):
        for one in answer:
            yield from answered_words(one)
    elif isinstance(answer, str):
        if "<" in answer:
            yield from shown_words(answer)
        elif " " in answer.strip():
            yield answer


_INLINE = re.compile(r"</?(?:a|b|em|i|q|small|span|strong)\b[^>]*>")
_SPACED = re.compile(r".{0,20}[。！？；：，、）]\s+[\u4e00-\u9fff（].{0,20}")


def spaced_sentences(html: str) -> list[str]:
    """Where Chinese has a space after a mark that has one in it already: in texts, and in names of controls."""
    return _SPACED.findall(marks.unescape(_INLINE.sub("", html)))

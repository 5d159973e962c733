"""Chips that fill in an example speak the language of the page."""

from __future__ import annotations

import doctest
import re
from pathlib import Path
from typing import Any

import pytest

import playground.component.chips
from playground.component.chips import example_labels
from playground.form import build_form
from playground.jsontext import read_json
from playground.texts import Language

SCHEMAS = Path(__file__).parents[2] / "schemas"
CHINESE = re.compile("[\u3400-\u9fff]")
PROMPT = {"prompt": {"type": "string"}}


def labels(language: Language, *examples: Any, **hints: Any) -> list[str]:
    form = build_form({"properties": PROMPT, "examples": [*examples], "x-playground": hints}, language=language)
    return example_labels(form, language)


@pytest.mark.parametrize("path", sorted(SCHEMAS.glob("*.json")), ids=lambda path: path.stem)
def test_a_shipped_schema_has_labels_of_its_own_in_both_languages(path: Any) -> None:
    languages: tuple[Language, Language] = ("en", "zh")
    for language in languages:
        form = build_form(read_json(path), language=language)
        assert len(form.example_names) == len(form.examples) >= 3
        assert example_labels(form, language) == list(form.example_names)
        assert all(bool(CHINESE.search(name)) is (language == "zh") for name in form.example_names)


def test_labels_in_the_language_of_the_page_stand_as_they_are() -> None:
    assert labels("en", {"prompt": "A sea"}, examples=["Sea"]) == ["Sea"]
    assert labels("zh", {"prompt": "A sea"}, i18n={"zh": {"examples": ["海"]}}, examples=["Sea"]) == ["海"]
    assert labels("zh", {"prompt": "大海"}) == ["大海"]


def test_labels_in_another_language_are_numbered_in_that_of_the_page() -> None:
    assert labels("zh", {"prompt": "A sea"}, {"prompt": "大海"}, examples=["Sea"]) == ["示例 1：Sea", "大海"]
    assert labels("en", {"prompt": "大海"}) == ["Example 1: 大海"]


def test_an_example_without_words_is_a_number_and_no_address() -> None:
    assert labels("en", {}, {"image": "https://example.com/cat.png", "prompt": "Cat"}) == ["Example 1", "Cat"]
    assert labels("zh", 5) == ["示例 1"]


def test_the_examples_in_its_docstrings_are_true() -> None:
    assert doctest.testmod(playground.component.chips).failed == 0

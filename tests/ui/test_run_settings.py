"""The settings of a run as a list: in the form's words, and which of them stand at their defaults."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from formpages import write_models

from playground.catalog import Catalog
from playground.runs.request import RunRequest, prepare
from playground.runs.run import Run
from playground.ui.caption import caption
from playground.ui.run_settings import Setting, settings_of

PROPERTIES: dict[str, Any] = {
    "prompt": {"type": "string"},
    "size": {"type": "string", "title": "Shape", "enum": ["1:1", "16:9"], "default": "1:1"},
    "resolution": {"type": "string", "enum": ["1K", "2K"]},
    "n": {"type": "integer", "default": 1},
    "loop": {"type": "boolean", "default": True},
    "camera": {"type": "object", "properties": {"zoom": {"type": "number", "default": 1.5}}},
}


@pytest.fixture
def catalog(tmp_path: Path) -> Catalog:
    write_models(tmp_path, {"plain": PROPERTIES})
    return Catalog(tmp_path)


def listed(catalog: Catalog, **form_input: Any) -> dict[str, Setting]:
    return {one.title: one for one in settings_of({"prompt": "A fox", **form_input}, "plain", catalog, "en")}


def test_what_stands_at_its_default_is_marked_by_value(catalog: Catalog) -> None:
    found = listed(catalog, size="1:1", resolution="1K", n=1.0, loop=False, camera={"zoom": 1.5})
    assert {title: one.is_default for title, one in found.items()} == {
        "Shape": True,
        "Resolution": False,  # it has no default
        "N": True,
        "Loop": False,
        "camera · Zoom": True,
    }
    assert listed(catalog, loop=1)["Loop"].is_default is False
    assert "Prompt" not in found


def test_a_model_that_has_gone_has_no_defaults(catalog: Catalog) -> None:
    assert [(one.title, one.is_default) for one in settings_of({"n": 1}, "gone", catalog, "en")] == [("n", False)]


def run_of(**form_input: Any) -> Run:
    return prepare(
        RunRequest(person="anna", page="p", model="plain", input=form_input, form_input=form_input), "s", 1.0
    )


def test_the_line_under_a_picture_knows_which_of_its_facts_are_defaults() -> None:
    run = run_of(prompt="A fox", size="1:1", resolution="2K", duration=5)
    facts = caption(run, "en", title="Plain", cost="", defaults={"size", "duration", "n"}).facts
    assert [(fact.text, fact.is_default) for fact in facts] == [
        ("Plain", False),
        ("1:1", True),
        ("2K", False),
        ("5 s", True),
    ]
    assert [fact.text for fact in caption(run_of(width=4, height=3), "en", title="Plain", cost="").facts] == [
        "Plain",
        "4 × 3",
    ]


def test_a_value_that_is_no_choice_any_more_reads_as_it_was_written(catalog: Catalog) -> None:
    found = listed(catalog, size="2:3", loop=True, n=2)
    assert {title: one.text for title, one in found.items()} == {"Shape": "2:3", "Loop": "yes", "N": "2"}

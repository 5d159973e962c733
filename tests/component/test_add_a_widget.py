"""The page of the docs on adding a widget is followed: its own code draws, checks and sends.

Its app is looked at in a browser beside other apps, in `test_in_gradio.py`.
"""

from __future__ import annotations

import re
import types

import pytest
from pages import ROOT

from playground.component.form_view import Mount, draw_layout
from playground.form import (
    WIDGETS,
    Field,
    build_form,
    collect,
    fields_of,
    filled,
    inspect,
    items,
    lay_out,
    untouched,
    with_raws,
)

PAGE = (ROOT / "docs" / "widgets.md").read_text(encoding="utf-8")
WIDGET, APP = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
RATING = {"type": "integer", "minimum": 1, "maximum": 5}
SCHEMA = {
    "properties": {
        "score": RATING,
        "kept": {**RATING, "default": 4},
        "typed": {**RATING, "x-playground": {"widget": "number"}},
        "hinted": {**RATING, "ui:widget": "star rating"},
        "other": {"type": "integer", "minimum": 1, "maximum": 6, "default": 2},
    }
}


@pytest.fixture(scope="module")
def page_of_docs() -> types.ModuleType:
    """The widget of the page, its code run."""
    module = types.ModuleType("stars")
    exec(compile(WIDGET, "docs/widgets.md", "exec"), module.__dict__)  # noqa: S102 - what the docs say is run
    return module


def by_name(form: object, values: object) -> dict[str, Field]:
    return {field.name: field for field in fields_of(items(form, values))}  # type: ignore[arg-type] # forms and values


def test_it_draws_what_it_is_for_and_what_a_hint_asks_it_for(page_of_docs: types.ModuleType) -> None:
    form = build_form(SCHEMA, widgets=(page_of_docs.Stars(), *WIDGETS))
    fields = by_name(form, untouched(form))
    assert {name: str(field.widget) for name, field in fields.items()} == {
        **dict.fromkeys(("score", "kept", "hinted"), "stars"),
        "typed": "number",
        "other": "slider",
    }
    assert (fields["score"].why.rule, fields["hinted"].why.hint) == ("is_rating", "stars")
    html = draw_layout(form, lay_out(form, untouched(form)), "en", Mount())
    assert html.count('<div class="stars"') == 3
    assert ".stars { display: flex" in html
    assert html.count("checked><span>") == 1
    plain = build_form(SCHEMA)
    assert "stars" not in draw_layout(plain, lay_out(plain, untouched(plain)), "en", Mount())


def test_it_shows_and_sends_values_as_they_are(page_of_docs: types.ModuleType) -> None:
    form = build_form(SCHEMA, widgets=(page_of_docs.Stars(), *WIDGETS))
    assert collect(form, untouched(form)).payload == {"kept": 4, "other": 2}
    assert collect(form, with_raws(untouched(form), {("score",): "3"})).payload["score"] == 3
    back = collect(form, filled(form, {"score": 5.0, "kept": 1})).payload
    assert (back, type(back["score"])) == ({"score": 5.0, "kept": 1}, float)
    wrong = collect(form, with_raws(untouched(form), {("score",): "9"}))
    assert ([issue.code for issue in wrong.issues], "score" in wrong.payload) == (["issue.unknown_choice"], False)
    assert by_name(form, filled(form, {"score": 7}))["score"].widget == "json"
    assert collect(form, filled(form, {"score": 7})).payload == {"score": 7}


def test_check_knows_it_and_its_words(page_of_docs: types.ModuleType) -> None:
    schema = {"properties": {"n": {**RATING, "x-playground": {"widget": "stars"}}}}
    known = inspect(schema, widgets=(page_of_docs.Stars(), *WIDGETS))
    assert (known.ok, known.fields[0].widget) == (True, "stars")
    assert not inspect(schema).ok
    mistyped = {"properties": {"n": {**RATING, "x-playground": {"widget": "starz"}}}}
    (_, sentence), *_ = inspect(mistyped, widgets=(page_of_docs.Stars(), *WIDGETS)).problems
    assert "stars" in sentence

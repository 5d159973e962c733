"""Every shape that a schema can have: its form builds, is drawn, and each payload comes through it unchanged."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from filling import plain
from hardest import HARDEST
from zoo import FOLDER, NAMES, Specimen, read, specimen

from playground.component import SchemaForm
from playground.component.form_view import Mount, draw_layout
from playground.form import (
    Form,
    build_form,
    collect,
    fields_of,
    filled,
    inspect,
    items,
    lay_out,
    pointer,
    untouched,
    validate,
    with_raws,
)
from playground.form.page.collect import walk_items
from playground.texts import languages
from tests.component.test_schema_form import readable

VOID = {"input", "img", "br", "hr", "meta", "link", "source"}


@pytest.fixture(params=NAMES)
def one(request: pytest.FixtureRequest) -> Specimen:
    return specimen(str(request.param))


def exactly(value: Any) -> str:
    """JSON text that tells 1 from 1.0; members in any order."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def sent_back(form: Form, payload: Any) -> Any:
    """What a browser sends that was shown a payload: the text of every control, as it was drawn."""
    values = filled(form, payload)
    raws = {field.slot: field.entry.raw for field in fields_of(items(form, values))}
    return collect(form, with_raws(values, raws)).payload


def test_every_schema_has_what_is_expected_of_it_beside_it() -> None:
    schemas = {path.stem for path in FOLDER.glob("*.json")} - {f"{name}.example" for name in NAMES}
    assert schemas == set(NAMES) == {path.stem for path in (FOLDER / "expected").glob("*.json")}
    assert len(NAMES) >= 60
    assert len({specimen(name).shape for name in NAMES}) == len(NAMES)


def test_each_value_has_its_widget_and_what_is_wrong_is_told(one: Specimen) -> None:
    report = inspect(one.schema)
    found: dict[str, list[str]] = {}
    for field in report.fields:
        found.setdefault(field.path, []).append(field.widget)
    assert {path: widgets[0] if len(widgets) == 1 else widgets for path, widgets in found.items()} == dict(one.widgets)
    assert list(found) == list(one.widgets), "in the order of the form"
    assert sorted({path for path, _ in report.problems}) == list(one.problems)
    assert report.ok is not bool(one.problems)


def test_an_untouched_form_sends_what_it_shows(one: Specimen) -> None:
    form = build_form(one.schema)
    assert exactly(inspect(one.schema).payload) == exactly(one.untouched)
    assert {issue.code for issue in collect(form, untouched(form)).issues} <= {"issue.empty_row"}, "or what is missing"


def test_each_payload_comes_through_exactly(one: Specimen) -> None:
    before = exactly(one.schema)
    form, component = build_form(one.schema), SchemaForm(one.schema)
    for payload in one.payloads:
        slots = [item.slot for item in walk_items(items(form, filled(form, payload)))]
        assert len(slots) == len(set(slots))
        assert exactly(sent_back(form, payload)) == exactly(payload)
        if not one.problems:
            assert validate(form, payload) == ()
            assert exactly(component.preprocess(component.postprocess(payload))) == exactly(payload)
    assert exactly(one.schema) == before


def test_what_is_wrong_is_said_at_its_place() -> None:
    wrong = [(one, path, payload) for one in map(specimen, NAMES) for path, payload in one.refused.items()]
    for one, path, payload in wrong:
        assert path in [pointer(issue.path) for issue in validate(build_form(one.schema), payload)], one.name
    assert len(wrong) >= 40


class Tags(HTMLParser):
    """The ids, and the elements that are open in the end."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.scripts = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.ids += [value for name, value in attrs if name == "id" and value]
        self.scripts += tag == "script" or any(name.startswith("on") for name, _ in attrs)
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def drawn(specimen: Specimen) -> Iterator[str]:
    for language in languages():
        form = build_form(specimen.schema, language=language)
        for values in (untouched(form), *(filled(form, payload) for payload in specimen.payloads)):
            yield draw_layout(form, lay_out(form, values), language, Mount())


def test_it_is_drawn_in_both_languages(one: Specimen) -> None:
    for html in drawn(one):
        tags = Tags()
        tags.feed(html)
        assert tags.open == []
        assert len(tags.ids) == len(set(tags.ids))
        assert tags.scripts == 0


def test_clients_of_the_api_can_read_it(one: Specimen) -> None:
    assert readable(SchemaForm(one.schema).api_info())


def test_each_plan_is_for_the_payload_of_its_schema() -> None:
    assert len(HARDEST) == 12
    for name, plan in HARDEST.items():
        assert plain(plan) == read(FOLDER / f"{name}.example.json"), name

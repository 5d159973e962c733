"""Our zoo, and schemas that people really publish: each builds, each property is reached, each payload comes through.

The published ones, `../shared/corpus` beside the checkout, are an extra: where they are not there, the report says so.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import zoo

from playground.errors import SchemaError
from playground.form import UNSET, LeafReport, Report, build_form, collect, inspect, pointer, untouched
from playground.form.page.collect import walk_items
from playground.form.page.layout import items

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus" / "schemas"

pytestmark = pytest.mark.slow

FOLDERS = {"zoo": zoo.FOLDER, "corpus": CORPUS}

INVALID = {
    "invalid-bound.json": "a maximum that is text",
    "invalid-required.json": "`required: true` on a property",
    "invalid-type.json": "a property of the type `button`",
    "json-editor/issue-gh-1439.json": "a property of the type `button`",
    "json-editor/read-only.json": "a maximum that is text",
    "json-editor/themes.json": "a property of the type `button`",
    "json-editor/uuid.json": "`required: true` on a property",
}
"""Schemas that break their own draft: the form comes up, and `check` says what is wrong."""


@dataclass(frozen=True, slots=True)
class Case:
    """One schema, its example if there is one, and what is said about the two."""

    name: str
    schema: Any
    example: Any
    report: Report

    @property
    def source(self) -> str:
        return self.name.split("/", maxsplit=1)[0] if "/" in self.name else "zoo"


@pytest.fixture(scope="module", params=FOLDERS)
def folder(request: pytest.FixtureRequest) -> Path:
    found = FOLDERS[request.param]
    if not found.is_dir():
        pytest.skip("the published schemas, ../shared/corpus, are not here: the zoo alone was tried")
    return found


@pytest.fixture(scope="module")
def cases(folder: Path) -> list[Case]:
    found = []
    for path in sorted(folder.glob("*.json" if folder == zoo.FOLDER else "*/*.json")):
        if path.name.endswith(".example.json"):
            continue
        schema = json.loads(path.read_text(encoding="utf-8"))
        beside = path.with_suffix(".example.json")
        example = json.loads(beside.read_text(encoding="utf-8")) if beside.exists() else UNSET
        found.append(Case(str(path.relative_to(folder)), schema, example, inspect(schema, example)))
    return found


def leaves_of(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    if isinstance(value, dict | list) and value:
        for step, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves_of(inner, (*path, step))
    else:
        yield path


def is_reachable(path: tuple[str | int, ...], fields: tuple[LeafReport, ...]) -> bool:
    """Whether a leaf of the report stands for the value: its own, one above it, or, for an empty value, one below."""

    def agrees(steps: list[str], given: list[str]) -> bool:
        return all(step in ("*", word) for step, word in zip(steps, given, strict=False))

    given = pointer(path).split("/")
    return any(agrees(field.path.split("/"), given) for field in fields)


def test_every_schema_builds_and_is_reported_per_source(cases: list[Case], capsys: pytest.CaptureFixture[str]) -> None:
    table: dict[str, Counter[str]] = {}
    for case in cases:
        row = table.setdefault(case.source, Counter())
        row["schemas"] += 1
        row["built"] += bool(case.report.fields)
        row["fields"] += len(case.report.fields)
        row["json"] += sum(field.widget == "json" for field in case.report.fields)
        if case.example is not UNSET:
            paths = list(leaves_of(case.example))
            row["values"] += len(paths)
            row["reached"] += sum(is_reachable(path, case.report.fields) for path in paths)
            row["examples"] += 1
            row["came through"] += case.report.roundtrip is True
    total: Counter[str] = sum(table.values(), Counter())
    with capsys.disabled():
        print("\n" + "\n".join(lines(table, total)))  # noqa: T201 - the report is the point of the test
    assert total["built"] == total["schemas"]
    assert total["reached"] == total["values"]
    assert total["came through"] == total["examples"]
    assert total["json"] / total["fields"] < (0.05 if "zoo" in table else 0.03)


def lines(table: Mapping[str, Counter[str]], total: Counter[str]) -> Iterator[str]:
    columns = ("schemas", "built", "values", "reached", "examples", "came through", "fields", "json")
    yield f"{'source':14}" + "".join(f"{column:>14}" for column in columns)
    for source, row in (*sorted(table.items()), ("total", total)):
        yield f"{source:14}" + "".join(f"{row[column]:>14}" for column in columns)


def test_valid_schemas_are_ok_and_invalid_ones_are_told(cases: list[Case]) -> None:
    assert {case.name for case in cases if not case.report.ok} == set(INVALID) & {case.name for case in cases}


def test_an_untouched_form_sends_nothing_that_could_be_refused_but_what_is_missing(cases: list[Case]) -> None:
    for case in cases:
        form = build_form(case.schema)
        missing = {"issue.empty_row"} if case.source == "zoo" else set()
        assert {issue.code for issue in collect(form, untouched(form)).issues} <= missing, case.name


def test_each_item_has_a_slot_of_its_own(cases: list[Case]) -> None:
    for case in cases:
        form = build_form(case.schema)
        slots = [item.slot for item in walk_items(items(form, untouched(form)))]
        assert len(slots) == len(set(slots)), case.name


def test_each_schema_is_left_as_it_was(cases: list[Case], folder: Path) -> None:
    for case in cases:
        assert json.loads((folder / case.name).read_text(encoding="utf-8")) == case.schema


def test_all_are_drawn_without_a_schema_error(cases: list[Case]) -> None:
    refused = []
    for case in cases:
        try:
            build_form(case.schema, language="zh")
        except SchemaError:
            refused.append(case.name)
    assert refused == []

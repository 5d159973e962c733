"""The record that goes with a run, and the form that comes of it again."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground import __version__
from playground.catalog import Catalog
from playground.errors import SchemaError, UnknownModelError
from playground.files.metadata import read_metadata
from playground.form import collect, secret_paths, untouched, with_raws
from playground.form.fields import Values
from playground.form.json_values import same_json
from playground.runs.request import RunRequest, prepare
from playground.runs.run import Run
from playground.tasks.task import Task, TaskStatus
from playground.ui.parameters import Imported, import_metadata, metadata_of, with_imported, without_masks

HUSH = "sk-very-secret"
PICTURES = {"type": "array", "title": "Pictures", "items": {"type": "string", "format": "uri"}}
UPLOADS = {"x-playground": {"widget": "file-upload", "multiple": True}}
ROWS = {
    "type": "array",
    "title": "Roles",
    "items": {
        "type": "object",
        "properties": {
            "url": {"type": "string", "format": "uri", "title": "File", "x-playground": {"widget": "file-upload"}},
            "role": {"type": "string"},
        },
    },
}
SCHEMA: dict[str, Any] = {
    "title": "Everything",
    "type": "object",
    "required": ["prompt"],
    "properties": {
        "prompt": {"type": "string", "title": "Prompt"},
        "size": {"type": "string", "title": "Size", "enum": ["1:1", "16:9"], "default": "1:1"},
        "token": {"type": "string", "title": "Token", "x-playground": {"widget": "password"}},
        "pictures": PICTURES | UPLOADS,
        "roles": ROWS,
        "extra": {"title": "Extra"},
    },
}


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    folder: Path = tmp_path_factory.mktemp("schemas")
    (folder / "everything.json").write_text(json.dumps(SCHEMA), encoding="utf-8")
    return Catalog(folder, scan_every=3600)


def run_of(catalog: Catalog, sent: dict[str, Any], **answer: Any) -> Run:
    form = catalog.model("everything").form
    run_request = RunRequest(
        person="anna", page="p", model="everything", input=sent, form_input=sent, secrets=secret_paths(form, sent)
    )
    run = prepare(run_request, "https://api.example", 1795348800.0)
    return Run(**{name: getattr(run, name) for name in run.__slots__} | {"task": task(answer)})


def task(answer: dict[str, Any]) -> Task:
    return Task("task_1", TaskStatus.SUCCEEDED, received=answer)


def back(catalog: Catalog, found: dict[str, Any] | None, *kept: str) -> Imported:
    assert found is not None
    return import_metadata(found, catalog, lambda name: name in kept, here="everything", language="en")


def payload_of(catalog: Catalog, brought_back: Imported, values: Values | None = None) -> Any:
    form, edit = catalog.model("everything").form, brought_back.edit
    held = untouched(form) if values is None else values
    return collect(form, with_imported(form, held, edit["input"], is_whole=bool(edit["model"]))).payload


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(prompt=st.text(min_size=1), size=st.sampled_from(["1:1", "16:9"]), extra=JSON)
def test_what_was_sent_comes_back_as_the_same_json(catalog: Catalog, prompt: str, size: str, extra: Any) -> None:
    sent = {"prompt": prompt, "size": size, "extra": extra}
    found = read_metadata(metadata_of(run_of(catalog, sent)).encode("utf-8", "backslashreplace"))
    assert same_json(payload_of(catalog, back(catalog, found)), sent)


def test_the_record_tells_model_task_date_version_and_the_seed_that_the_service_took(catalog: Catalog) -> None:
    text = metadata_of(
        run_of(catalog, {"prompt": "a fox"}, output={"images": [{"seed": True}, {"seed": 9007199254740993}]})
    )
    assert json.loads(text) == {
        "playground": __version__,
        "model": "everything",
        "task_id": "task_1",
        "created": "2026-11-22T12:00:00+00:00",
        "seed": 9007199254740993,
        "input": {"prompt": "a fox"},
    }


def test_a_seed_that_was_asked_for_stands_once(catalog: Catalog) -> None:
    assert "seed" not in json.loads(metadata_of(run_of(catalog, {"prompt": "x", "seed": 5}, seed=5))).keys() - {"input"}


def test_a_password_neither_leaves_nor_comes_back_masked(catalog: Catalog) -> None:
    run = run_of(catalog, {"prompt": "a fox", "token": HUSH})
    assert HUSH not in metadata_of(run)
    assert payload_of(catalog, back(catalog, read_metadata(metadata_of(run).encode()))) == {"prompt": "a fox"}
    form = catalog.model("everything").form
    assert without_masks(form, run.form_input) == {"prompt": "a fox"}
    assert without_masks(form, {"prompt": "••••••", "token": "typed"}) == {"prompt": "••••••", "token": "typed"}


def test_references_that_are_gone_are_named_and_left_out(catalog: Catalog) -> None:
    here, lost = "a" * 64 + ".png", "b" * 64 + ".png"
    sent = {
        "prompt": f"upload:{lost}",
        "size": "1:1",
        "pictures": [f"upload:{lost}", f"upload:{here}", "https://example.com/own.png"],
        "roles": [{"url": f"upload:{lost}", "role": "style"}],
    }
    brought_back = back(catalog, read_metadata(metadata_of(run_of(catalog, sent)).encode()), here)
    assert json.loads(brought_back.edit["input"]) == {
        **sent,
        "pictures": [f"upload:{here}", "https://example.com/own.png"],
        "roles": [{"role": "style"}],
    }
    assert "Pictures: 1 file is no longer kept here" in brought_back.note
    assert "File: 1 file is no longer kept here" in brought_back.note
    assert "bbbbbbbb….png" in brought_back.note


def test_a_list_of_nothing_but_lost_references_goes_too(catalog: Catalog) -> None:
    sent = {"prompt": "x", "size": "1:1", "pictures": ["upload:" + "b" * 64 + ".png"], "extra": []}
    brought_back = back(catalog, {"playground": "1", "model": "everything", "input": sent})
    assert json.loads(brought_back.edit["input"]) == {"prompt": "x", "size": "1:1", "extra": []}


def test_settings_of_another_program_leave_the_rest_of_the_form(catalog: Catalog) -> None:
    form = catalog.model("everything").form
    values = with_raws(untouched(form), {("prompt",): "old", ("token",): "typed"})
    found = {"source": "ComfyUI", "input": {"prompt": "a fox", "seed": 5, "width": 1920, "height": 1080}}
    brought_back = back(catalog, found)
    assert brought_back.note == "This picture was made with ComfyUI. Used from it: Prompt, Size."
    assert payload_of(catalog, brought_back, values) == {"prompt": "a fox", "size": "16:9", "token": "typed"}
    nothing = back(catalog, {"source": "ComfyUI", "input": {"seed": 5}})
    assert "none of its settings fit Everything" in nothing.note
    assert payload_of(catalog, nothing, values) == {"prompt": "old", "size": "1:1", "token": "typed"}


@pytest.mark.parametrize(
    ("found", "error", "code"),
    [
        ({"model": "nowhere", "input": {}}, UnknownModelError, "catalog.unknown_model"),
        ({"model": "everything", "input": {"extra": Decimal("1E+999")}}, SchemaError, "catalog.json.number"),
    ],
)
def test_what_cannot_come_back_is_said(
    catalog: Catalog, found: dict[str, Any], error: type[SchemaError | UnknownModelError], code: str
) -> None:
    with pytest.raises(error) as caught:
        back(catalog, found)
    assert caught.value.code == code

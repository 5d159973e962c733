"""`SchemaForm` as Gradio calls it: what goes in and comes out of a function, and what is refused."""

from __future__ import annotations

import json
import math
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import gradio as gr
import pytest
from gradio.utils import get_upload_folder
from hypothesis import given
from hypothesis import strategies as st

import playground.component.schema_form
from playground.component import SchemaForm
from playground.component.client_schema import client_schema
from playground.component.wire import STATE
from playground.errors import SchemaError
from playground.texts import translate

SCHEMAS = sorted((Path(__file__).parents[2] / "schemas").glob("*.json"))
ANYTHING: dict[str, Any] = {"type": "object", "properties": {"it": {}, "words": {"type": "string"}}}
PICTURE = {"type": "object", "properties": {"image_url": {"type": "string", "format": "uri"}, "n": {"type": "integer"}}}


def there_and_back(form: SchemaForm, payload: Any) -> Any:
    return form.preprocess(form.postprocess(payload))


@pytest.fixture
def uploaded() -> Path:
    """A file that was uploaded to the app."""
    folder = Path(get_upload_folder()) / "of-a-test"
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "cat.png"
    file.write_bytes(b"a cat")
    return file


def data(path: object) -> dict[str, Any]:
    return {"path": str(path), "orig_name": "cat.png", "meta": {"_type": "gradio.FileData"}}


def state(form: SchemaForm, **raws: Any) -> dict[str, Any]:
    """What the script sends once these controls hold these texts."""
    sent = {
        "model": "",
        "version": json.loads((form.postprocess({}) or {})[STATE])["version"],
        "form": '{"raws": [], "emptied": [], "states": []}',
        "raws": [[[name], raw] for name, raw in raws.items()],
        "emptied": [],
    }
    return {STATE: json.dumps(sent), "files": []}


@pytest.mark.parametrize(
    "payload", [{"it": 2**53 + 1}, {"it": 1.0}, {"it": ""}, {"it": None}, {}, {"it": [0, {"a": 1e-7}]}, {"words": ""}]
)
def test_a_payload_comes_back_exactly(payload: dict[str, Any]) -> None:
    found = there_and_back(SchemaForm(ANYTHING), payload)
    assert json.dumps(found) == json.dumps(payload)


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=8))
def test_so_does_any_value(value: Any) -> None:
    found = there_and_back(SchemaForm(ANYTHING), {"it": value})
    assert found == {"it": value}
    assert json.dumps(found) == json.dumps({"it": value})


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda path: path.stem)
def test_the_examples_of_every_shipped_schema_come_back(path: Path) -> None:
    schema = json.loads(path.read_text(encoding="utf-8"))
    form = SchemaForm(schema)
    for example in schema.get("examples", []):
        assert there_and_back(form, example) == example


def test_an_untouched_form_is_what_its_schema_says() -> None:
    form = SchemaForm({"properties": {"n": {"type": "integer", "default": 3}, "name": {"type": "string"}}})
    assert form.preprocess(None) == {"n": 3}


def test_what_is_wrong_is_told_in_words_with_the_name_of_the_field() -> None:
    form = SchemaForm({"properties": {"n": {"type": "integer", "maximum": 6, "title": "Pictures"}}})
    with pytest.raises(gr.Error, match="Pictures") as told:
        form.preprocess(state(form, n="7"))
    assert "6" in str(told.value)
    with pytest.raises(gr.Error, match="Pictures"):
        form.preprocess({"n": 7})  # as a client of the API sends it


@pytest.mark.parametrize("text", ["", "no JSON", "[]", "{}", "[" * 5000, json.dumps({"model": 1})])
def test_what_the_script_never_sends_is_an_error_in_words(text: str) -> None:
    form = SchemaForm(ANYTHING)
    with pytest.raises(gr.Error):
        form.preprocess({STATE: text})
    assert "problem" in form.list_issues(text)


def test_a_file_that_was_uploaded_is_a_path_for_the_function(uploaded: Path) -> None:
    form = SchemaForm(PICTURE)
    sent = state(form, image_url=["upload:cat.png"])
    assert form.preprocess({**sent, "files": [data(uploaded)]}) == {"image_url": str(uploaded)}
    assert form.preprocess({"image_url": data(uploaded)}) == {"image_url": str(uploaded)}  # as a client sends it


@pytest.mark.parametrize("has_mark", [True, False])
@pytest.mark.parametrize("path", ["/etc/passwd", "/proc/self/environ", "../../etc/passwd", "/dev/zero", "", 7])
def test_no_other_file_of_this_machine_is_one(path: object, has_mark: bool) -> None:
    form = SchemaForm(PICTURE)
    forged = data(path) if has_mark else {"path": path}
    sent = {**state(form, image_url=["upload:passwd"]), "files": [forged]}
    assert form.preprocess(sent) == {"image_url": "upload:passwd"}  # a token that stands for nothing
    with pytest.raises(gr.Error):
        form.preprocess({"image_url": forged})


def test_a_file_of_the_app_is_shown_and_comes_back(tmp_path: Path, uploaded: Path) -> None:
    form = SchemaForm(PICTURE)
    shown = form.postprocess({"image_url": str(uploaded)})
    assert shown is not None
    assert [file["path"] for file in shown["files"]] == [str(uploaded)]
    assert form.preprocess(shown) == {"image_url": str(uploaded)}
    elsewhere = shutil.copy(uploaded, tmp_path / "dog.png")  # whatever a browser names later
    assert form.preprocess({**shown, "files": [data(elsewhere)]}) == {"image_url": "upload:cat.png"}


def test_it_is_drawn_in_the_language_of_the_browser_or_the_one_it_was_told() -> None:
    schema = {"properties": {"name": {"type": "string", "maxLength": 3}}}

    class Chinese:
        headers = {"accept-language": "zh-CN,zh;q=0.9"}  # noqa: RUF012 - a stand-in for a request

    english, chinese = (translate("page.optional", language) for language in ("en", "zh"))
    assert f'"{english}"' in SchemaForm(schema).draw(None)["form"]
    assert f'"{chinese}"' in SchemaForm(schema).draw(None, Chinese())["form"]
    assert f'"{english}"' in SchemaForm(schema, language="en").draw(None, Chinese())["form"]


def test_two_forms_share_no_id() -> None:
    one, two = (SchemaForm(PICTURE).draw(None)["form"] for _ in range(2))
    ids = [{part.split('"')[0] for part in form.split(' id="')[1:]} for form in (one, two)]
    assert len(ids[0]) == len(ids[1]) > 3
    assert not ids[0] & ids[1]


def test_a_flagged_payload_is_json_and_comes_back() -> None:
    form = SchemaForm(ANYTHING)
    flagged = form.flag(form.postprocess({"it": [1.0, None]}))
    assert flagged == '{"it": [1.0, null]}'
    assert form.preprocess(form.read_from_flag(flagged)) == {"it": [1.0, None]}


def test_what_is_no_schema_is_told() -> None:
    with pytest.raises(SchemaError):
        SchemaForm(7)


def readable(node: Any) -> bool:
    """Whether Gradio's description of its API can be made of a schema."""
    if isinstance(node, list):
        return all(map(readable, node))
    if not isinstance(node, dict):
        return not isinstance(node, float) or math.isfinite(node)
    schemas = [node[word] for word in ("items", "additionalProperties") if word in node]
    schemas += node.get("properties", {}).values()
    return (
        "$ref" not in node
        and not isinstance(node.get("type"), list)
        and all(isinstance(one, dict) for one in schemas)
        and all(map(readable, schemas))
    )


def test_clients_are_told_the_schema_without_references_and_recursion() -> None:
    tree: dict[str, Any] = {
        "$ref": "#/$defs/node",
        "$defs": {
            "node": {
                "type": "object",
                "properties": {
                    "name": {"type": ["string", "null"]},
                    "below": {"type": "array", "items": {"$ref": "#/$defs/node"}},
                },
                "additionalProperties": False,
            }
        },
    }
    told = client_schema(tree)
    assert told["properties"]["name"] == {"anyOf": [{"type": "string"}, {"type": "null"}]}
    assert told["properties"]["below"] == {"type": "array", "items": {}}
    assert readable(told)


def test_bounds_of_old_drafts_are_told_in_the_newer_way() -> None:
    told = client_schema(
        {"type": "number", "minimum": 0, "exclusiveMinimum": True, "maximum": 9, "exclusiveMaximum": False}
    )
    assert told == {"type": "number", "exclusiveMinimum": 0, "maximum": 9}


def test_what_a_client_would_stumble_on_is_not_told() -> None:
    broken: dict[str, Any] = {
        "properties": {"$ref": {"type": "string"}, "n": {"type": "integer", "maximum": "8", "required": True}}
    }
    assert client_schema(broken) == {"properties": {"n": {"type": "integer"}}}
    assert client_schema({"type": "number", "multipleOf": 0.05}) == {"type": "number"}


def test_openapi_s_null_is_told() -> None:
    told = client_schema({"type": "string", "enum": ["a"], "title": "A", "nullable": True})
    assert told == {"title": "A", "anyOf": [{"enum": ["a"], "type": "string"}, {"type": "null"}]}


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda path: path.stem)
def test_so_they_are_of_every_shipped_schema(path: Path) -> None:
    assert readable(SchemaForm(json.loads(path.read_text(encoding="utf-8"))).api_info())


def test_what_one_does_with_a_description_changes_no_other() -> None:
    properties = {"n": {"type": "integer"}}
    schema = {"title": "Fox", "type": "object", "properties": properties, "examples": [{"n": 1}]}
    first, second = SchemaForm(schema), SchemaForm(schema)
    second.example_payload()["n"] = 2
    assert first.example_payload() == {"n": 1}
    before = first.api_info()
    told = second.api_info()
    told["title"] = "Hen"
    told["properties"]["n"]["type"] = "string"
    assert first.api_info() == second.api_info() == before


def test_importing_it_writes_nothing_beside_it() -> None:
    assert not list(Path(playground.component.schema_form.__file__).parent.glob("*.pyi"))


def test_the_rest_of_the_room_needs_no_gradio() -> None:
    code = "import sys, playground.component.form_view; sys.exit('gradio' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_importing_it_takes_hardly_longer_than_importing_gradio() -> None:
    code = (
        "from time import process_time as now; begun = now(); import gradio; there = now(); "
        "from playground.component import SchemaForm; print((now() - there) / (there - begun))"
    )
    ratio = float(subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout)
    assert ratio < 0.25  # about 0.06 as measured, of processor time: a busy machine changes neither much

"""The models that come with the product."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

SCHEMAS = Path(__file__).parents[2] / "schemas"
FILES = sorted(path for path in SCHEMAS.glob("*.json") if not path.name.endswith(".example.json"))
PUBLISHED = "234d5b564b075da7985814eccc897689f0031010650af43e39c9b352c5023b23"
"""Of the reference schema as its service publishes it, without hints, as JSON with its members in order."""
PUBLISHED_HINTS: dict[str, dict[str, Any]] = {
    "prompt": {"rows": 6, "widget": "textarea"},
    "image_urls": {
        "accept": "image/*",
        "widget": "file-upload",
        "uploadKind": "image",
        "advanced": True,
        "multiple": True,
    },
}


def read(path: Path) -> dict[str, Any]:
    return dict(json.loads(path.read_text(encoding="utf-8")))


def chinese(text: str) -> bool:
    return any("\u4e00" <= letter <= "\u9fff" for letter in text)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_schema_examples_and_labels(path: Path) -> None:
    schema = read(path)
    Draft202012Validator.check_schema(schema)
    assert schema["title"]
    assert schema["description"]
    assert len(schema["examples"]) >= 3
    for example in schema["examples"]:
        Draft202012Validator(schema).validate(example)
    assert len(schema["x-playground"]["examples"]) == len(schema["examples"])
    assert schema["x-playground"]["media"] in {"image", "video"}
    assert chinese(schema["x-playground"]["i18n"]["zh"]["description"])


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_field_speaks_chinese_and_has_a_place(path: Path) -> None:
    fields = read(path)["properties"].values()
    for field in fields:
        words = field["x-playground"]["i18n"]["zh"]
        assert chinese(words["title"])
        assert ("description" in field) <= chinese(words.get("description", ""))
        choices = field.get("enum", field.get("items", {}).get("enum", []))
        for labels in (field["x-playground"].get("labels"), words.get("labels")):
            assert labels is None or len(labels) == len(choices)
    orders = [field["x-playground"]["order"] for field in fields]
    assert len(set(orders)) == len(orders)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_defaults_keep_to_their_own_schema(path: Path) -> None:
    for field in read(path)["properties"].values():
        if "default" in field:
            Draft202012Validator(field).validate(field["default"])


def test_reference_schema_is_as_published_but_for_more_hints() -> None:
    def without_hints(node: Any) -> Any:
        if isinstance(node, dict):
            return {name: without_hints(item) for name, item in node.items() if name != "x-playground"}
        return node

    ours = read(SCHEMAS / "qwen-image-2-0-pro.json")
    said = {name: ours[name] for name in ("type", "required", "properties", "additionalProperties")}
    text = json.dumps(without_hints(said), sort_keys=True)
    assert hashlib.sha256(text.encode()).hexdigest() == PUBLISHED
    for name, hints in PUBLISHED_HINTS.items():
        assert hints.items() <= ours["properties"][name]["x-playground"].items()
    assert ours["title"] == "Qwen Image 2.0 Pro"

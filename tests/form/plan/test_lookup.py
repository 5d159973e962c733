"""Plans by their names, in whichever variant and under whatever condition."""

from __future__ import annotations

from typing import Any

from playground.form import build_form
from playground.form.plan.lookup import kinds_of, names_in, plans_at

TEXT, WHOLE = {"type": "string"}, {"type": "integer"}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "prompt": TEXT,
        "size": {"anyOf": [TEXT, {"type": "object", "properties": {"width": WHOLE}}]},
        "labels": {"type": "object", "additionalProperties": TEXT},
        "mode": {"enum": ["plain", "rich"]},
    },
    "if": {"properties": {"mode": {"const": "rich"}}, "required": ["mode"]},
    "then": {"properties": {"depth": WHOLE}},
    "else": {"properties": {"tone": TEXT}},
}


def kinds(schema: dict[str, Any], *path: str) -> set[str]:
    return {kind for plan in plans_at(build_form(schema), path) for kind in kinds_of(plan)}


def test_a_member_is_found_in_groups_maps_variants_and_conditions() -> None:
    assert kinds(SCHEMA, "prompt") == {"string"}
    assert kinds(SCHEMA, "size") == {"string", "object"}
    assert kinds(SCHEMA, "size", "width") == {"integer"}
    assert kinds(SCHEMA, "labels", "any name") == {"string"}
    assert (kinds(SCHEMA, "depth"), kinds(SCHEMA, "tone")) == ({"integer"}, {"string"})
    assert plans_at(build_form({**SCHEMA, "additionalProperties": False}), ["nothing"]) == []
    assert plans_at(build_form(SCHEMA), ["prompt", "inside of a text"]) == []


def test_all_names_are_told_that_an_object_may_have() -> None:
    assert set(names_in(build_form(SCHEMA).plan)) == {"prompt", "size", "labels", "mode", "depth", "tone"}
    variants = {"type": "object", "oneOf": [{"properties": {"a": TEXT}}, {"properties": {"b": TEXT}}]}
    assert set(names_in(build_form(variants).plan)) == {"a", "b"}

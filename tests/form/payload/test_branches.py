"""What is wrong below unions and references: told at its own field, of the branch that was meant."""

from __future__ import annotations

from typing import Any

import pytest

from playground.form import build_form, collect, filled, inspect, items, untouched, validate
from playground.form.fields import Variants
from playground.form.json_values import same_json
from playground.texts import translate
from tests.form.drawing import DRAFTS, form_of, told

TEXT = {"type": "string"}


def optional(**schema: Any) -> dict[str, Any]:
    return {"anyOf": [schema, {"type": "null"}]}


REFERRED = {
    "type": "object",
    "properties": {
        "size": {"title": "Size", **optional(type="integer", maximum=8)},
        "rows": {"type": "array", "items": {"$ref": "#/$defs/row"}},
        "by_name": {"type": "object", "additionalProperties": {"$ref": "#/$defs/row"}},
        "one": {"oneOf": [{"$ref": "#/$defs/row"}, TEXT]},
        "two": {"allOf": [{"$ref": "#/$defs/row"}]},
        "twice": {"allOf": [{"$ref": "#/$defs/row"}, {"$ref": "#/$defs/row"}]},
    },
    "if": {"required": ["deep"]},
    "then": {"properties": {"deep": {"$ref": "#/$defs/outer"}}},
    "$defs": {
        "row": {
            "type": "object",
            "properties": {"name": TEXT, "size": {"title": "Row size", **optional(type="number", maximum=4)}},
            "required": ["name"],
        },
        "outer": {"type": "object", "properties": {"inner": {"$ref": "#/$defs/row"}}},
    },
}


@pytest.mark.parametrize(
    ("payload", "issues"),
    [
        ({"size": 9}, [("size", "issue.maximum")]),
        (
            {"rows": [{"name": "a", "size": 9}, {"name": "b"}, {"name": "c", "size": 9}]},
            [("rows", 0, "size", "issue.maximum"), ("rows", 2, "size", "issue.maximum")],
        ),
        ({"by_name": {"x": {"name": "a", "size": 9}}}, [("by_name", "x", "size", "issue.maximum")]),
        ({"one": {"name": "a", "size": 9}}, [("one", "size", "issue.maximum")]),
        ({"one": {"size": 1}}, [("one", "name", "issue.required")]),
        ({"two": {"name": "a", "size": "9"}}, [("two", "size", "issue.type")]),
        ({"twice": {"name": "a", "size": 9}}, [("twice", "size", "issue.maximum")]),
        ({"deep": {"inner": {"name": "a", "size": 9}}}, [("deep", "inner", "size", "issue.maximum")]),
        ({"deep": {"inner": {"name": 1, "size": 9}}}, [
            ("deep", "inner", "name", "issue.type"), ("deep", "inner", "size", "issue.maximum")]),
    ],
)  # fmt: skip
def test_an_error_below_a_reference_is_told_at_its_own_field(payload: Any, issues: list[tuple[Any, ...]]) -> None:
    assert told(REFERRED, payload) == issues


def test_an_error_below_a_reference_has_its_own_title() -> None:
    (issue,) = validate(build_form(REFERRED), {"size": 1, "rows": [{"name": "a", "size": 9}]})
    assert issue.params == {"title": "Row size", "limit": "4", "actual": "9"}


@pytest.mark.parametrize("keyword", ["anyOf", "oneOf"])
def test_a_branch_that_is_false_is_no_choice_and_says_nothing(keyword: str) -> None:
    pixels = {"type": "integer", "maximum": 4096, "title": "Pixels"}
    schema = {"properties": {"size": {keyword: [pixels, TEXT, False]}}}
    (size,) = items(build_form(schema), untouched(build_form(schema)))
    assert isinstance(size, Variants)
    assert len(size.choices) == 2
    assert told(schema, {"size": 9999}) == [("size", "issue.maximum")]
    assert told({"properties": {"size": {keyword: [False, pixels]}}}, {"size": 9999}) == [("size", "issue.maximum")]
    assert told({keyword: [False, False]}, 5) == [("issue.no_variant",)]
    assert told({"properties": {"size": {keyword: [False]}}}, {"size": 5}) == [("size", "issue.no_variant")]


@pytest.mark.parametrize("never", [False, {"not": {}}, {"not": True}, {"not": {}, "description": "Never"}])
@pytest.mark.parametrize("draft", DRAFTS.values())
def test_what_excludes_everything_is_false_in_other_words(draft: str, never: Any) -> None:
    declared = {
        "gone": never,
        "size": {"anyOf": [never, {"type": "integer", "maximum": 8}]},
        "rows": {"type": "array", "items": never},
        "not": TEXT,
    }
    schema = {"$schema": draft, "properties": declared, "additionalProperties": never}
    form = build_form(schema)
    assert [item.name for item in items(form, untouched(form))] == ["size", "rows", "not"]
    assert told(schema, {"gone": 1}) == [("gone", "issue.unexpected")]
    assert told(schema, {"size": 9}) == [("size", "issue.maximum")]
    assert told(schema, {"rows": [1]}) == [("rows", "issue.unexpected_entries")]
    assert told(schema, {"more": 1}) == [("more", "issue.unexpected")]
    assert told(schema, {"not": "x", "rows": [], "size": 8}) == []
    kept = form_of({"it": {"const": {"not": {}}}})
    assert validate(kept, {"it": {"not": {}}}) == ()


def test_nothing_is_valid_under_false() -> None:
    payloads: tuple[Any, ...] = (None, 1, "x", {}, [])
    for payload in payloads:
        assert told(False, payload) == [("issue.not_allowed",)]
        assert collect(build_form(False), filled(build_form(False), payload)).payload == payload
    assert told({"$ref": "#/$defs/no", "$defs": {"no": False}}, 1) == [("issue.not_allowed",)]
    inspect(False)


TAGGED = {
    "oneOf": [
        {
            "type": "object",
            "properties": {"model": {"const": "a"}, "profile": {"enum": ["422", "4444"]}},
            "required": ["model"],
        },
        {
            "type": "object",
            "properties": {"model": {"const": "b"}, "profile": {"enum": ["hq"]}, "extra": TEXT},
            "required": ["model"],
        },
    ]
}


def test_a_choice_that_is_not_allowed_is_not_blamed_on_the_tag() -> None:
    assert told(TAGGED, {"model": "b", "profile": "4444"}) == [("profile", "issue.enum")]
    assert told(TAGGED, {"model": "a", "profile": "hq"}) == [("profile", "issue.enum")]
    assert told(TAGGED, {"model": "a", "profile": 5}) == [("profile", "issue.enum")]
    below = {"properties": {"it": {"$ref": "#/$defs/u"}}, "$defs": {"u": TAGGED}}
    assert told(below, {"it": {"model": "b", "extra": 1}}) == [("it", "extra", "issue.type")]


def test_a_few_values_may_tell_branches_apart_too() -> None:
    wan = {"properties": {"model": {"enum": ["wan-1", "wan-2"]}, "seconds": {"maximum": 5}}, "required": ["model"]}
    veo = {"properties": {"model": {"enum": ["veo-3"]}, "seconds": {"enum": [4, 8]}, "sound": {"type": "boolean"}}}
    assert told({"anyOf": [wan, veo]}, {"model": "wan-2", "seconds": 9}) == [("seconds", "issue.maximum")]
    assert told({"anyOf": [wan, veo]}, {"model": "veo-3", "seconds": 9}) == [("seconds", "issue.enum")]


@pytest.mark.parametrize(
    ("branches", "value", "sentence"),
    [
        ([{"const": "matt", "title": "Matt"}, {"const": "gloss"}], "silk", "It must be one of: matt, gloss."),
        ([{"const": "matt"}, {"const": None}, {"const": 3}], "3", "It must be one of: matt, None, 3."),
        ([{"enum": ["matt", "gloss"]}, {"enum": [1, 2]}], 3, "It must be one of: matt, gloss, 1, 2."),
        ([{"const": "a"}, {"enum": ["b", "a"]}, {"type": "object"}], "c", "It must be one of: a, b."),
        ([{"const": "a"}, {"type": "object"}], "c", "It must be a."),
        ([{"const": "a"}, {"type": "string", "minLength": 3}], "c", "It must be a."),
    ],
)
@pytest.mark.parametrize("keyword", ["anyOf", "oneOf"])
def test_a_value_that_no_branch_lists_is_told_all_that_are_listed(
    keyword: str, branches: list[Any], value: Any, sentence: str
) -> None:
    (issue,) = validate(form_of({"it": {"title": "It", keyword: branches}}), {"it": value})
    assert translate(issue.code, **issue.params) == sentence


PAINTS = {
    "oneOf": [
        {
            "properties": {"medium": {"const": "oil"}, "ground": {"enum": ["linen", "wood"]}},
            "required": ["medium", "ground"],
        },
        {"properties": {"medium": {"const": "ink"}, "ground": {"enum": ["paper"]}}, "required": ["medium", "ground"]},
        {"properties": {"medium": {"enum": ["chalk", "coal"]}, "ground": {"enum": ["slate"]}}, "required": ["medium"]},
    ]
}


@pytest.mark.parametrize(
    ("payload", "path", "sentence"),
    [
        ({"medium": "oil", "ground": "paper"}, "ground", "Ground must be one of: linen, wood."),
        ({"medium": "ink", "ground": "wood"}, "ground", "Ground must be one of: paper."),
        ({"medium": "coal", "ground": "paper"}, "ground", "Ground must be one of: slate."),
        ({"medium": "wax", "ground": "paper"}, "medium", "Medium must be one of: oil, ink, chalk, coal."),
    ],
)
def test_the_tag_tells_although_other_members_could(payload: Any, path: str, sentence: str) -> None:
    form = form_of({"works": {"type": "array", "items": PAINTS}})
    (issue,) = validate(form, {"works": [payload]})
    assert (issue.path, translate(issue.code, **issue.params)) == (("works", 0, path), sentence)


def test_a_tag_that_a_branch_leaves_open_is_not_told_to_be_one_of_the_others() -> None:
    free = {"properties": {"medium": TEXT, "size": {"maximum": 3}}, "required": ["size"]}
    schema = {"anyOf": [*PAINTS["oneOf"], free]}
    assert told(schema, {"medium": "wax", "size": 4}) == [("size", "issue.maximum")]


def test_a_discriminator_names_the_tag() -> None:
    schema = {
        "oneOf": [{"$ref": "#/$defs/cat"}, {"$ref": "#/$defs/dog"}],
        "discriminator": {"propertyName": "kind"},
        "$defs": {
            "cat": {"properties": {"kind": {"const": "cat"}, "mode": {"const": "x"}, "age": {"maximum": 30}}},
            "dog": {"properties": {"kind": {"const": "dog"}, "mode": {"const": "y"}, "age": {"maximum": 20}}},
        },
    }
    assert told(schema, {"kind": "dog", "mode": "y", "age": 25}) == [("age", "issue.maximum")]
    assert told(schema, {"kind": "dog", "mode": "x", "age": 5}) == [("mode", "issue.const")]


def test_one_type_beside_null_is_asked_for_by_its_name() -> None:
    (issue,) = validate(form_of({"n": optional(type="integer")}), {"n": "x"})
    assert (issue.path, issue.code, issue.params["expected"]) == (("n",), "issue.type", "a whole number")


def test_listed_values_of_another_type_are_not_what_was_meant() -> None:
    auto = {"anyOf": [{"enum": ["auto"]}, {"type": "object", "properties": {"w": {"maximum": 9}}}]}
    assert told({"properties": {"size": auto}}, {"size": {"w": 10}}) == [("size", "w", "issue.maximum")]
    assert told({"properties": {"size": auto}}, {"size": "aut"}) == [("size", "issue.enum")]


def test_references_are_dynamic_within_a_document() -> None:
    tree = {
        "$schema": DRAFTS["2020"],
        "$id": "https://example.com/strict",
        "$dynamicAnchor": "node",
        "$ref": "tree",
        "unevaluatedProperties": False,
        "$defs": {
            "tree": {
                "$id": "tree",
                "$dynamicAnchor": "node",
                "properties": {"data": True, "children": {"items": {"$dynamicRef": "#node"}}},
            }
        },
    }
    assert told(tree, {"children": [{"data": 1}]}) == []
    assert told(tree, {"children": [{"colour": 1}]}) == [("children", 0, "colour", "issue.unexpected")]
    older = {
        "$schema": DRAFTS["2019"],
        "$id": "https://example.com/strict",
        "$recursiveAnchor": True,
        "$ref": "tree",
        "unevaluatedProperties": False,
        "$defs": {
            "tree": {
                "$id": "tree",
                "$recursiveAnchor": True,
                "properties": {"data": True, "children": {"items": {"$recursiveRef": "#"}}},
            }
        },
    }
    assert told(older, {"children": [{"data": 1}]}) == []
    assert told(older, {"children": [{"colour": 1}]}) == [("children", 0, "colour", "issue.unexpected")]


def test_draft_4_names_its_parts_with_id() -> None:
    schema = {
        "$schema": DRAFTS["4"],
        "id": "http://example.com/root",
        "properties": {"it": {"$ref": "part"}, "id": {"type": "integer"}},
        "definitions": {"x": {"id": "part", "type": "object", "properties": {"n": {"$ref": "#/definitions/n"}},
                              "definitions": {"n": {"type": "integer"}}}},
    }  # fmt: skip
    assert told(schema, {"it": {"n": 1}, "id": 1}) == []
    assert told(schema, {"it": {"n": "x"}, "id": "y"}) == [("it", "n", "issue.type"), ("id", "issue.type")]
    form = build_form(schema)
    assert same_json(collect(form, filled(form, {"it": {"n": 1}})).payload, {"it": {"n": 1}})


@pytest.mark.parametrize("draft", DRAFTS.values())
def test_the_drafts_own_metaschemas_are_known(draft: str) -> None:
    schema = {"properties": {"schema": {"$ref": draft}}}
    assert told(schema, {"schema": {"minLength": 1}}) == []
    assert told(schema, {"schema": {"minLength": "x"}}) == [("schema", "minLength", "issue.type")]

"""What is wrong with a payload: said beside its field, in words, never in jsonschema's."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sentences import CODES, FORMS

from playground.form import build_form, collect, fields_of, items, untouched, validate, with_raws
from playground.form.payload.explain import MAX_ISSUES
from playground.texts import languages, translate
from tests.form.drawing import form_of

TEXT = {"type": "string"}


def words(schema: Any, payload: Any) -> list[str]:
    form = build_form(schema)
    return [translate(issue.code, **issue.params) for issue in validate(form, payload)]


@pytest.mark.parametrize(
    ("schema", "value", "sentence"),
    [
        ({"type": "string"}, 5, "It must be text."),
        ({"type": ["integer", "null"]}, "5", "It must be a whole number."),
        ({"type": ["string", "number"]}, True, "It must be text or a number."),
        ({"type": "null"}, 1, "It must be nothing."),
        ({"type": "number"}, float("nan"), "It must be a number."),
        ({"minLength": 2}, "a", "It needs at least 2 characters; this one has 1."),
        ({"maxLength": 3}, "😀" * 4, "It can have at most 3 characters; this one has 4."),
        ({"pattern": "^a+$"}, "b", "It does not have the form this model asks for."),
        (
            {"pattern": "^#[0-9a-fA-F]{6}$"},
            "red",
            "It does not have the form this model asks for. For example: #ff8800",
        ),
        (
            {"pattern": "^a+$", "examples": ["b", 7, "aaa"]},
            "b",
            "It does not have the form this model asks for. For example: aaa",
        ),
        ({"format": "uri"}, "cat.png", "It must be an address such as https://example.com/cat.png."),
        ({"format": "url"}, "cat.png", "It must be an address such as https://example.com/cat.png."),
        ({"format": "email"}, "cat", "It must be an e-mail address."),
        ({"format": "date"}, "2026-02-30", "It must be a date such as 2026-11-22."),
        ({"format": "date-time"}, "2026-11-22", "It must be a date and time such as 2026-11-22T14:30:00Z."),
        ({"format": "uuid"}, "1", "It must be an id such as 123e4567-e89b-12d3-a456-426614174000."),
        ({"format": "color"}, "reddish", "It must be a colour such as #ff8800."),
        ({"minimum": 1}, 0, "It must be at least 1; this is 0."),
        (
            {"maximum": 9007199254740992},
            9007199254740993,
            "It must be at most 9007199254740992; this is 9007199254740993.",
        ),
        ({"exclusiveMinimum": 0}, 0, "It must be more than 0; this is 0."),
        ({"exclusiveMaximum": 1.5}, 1.5, "It must be less than 1.5; this is 1.5."),
        ({"minimum": 0, "exclusiveMinimum": True}, 0, "It must be more than 0; this is 0."),
        ({"maximum": 1, "exclusiveMaximum": True}, 1, "It must be less than 1; this is 1."),
        ({"minimum": 1, "exclusiveMinimum": False}, 0, "It must be at least 1; this is 0."),
        ({"maximum": 12 * 10**299}, 10**400, "It must be at most 1.2E+300; this is 1E+400."),
        ({"multipleOf": 0.05}, 0.12, "It must go in steps of 0.05; 0.12 does not."),
        ({"enum": ["a", 1, None, True]}, "b", "It must be one of: a, 1, None, Yes."),
        ({"enum": list(range(20))}, "b", "It must be one of: 0, 1, 2, 3, 4, 5, 6, 7, …."),
        ({"enum": []}, "b", "It cannot have this value."),
        ({"items": {"enum": [[1]]}}, [[1], [2]], "It 2 1 must be 1."),
        ({"items": {"enum": ["a", "b"]}, "type": "array", "uniqueItems": True}, ["c"], "It 1 must be one of: a, b."),
        ({"const": "v1"}, "v2", "It must be v1."),
        ({"minItems": 1}, [], "It needs at least 1 entry; there are 0."),
        ({"maxItems": 1}, [1, 2], "It can have at most 1 entry; there are 2."),
        ({"uniqueItems": True}, [1, 1.0], "It has the same entry twice."),
        ({"contains": {"const": 1}}, [2], "It is missing an entry that it must have."),
        ({"contains": {"const": 1}, "minContains": 2}, [1], "It is missing an entry that it must have."),
        ({"contains": {"const": 1}, "maxContains": 1}, [1, 1], "It has too many entries of one kind."),
        ({"prefixItems": [TEXT], "items": False}, ["a", "b"], "It has more entries than allowed."),
        ({"prefixItems": [TEXT], "unevaluatedItems": False}, ["a", "b"], "It has more entries than allowed."),
        ({"minProperties": 1}, {}, "It needs at least 1 entry; there are 0."),
        ({"maxProperties": 1}, {"a": 1, "b": 2}, "It can have at most 1 entry; there are 2."),
        ({"propertyNames": {"maxLength": 1}}, {"long": 1}, "long cannot be a name in It."),
        ({"not": {"const": 1}}, 1, "It cannot have this value."),
        ({"anyOf": [{"type": "string"}, {"type": "integer"}]}, [], "It fits none of the allowed forms."),
        (
            {"oneOf": [{"minimum": 1}, {"minimum": 2}]},
            5,
            "It fits several of the allowed forms at once, but only one may fit.",
        ),
        (False, 1, "it is not expected here. Please remove it."),
    ],
)
def test_every_keyword_in_plain_words(schema: Any, value: Any, sentence: str) -> None:
    assert words({"type": "object", "properties": {"it": schema}}, {"it": value}) == [sentence]


@pytest.mark.parametrize("keyword", ["additionalProperties", "unevaluatedProperties"])
def test_a_member_that_is_not_expected_is_told_at_itself(keyword: str) -> None:
    form = form_of({"a": TEXT}, **{keyword: False})
    assert [(issue.path, issue.code) for issue in validate(form, {"a": "x", "b": 1})] == [(("b",), "issue.unexpected")]
    typed = form_of({"a": TEXT}, **{keyword: {"type": "integer"}})
    assert validate(typed, {"b": 1}) == ()
    assert [(issue.path, issue.code) for issue in validate(typed, {"b": "x"})] == [(("b",), "issue.type")]


def test_what_parts_of_a_schema_speak_of_is_evaluated() -> None:
    schema = {
        "type": "object",
        "properties": {"a": TEXT},
        "patternProperties": {"^x_": {}},
        "allOf": [{"properties": {"b": TEXT}}, {"$ref": "#/$defs/more"}],
        "anyOf": [{"properties": {"c": TEXT}, "required": ["c"]}, {"properties": {"d": TEXT}}],
        "if": {"properties": {"a": {"const": "go"}}},
        "then": {"properties": {"e": TEXT}},
        "else": {"properties": {"f": TEXT}},
        "dependentSchemas": {"b": {"properties": {"g": TEXT}}},
        "unevaluatedProperties": False,
        "$defs": {"more": {"properties": {"h": TEXT}}, "gone": {"$ref": "#/nowhere"}},
        "oneOf": [{"$ref": "#/$defs/gone"}],
    }
    form = build_form(schema)
    assert validate(form, {"a": "go", "b": "", "d": "", "e": "", "g": "", "h": "", "x_1": 5}) == ()
    assert [issue.path for issue in validate(form, {"a": "no", "c": "", "e": "", "f": "", "g": ""})] == [("e",), ("g",)]
    loose = build_form({"allOf": [{"additionalProperties": True}], "unevaluatedProperties": False})
    assert validate(loose, {"any": 1}) == ()


def test_what_is_missing_is_told_at_its_own_field() -> None:
    schema = {
        "type": "object",
        "properties": {
            "prompt": {"type": "string", "title": "Prompt"},
            "layers": {
                "title": "Layers",
                "type": "array",
                "items": {"type": "object", "properties": {"url": {"title": "Address"}}, "required": ["url", "gone"]},
            },
        },
        "required": ["prompt"],
    }
    form = build_form(schema)
    found = validate(form, {"layers": [{}]})
    assert [(issue.path, issue.code, issue.params["title"]) for issue in found] == [
        (("layers", 0, "url"), "issue.required", "Address"),
        (("layers", 0, "gone"), "issue.required", "Gone"),
        (("prompt",), "issue.required", "Prompt"),
    ]


def test_issues_use_titles_and_the_forms_language(reference: dict[str, Any]) -> None:
    form = build_form(reference, language="zh")
    (issue,) = validate(form, {"prompt": "x" * 801})
    assert translate(issue.code, "zh", **issue.params).endswith("最多 800 个字符，现在是 801 个。")
    assert validate(build_form({"title": "Model", "type": "object"}), [])[0].params["title"] == "Model"
    assert validate(build_form({"type": "array", "items": TEXT}), [5])[0].params["title"] == "The input 1"


def test_the_best_branch_of_a_union_is_explained() -> None:
    cat = {"properties": {"kind": {"const": "cat"}, "lives": {"type": "integer"}}, "required": ["kind", "lives"]}
    dog = {"properties": {"kind": {"const": "dog"}, "name": TEXT}, "required": ["kind"], "additionalProperties": False}
    form = form_of({"pet": {"oneOf": [{"type": "object", **cat}, {"type": "object", **dog}, TEXT, {"type": "null"}]}})
    assert [(i.path, i.code) for i in validate(form, {"pet": {"kind": "cat"}})] == [
        (("pet", "lives"), "issue.required")
    ]
    assert [(i.path, i.code) for i in validate(form, {"pet": {"kind": "dog", "name": 1}})] == [
        (("pet", "name"), "issue.type")
    ]
    assert [(i.path, i.code) for i in validate(form, {"pet": 5})] == [(("pet",), "issue.no_variant")]


def test_the_best_branch_within_the_best_branch() -> None:
    inner = {"type": "object", "properties": {"size": {"anyOf": [{"type": "integer", "maximum": 9}, TEXT]}}}
    form = form_of({"it": {"anyOf": [inner, TEXT]}})
    assert [(i.path, i.code) for i in validate(form, {"it": {"size": 10}})] == [(("it", "size"), "issue.maximum")]


def test_an_issue_is_told_once_and_never_a_thousand_times() -> None:
    twice = {"allOf": [{"maxLength": 1}, {"maxLength": 2}], "maxLength": 3}
    assert len(validate(form_of({"it": twice}), {"it": "long"})) == 1
    many = form_of({"it": {"type": "array", "items": TEXT}})
    assert 100 <= len(validate(many, {"it": list(range(1000))})) <= 101


def test_every_issue_has_words_in_both_languages() -> None:
    codes = [code for code in CODES if code.startswith(("issue.", "check.", "form."))]
    assert len(codes) > 60
    assert all(all(FORMS[language][code]) for code in codes for language in languages())


def test_of_a_list_that_is_far_too_long_only_its_length_is_told() -> None:
    form = build_form({"type": "array", "items": {"type": "string"}, "maxItems": 3, "uniqueItems": True})
    assert [issue.code for issue in validate(form, [1] * 20_000)] == ["issue.max_items"]
    assert {issue.code for issue in validate(form, [1] * 4)} == {"issue.max_items", "issue.type", "issue.unique_items"}


def test_of_many_mistakes_the_first_are_told() -> None:
    form = build_form({"type": "array", "items": {"$ref": "#/$defs/word"}, "$defs": {"word": {"type": "string"}}})
    assert len(validate(form, list(range(20_000)))) == MAX_ISSUES


def test_an_editor_that_holds_too_much_says_so() -> None:
    form = build_form({"type": "object", "properties": {"any": {"type": "object", "title": "Anything"}}})
    (field,) = fields_of(items(form, untouched(form)))
    for count, codes in ((19_990, []), (20_010, ["issue.too_many_values"])):
        values = with_raws(untouched(form), {field.slot: json.dumps({"a": [1.5] * count})})
        assert [issue.code for issue in collect(form, values).issues] == codes


@pytest.mark.parametrize(
    ("payload", "sentences"),
    [
        ({"promt": "Tea"}, ["promt is not expected here. Did you mean prompt?"]),
        ({"frame": {"widht": 3}}, ["widht is not expected here. Did you mean width?"]),
        ({"prompt": "Tea", "promt": "Tea"}, ["promt is not expected here. Please remove it."]),
        ({"colour": "red"}, ["colour is not expected here. Please remove it."]),
    ],
)
def test_a_mistyped_name_is_answered_with_the_one_that_was_meant(payload: Any, sentences: list[str]) -> None:
    frame = {"type": "object", "properties": {"width": {"type": "integer"}}, "additionalProperties": False}
    properties = {"prompt": {"type": "string"}, "frame": frame}
    form = build_form({"type": "object", "properties": properties, "additionalProperties": False})
    assert [translate(issue.code, **issue.params) for issue in validate(form, payload)] == sentences

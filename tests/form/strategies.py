"""Schemas together with payloads that are valid under them."""

from __future__ import annotations

from typing import Any, TypeAlias

from hypothesis import strategies as st

Pair: TypeAlias = tuple[dict[str, Any], Any]
"""A schema and a value that it allows."""

NAMES = st.sampled_from(
    ["prompt", "n", "seed", "image_url", "a b", "é", "~", "/", "$ref", "type", "properties", "0", "", "items", "name "]
)
TEXTS = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=12)
INTEGERS = st.integers(-(2**70), 2**70)
NUMBERS = st.one_of(INTEGERS, st.floats(allow_nan=False, allow_infinity=False))
SCALARS = st.one_of(st.none(), st.booleans(), NUMBERS, TEXTS)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(NAMES, inner, max_size=3)),
    max_leaves=8,
)

WORDS = st.fixed_dictionaries(
    {},
    optional={
        "title": TEXTS,
        "description": TEXTS,
        "deprecated": st.booleans(),
        "x-playground": st.fixed_dictionaries(
            {},
            optional={
                "widget": st.sampled_from(
                    ["text", "textarea", "select", "radio", "slider", "number", "json", "hidden", "date"]
                ),
                "advanced": st.booleans(),
                "order": st.integers(0, 3),
            },
        ),
    },
)


@st.composite
def strings(draw: st.DrawFn) -> Pair:
    value = draw(TEXTS)
    schema: dict[str, Any] = {"type": "string"}
    if draw(st.booleans()):
        schema["maxLength"] = len(value) + draw(st.integers(0, 300))
    if draw(st.booleans()):
        schema["minLength"] = draw(st.integers(0, len(value)))
    return schema, value


@st.composite
def formatted(draw: st.DrawFn) -> Pair:
    values = {
        "date": "2026-11-22",
        "date-time": draw(
            st.sampled_from(["2026-11-22T14:30:00Z", "2026-11-22T14:30:05.5Z", "2026-11-22T14:30:00+02:00"])
        ),
        "uri": "https://example.com/a.png",
        "email": "a@example.com",
        "uuid": "123e4567-e89b-12d3-a456-426614174000",
        "color": draw(st.sampled_from(["#ff8800", "#f80", "rgb(1,2,3)"])),
        "password": draw(TEXTS),
    }
    name = draw(st.sampled_from(sorted(values)))
    return {"type": "string", "format": name}, values[name]


@st.composite
def numbers(draw: st.DrawFn) -> Pair:
    is_integer = draw(st.booleans())
    value = draw(INTEGERS if is_integer else NUMBERS)
    schema: dict[str, Any] = {"type": "integer" if is_integer else "number"}
    if draw(st.booleans()):
        schema["minimum"] = value - draw(st.integers(0, 20))
    if draw(st.booleans()):
        schema["maximum"] = value + draw(st.integers(0, 20))
    return schema, value


@st.composite
def choices(draw: st.DrawFn) -> Pair:
    listed = draw(st.lists(SCALARS, min_size=1, max_size=10, unique_by=lambda value: (type(value) is bool, str(value))))
    listed = [value for place, value in enumerate(listed) if value not in listed[:place]]
    value = draw(st.sampled_from(listed))
    if draw(st.booleans()):
        return {"enum": listed}, value
    return {"oneOf": [{"const": option, "title": f"option {place}"} for place, option in enumerate(listed)]}, value


def scalars() -> st.SearchStrategy[Pair]:
    return st.one_of(
        strings(),
        formatted(),
        numbers(),
        choices(),
        st.tuples(st.just({"type": "boolean"}), st.booleans()),
        SCALARS.map(lambda value: ({"const": value}, value)),
    )


@st.composite
def nullable(draw: st.DrawFn, inner: st.SearchStrategy[Pair]) -> Pair:
    schema, value = draw(inner)
    given = draw(st.sampled_from([None, value]))
    spelling = draw(st.sampled_from(["anyOf", "nullable", "type"]))
    if spelling == "type" and isinstance(schema.get("type"), str) and "oneOf" not in schema:
        return {**schema, "type": [schema["type"], "null"]}, given
    if spelling == "nullable" and "oneOf" not in schema:
        return {**schema, "nullable": True}, given
    return {"anyOf": [schema, {"type": "null"}]}, given


@st.composite
def objects(draw: st.DrawFn, inner: st.SearchStrategy[Pair]) -> Pair:
    members = draw(st.dictionaries(NAMES, inner, max_size=4))
    properties: dict[str, Any] = {}
    payload: dict[str, Any] = {}
    required = []
    for name, (schema, value) in members.items():
        properties[name] = {**schema, **draw(WORDS)}
        if draw(st.booleans()):
            required.append(name)
            payload[name] = value
        elif draw(st.booleans()):
            payload[name] = value
    if draw(st.booleans()):
        payload.update(draw(st.dictionaries(st.sampled_from(["extra", "more"]), JSON, max_size=2)))
    return {"type": "object", "properties": properties, "required": required}, payload


@st.composite
def arrays(draw: st.DrawFn, inner: st.SearchStrategy[Pair]) -> Pair:
    schema, value = draw(inner)
    rows = [value] * draw(st.integers(0, 3))
    if draw(st.booleans()):
        other, second = draw(inner)
        return {"type": "array", "prefixItems": [schema, other]}, [value, second][: draw(st.integers(0, 2))]
    return {"type": "array", "items": schema, "maxItems": len(rows) + 1}, rows


@st.composite
def maps(draw: st.DrawFn, inner: st.SearchStrategy[Pair]) -> Pair:
    schema, value = draw(inner)
    return {"type": "object", "additionalProperties": schema}, dict.fromkeys(draw(st.sets(NAMES, max_size=3)), value)


@st.composite
def unions(draw: st.DrawFn, inner: st.SearchStrategy[Pair]) -> Pair:
    branches = draw(st.lists(inner, min_size=1, max_size=3))
    return {draw(st.sampled_from(["anyOf"])): [schema for schema, _ in branches]}, draw(st.sampled_from(branches))[1]


@st.composite
def tagged(draw: st.DrawFn, inner: st.SearchStrategy[Pair]) -> Pair:
    branches, payloads = [], []
    for tag in draw(st.sampled_from([["cat", "dog"], ["a", "b", "c"]])):
        schema, payload = draw(objects(inner))
        properties = {**schema["properties"], "kind": {"const": tag}}
        required = [*schema["required"], "kind"]
        branches.append({"type": "object", "properties": properties, "required": required})
        payloads.append({**payload, "kind": tag})
    union = {"oneOf": branches}
    if draw(st.booleans()):
        return union, draw(st.sampled_from(payloads))
    schema, value = draw(inner)
    whole = {"type": "object", "properties": {"common": schema, "kind": {"type": "string"}}, **union}
    return whole, {**draw(st.sampled_from(payloads)), "common": value}


@st.composite
def conditional(draw: st.DrawFn, inner: st.SearchStrategy[Pair]) -> Pair:
    (then, yes), (otherwise, no) = draw(inner), draw(inner)
    mode = draw(st.sampled_from(["on", "off"]))
    schema = {
        "type": "object",
        "properties": {"mode": {"enum": ["on", "off"]}},
        "if": {"properties": {"mode": {"const": "on"}}, "required": ["mode"]},
        "then": {"properties": {"yes": then}},
        "else": {"properties": {"no": otherwise}},
        "dependentSchemas": {"mode": {"properties": {"more": then}}},
    }
    members = {"yes": yes} if mode == "on" else {"no": no}
    return schema, {"mode": mode, **draw(st.sampled_from([{}, members, {**members, "more": yes}]))}


@st.composite
def wrapped(draw: st.DrawFn, inner: st.SearchStrategy[Pair]) -> Pair:
    schema, value = draw(inner)
    return {"allOf": [schema], "title": "Wrapped"}, value


def pairs() -> st.SearchStrategy[Pair]:
    return st.recursive(
        scalars(),
        lambda inner: st.one_of(
            objects(inner),
            arrays(inner),
            maps(inner),
            unions(inner),
            tagged(inner),
            conditional(inner),
            nullable(inner),
            wrapped(inner),
        ),
        max_leaves=6,
    )


_WORDS = """
    $anchor $defs $dynamicRef $id $ref $schema additionalItems additionalProperties allOf anyOf const contains
    default dependencies dependentRequired dependentSchemas discriminator else enum examples exclusiveMaximum
    exclusiveMinimum format if items maxItems maxLength maximum minContains minItems minLength minimum multipleOf
    not nullable oneOf pattern patternProperties prefixItems properties propertyNames required then title type
    unevaluatedItems unevaluatedProperties uniqueItems x-fal-order-properties x-order x-playground
"""
KEYWORDS = st.sampled_from(_WORDS.split())
VALUES = st.one_of(
    SCALARS,
    st.sampled_from(
        ["object", "array", "string", "integer", "number", "boolean", "null", "#", "#/$defs/a", "a", "(", "uri"]
    ),
    st.sampled_from([["a"], ["string", "null"], {"a": ["b"]}]),
)
NONSENSE = st.recursive(
    st.one_of(VALUES, st.dictionaries(KEYWORDS, VALUES, max_size=4)),
    lambda inner: st.one_of(
        st.dictionaries(KEYWORDS, inner, max_size=4),
        st.dictionaries(st.sampled_from(["a", "b", "properties", "x-playground"]), inner, max_size=3),
        st.lists(inner, max_size=3),
    ),
    max_leaves=12,
)
"""Anything that looks as if somebody had meant a schema."""

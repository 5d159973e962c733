"""One value of the payload, normalised: every draft's and dialect's way to say a thing becomes one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from playground.form.combining import combine_keywords
from playground.form.fields import UNSET
from playground.form.hints import Hints, read_hints
from playground.form.jsonvalues import json_type
from playground.form.limits import MAX_CHOICES, MAX_VARIANTS
from playground.form.pieces import NEVER, Flat, Piece, flatten, subpiece

TYPES: Final = frozenset({"string", "integer", "number", "boolean", "object", "array"})

MISSPELT_TYPES: Final[Mapping[str, str]] = {
    "str": "string",
    "text": "string",
    "int": "integer",
    "long": "integer",
    "float": "number",
    "double": "number",
    "bool": "boolean",
    "list": "array",
    "tuple": "array",
    "dict": "object",
    "map": "object",
    "none": "null",
}
"""What people write instead of JSON Schema's types, and what they mean."""

_KEYWORD_TYPES: Final[tuple[tuple[str, frozenset[str]], ...]] = (
    ("object", frozenset({"properties", "patternProperties", "minProperties", "maxProperties", "required"})),
    ("array", frozenset({"items", "prefixItems", "minItems", "maxItems", "uniqueItems", "contains"})),
    ("string", frozenset({"minLength", "maxLength", "pattern", "format", "contentMediaType"})),
    ("number", frozenset({"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"})),
)

_CONSTRAINTS: Final = frozenset(
    {"required", "not", "title", "description", "minProperties", "maxProperties", "$comment"}
)

Branches: TypeAlias = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Option:
    """One allowed value and its name, if the schema gives it one."""

    value: Any
    label: str = ""


@dataclass(frozen=True, slots=True)
class Node:
    """What all the schemas of one value say together.

    Attributes:
        name: the property's name, or the row's number.
        required: it must be in the payload.
        sources: the schemas that a value must fulfil, as they were found.
        pieces: those and all they refer to, nearest first.
        taken: ids of union lists and conditions that are already decided and must not be drawn again.
        keywords: each keyword's combined value; of a keyword that cannot be combined, the nearest.
        types: without null; empty where anything goes or nothing can be.
        nullable: null is allowed.
        options: the allowed values where they are listed, without null; None where they are not.
        unions: each a choice of variants that is still open, by the id of its list.
        flat: how the references went.
    """

    name: str
    required: bool
    sources: tuple[Piece, ...]
    pieces: tuple[Piece, ...]
    taken: frozenset[int]
    keywords: Mapping[str, Any]
    types: frozenset[str]
    nullable: bool
    options: tuple[Option, ...] | None
    unions: tuple[tuple[int, Branches], ...]
    hints: Hints
    flat: Flat

    @property
    def default(self) -> Any:
        """The schema's default; `UNSET` is not null."""
        return self.keywords.get("default", UNSET)

    @property
    def fixed(self) -> bool:
        """There is but one allowed value."""
        return self.options is not None and len(self.options) == 1 and not self.nullable

    @property
    def title(self) -> str:
        """What people read; the name where there is nothing better."""
        return self.hints.title or self._text("title") or self.name

    @property
    def description(self) -> str:
        """What people read below the title."""
        return self.hints.description or self._text("description")

    @property
    def format(self) -> str:
        """The word of `format`, or empty."""
        return self._text("format")

    def _text(self, keyword: str) -> str:
        value = self.keywords.get(keyword)
        return value.strip() if isinstance(value, str) else ""


def make_node(
    pieces: Iterable[Piece],
    *,
    name: str = "",
    required: bool = False,
    taken: frozenset[int] = frozenset(),
    language: str = "en",
) -> Node:
    """Normalises the schemas of one value."""
    sources = tuple(pieces)
    flat = flatten(sources)
    own = combine_keywords(flat.pieces)
    nullable = any(piece.schema.get("nullable") is True for piece in flat.pieces)
    null_variant = False
    options: tuple[Option, ...] | None = None
    unions: list[tuple[int, Branches]] = []
    waiting = list(_open_unions(flat.pieces, taken))
    while waiting:
        identity, branches = waiting.pop(0)
        taken |= {identity}
        possible = tuple(branch for branch in branches if branch.schema is not NEVER)
        real = tuple(branch for branch in possible if not _is_null(branch))
        null_variant = null_variant or len(real) < len(possible)
        if len(real) == 1:
            before = {id(piece.schema) for piece in flat.pieces}
            flat = flatten((*flat.pieces, *real))
            added = tuple(piece for piece in flat.pieces if id(piece.schema) not in before)
            waiting.extend(_open_unions(added, taken))
        elif (listed := _listed_options(real)) is not None:
            options = listed if options is None else options
        elif real and not all(_is_constraint(branch) for branch in real) and len(real) <= MAX_VARIANTS:
            unions.append((identity, real))
    keywords = combine_keywords(flat.pieces)
    options = _options(keywords) if options is None or "enum" in keywords or "const" in keywords else options
    types = _types(flat.pieces, keywords, options)
    if types == {"null"} and options is None:
        options = (Option(None),)
    return Node(
        name=name,
        required=required,
        sources=sources,
        pieces=flat.pieces,
        taken=taken,
        keywords=keywords,
        types=types - {"null"},
        nullable=nullable or (_allows_null(own) if null_variant else _names_null(keywords)),
        options=_without_null(options),
        unions=tuple(unions),
        hints=read_hints((piece.schema for piece in flat.pieces), language),
        flat=flat,
    )


def _open_unions(pieces: Iterable[Piece], taken: frozenset[int]) -> Iterable[tuple[int, Branches]]:
    for piece in pieces:
        for keyword in ("oneOf", "anyOf"):
            branches = piece.schema.get(keyword)
            if isinstance(branches, list) and branches and id(branches) not in taken:
                yield id(branches), tuple(subpiece(piece, branch) for branch in branches)


def glance(branch: Piece) -> dict[str, Any]:
    """The combined keywords of one branch, without going into its own unions."""
    return combine_keywords(flatten((branch,)).pieces)


def _is_null(branch: Piece) -> bool:
    keywords = glance(branch)
    return (
        keywords.get("type") in ("null", ["null"])
        or ("const" in keywords and keywords["const"] is None)
        or keywords.get("enum") == [None]
    )


def _is_constraint(branch: Piece) -> bool:
    return branch.schema.keys() <= _CONSTRAINTS


def _listed_options(branches: Branches) -> tuple[Option, ...] | None:
    listed: list[Option] = []
    for branch in branches:
        keywords = glance(branch)
        found = _options(keywords)
        if found is None or "properties" in keywords:
            return None
        title = keywords.get("title") if "const" in keywords or len(found) == 1 else None
        labelled = isinstance(title, str) and len(found) == 1
        listed.extend(Option(option.value, str(title)) if labelled else option for option in found)
    return tuple(listed) if listed else None


def _options(keywords: Mapping[str, Any]) -> tuple[Option, ...] | None:
    if "const" in keywords:
        return (Option(keywords["const"]),)
    listed = keywords.get("enum")
    if not isinstance(listed, list) or not listed or len(listed) > MAX_CHOICES:
        return None
    return tuple(Option(value) for value in listed)


def _without_null(options: tuple[Option, ...] | None) -> tuple[Option, ...] | None:
    if options is None or all(option.value is None for option in options):
        return options
    return tuple(option for option in options if option.value is not None)


def _types(pieces: Iterable[Piece], keywords: Mapping[str, Any], options: tuple[Option, ...] | None) -> frozenset[str]:
    allowed: frozenset[str] | None = None
    for piece in pieces:
        words = read_types(piece.schema.get("type"))
        if words:
            # Where schemas contradict each other nothing is valid; the nearest one at least has a form.
            allowed = words if allowed is None else _common_types(allowed, words) or allowed
    if allowed is not None:
        return allowed
    if options is not None:
        return frozenset(json_type(option.value) for option in options)
    if isinstance(listed := keywords.get("enum"), list):
        # Too many to be options. One value of each Python type tells enough, and is quickly found.
        found = {json_type(value) for value in {type(value): value for value in listed}.values()}
        return frozenset(found - {"integer"} if "number" in found else found)
    return frozenset(kind for kind, words in _KEYWORD_TYPES if words & keywords.keys())


def read_types(value: Any) -> frozenset[str]:
    """The types that a `type` means; words that mean nothing are left out."""
    words = value if isinstance(value, list) else [value]
    meant = {MISSPELT_TYPES.get(word, word) for word in words if isinstance(word, str)} & {*TYPES, "null"}
    return frozenset(meant - {"integer"} if "number" in meant else meant)


def _common_types(one: frozenset[str], other: frozenset[str]) -> frozenset[str]:
    common = one & other
    if "integer" in one | other and "number" in one | other:
        common |= {"integer"}
    return common


def _allows_null(keywords: Mapping[str, Any]) -> bool:
    """Whether what stands beside a union with a null variant leaves null possible."""
    return (
        ("type" not in keywords or "null" in read_types(keywords["type"]))
        and keywords.get("const") is None
        and (not isinstance(keywords.get("enum"), list) or None in keywords["enum"])
    )


def _names_null(keywords: Mapping[str, Any]) -> bool:
    listed = keywords.get("enum")
    if "const" in keywords:
        return keywords["const"] is None
    if isinstance(listed, list) and listed:
        return None in listed and _allows_null(keywords)
    return "null" in read_types(keywords.get("type"))

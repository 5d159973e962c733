"""One value of the payload, normalised: every draft's and dialect's way to say a thing becomes one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, TypeAlias

from playground.form.fields import UNSET
from playground.form.limits import MAX_VARIANTS
from playground.form.schema.hints import ENGLISH_HINTS, HintOptions, Hints, read_hints
from playground.form.schema.json_types import allows_null, names_null, read_types, types_of
from playground.form.schema.merge import keywords_of, merge_keywords
from playground.form.schema.names import in_words
from playground.form.schema.options import Option, listed_options, options_of, without_null
from playground.form.schema.plain_unions import Texts, number_of, texts_of
from playground.form.schema.subschema import NEVER, Flat, Subschema, flatten, subschema_in
from playground.form.schema.titles import title_of

_CONSTRAINTS: Final = frozenset(
    {"required", "not", "title", "description", "minProperties", "maxProperties", "$comment"}
)
_OF_ROWS: Final = frozenset({"type", "minItems", "maxItems", "uniqueItems", "contains", "minContains", "maxContains"})

Branches: TypeAlias = tuple[Subschema, ...]


@dataclass(frozen=True, slots=True)
class Node:
    """What all the schemas of one value say together.

    Attributes:
        name: the property's name, or the row's number.
        required: it must be in the payload.
        around: the nearest name around it that tells what its address is of, or empty.
        sources: the schemas that a value must fulfil, as they were found.
        subschemas: those and all they refer to, nearest first.
        taken: ids of union lists and conditions that are already decided and must not be drawn again.
        keywords: each keyword's combined value; of a keyword that cannot be combined, the nearest.
        types: without null; empty where anything goes or nothing can be.
        nullable: null is allowed.
        options: the allowed values where they are listed, without null; None where they are not.
        alternatives: the keywords of each way in which a text may be written, where there are several; beside `options`
            they say that any other text goes too.
        unions: each a choice of variants that is still open, by the id of its list.
        flat: how the references went.
        hint_options: how its hints were read.
    """

    name: str
    required: bool
    around: str
    sources: tuple[Subschema, ...]
    subschemas: tuple[Subschema, ...]
    taken: frozenset[int]
    keywords: Mapping[str, Any]
    types: frozenset[str]
    nullable: bool
    options: tuple[Option, ...] | None
    alternatives: tuple[Mapping[str, Any], ...]
    unions: tuple[tuple[int, Branches], ...]
    hints: Hints
    flat: Flat
    hint_options: HintOptions

    @property
    def default(self) -> Any:
        """The schema's default; `UNSET` is not null."""
        return self.keywords.get("default", UNSET)

    @property
    def fixed(self) -> bool:
        """There is but one allowed value."""
        return self.options is not None and len(self.options) == 1 and not self.nullable and not self.alternatives

    @property
    def own_title(self) -> str:
        """What the schemas call it; empty where they say nothing but its name or its type."""
        return self.hints.title or title_of(self.subschemas, self.name)

    @property
    def is_tag(self) -> bool:
        """The choice of a variant settles its one allowed value."""
        return self.fixed and any(subschema.is_tag for subschema in self.subschemas)

    @property
    def title(self) -> str:
        """What people read; the name in words where there is nothing better."""
        return self.own_title or in_words(self.name)

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
    subschemas: Iterable[Subschema],
    *,
    name: str = "",
    required: bool = False,
    around: str = "",
    taken: frozenset[int] = frozenset(),
    hint_options: HintOptions = ENGLISH_HINTS,
) -> Node:
    """Normalises the schemas of one value."""
    sources = tuple(subschemas)
    flat = flatten(sources)
    own = merge_keywords(flat.subschemas)
    kinds = read_types(own.get("type")) - {"null"}
    found = _resolve_unions(flat, kinds, taken)
    flat, texts = found.flat, found.texts
    keywords = merge_keywords(flat.subschemas)
    if texts is not None and texts.options is None:
        keywords = {**_common(texts.ways), **keywords}
    hints = read_hints((subschema.schema for subschema in flat.subschemas), hint_options)
    is_listed = "enum" in keywords or "const" in keywords
    options = options_of(keywords) if is_listed else _options_beside(found, keywords, hints)
    types = types_of(flat.subschemas, keywords, options)
    if types == {"null"} and options is None:
        options = (Option(None),)
    nullable = any(subschema.schema.get("nullable") is True for subschema in found.declared)
    return Node(
        name=name,
        required=required,
        around=around,
        sources=sources,
        subschemas=flat.subschemas,
        taken=found.taken,
        keywords=keywords,
        types=(types or frozenset({"string"} if texts is not None else ())) - {"null"},
        nullable=nullable or (allows_null(own) if found.has_null else names_null(keywords)),
        options=without_null(options),
        alternatives=_ways(texts, hints, is_listed=is_listed),
        unions=found.unions,
        hints=hints,
        flat=flat,
        hint_options=hint_options,
    )


@dataclass(frozen=True, slots=True)
class _ResolvedUnions:
    """What the unions of a value come to.

    Attributes:
        declared: the value's schemas as they were before any union.
        flat: those with what unions of a single branch, or of numbers, add to them.
        taken: the unions that are looked at.
        has_null: null was a branch.
        options: the values of a union that does nothing but list values.
        texts: a union of nothing but texts.
        unions: those that are a choice of variants.
    """

    declared: tuple[Subschema, ...]
    flat: Flat
    taken: frozenset[int]
    has_null: bool
    options: tuple[Option, ...] | None
    texts: Texts | None
    unions: tuple[tuple[int, Branches], ...]


def _resolve_unions(flat: Flat, kinds: frozenset[str], taken: frozenset[int]) -> _ResolvedUnions:
    """Look at each union that is not `taken`, and at those that its only branch brings along."""
    declared = flat.subschemas
    has_null = False
    options: tuple[Option, ...] | None = None
    texts: Texts | None = None
    unions: list[tuple[int, Branches]] = []
    waiting = list(_open_unions(declared, taken))
    while waiting:
        identity, branches = waiting.pop(0)
        taken |= {identity}
        possible = tuple(branch for branch in branches if branch.schema is not NEVER)
        real = tuple(branch for branch in possible if not _is_null(branch))
        has_null = has_null or len(real) < len(possible)
        if len(real) == 1:
            before = {id(subschema.schema) for subschema in flat.subschemas}
            flat = flatten((*flat.subschemas, *real))
            added = tuple(subschema for subschema in flat.subschemas if id(subschema.schema) not in before)
            waiting.extend(_open_unions(added, taken))
        elif (listed := listed_options(real)) is not None:
            options = listed if options is None else options
        elif texts is None and (found := texts_of(real, kinds)) is not None:
            texts = found
        elif (number := number_of(real, kinds)) is not None:
            flat = flatten((*flat.subschemas, replace(real[0], schema=number, name="")))
        elif real and not all(_is_constraint(branch, kinds) for branch in real) and len(real) <= MAX_VARIANTS:
            unions.append((identity, real))
    return _ResolvedUnions(declared, flat, taken, has_null, options, texts, tuple(unions))


def _options_beside(found: _ResolvedUnions, keywords: Mapping[str, Any], hints: Hints) -> tuple[Option, ...] | None:
    """The options of a value whose schema has no `enum` or `const`: a union's, else those that a dialect offers."""
    if found.options is not None:
        return found.options
    if found.texts is not None and found.texts.options is not None:
        return found.texts.options
    offered = hints.choices or hints.known_choices
    if offered and not found.unions:
        # Another dialect's list: nothing but the form knows it, so what is loaded may be anything else.
        return tuple(Option(value) for value in offered)
    return options_of(keywords)


def _open_unions(subschemas: Iterable[Subschema], taken: frozenset[int]) -> Iterable[tuple[int, Branches]]:
    for subschema in subschemas:
        for keyword in ("oneOf", "anyOf"):
            branches = subschema.schema.get(keyword)
            if isinstance(branches, list) and branches and id(branches) not in taken:
                yield id(branches), tuple(subschema_in(subschema, branch) for branch in branches)


def _common(ways: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """What holds of a text however it is written: the format that all have, and the length that none may pass."""
    listed = tuple(ways)
    formats = [way.get("format") for way in listed]
    lengths = [limit for way in listed if isinstance(limit := way.get("maxLength"), int)]
    common: dict[str, Any] = {"type": "string"}
    if isinstance(formats[0], str) and all(word == formats[0] for word in formats):
        common["format"] = formats[0]
    if len(lengths) == len(listed):
        common["maxLength"] = max(lengths)
    return common


def _ways(texts: Texts | None, hints: Hints, *, is_listed: bool) -> tuple[Mapping[str, Any], ...]:
    if is_listed:
        return ()
    return ({"type": "string"},) if texts is None and hints.known_choices else texts.ways if texts is not None else ()


def _is_null(branch: Subschema) -> bool:
    keywords = keywords_of(branch)
    return (
        keywords.get("type") in ("null", ["null"])
        or ("const" in keywords and keywords["const"] is None)
        or keywords.get("enum") == [None]
    )


def _is_constraint(branch: Subschema, kinds: frozenset[str]) -> bool:
    return branch.schema.keys() <= (_CONSTRAINTS | _OF_ROWS if kinds == {"array"} else _CONSTRAINTS)

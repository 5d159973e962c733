"""A model's schema as Gradio's clients and MCP can read it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import unquote

_SAID_AS_IT_IS: Final = (
    *("title", "description", "default", "format", "enum", "const", "pattern", "required", "examples"),
    *("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
    *("minLength", "maxLength", "minItems", "maxItems", "uniqueItems"),
)
_TYPES: Final = frozenset({"string", "integer", "number", "boolean", "object", "array", "null"})
_KINDS: Final[Mapping[str, type | tuple[type, ...]]] = {
    **dict.fromkeys(("title", "description", "format", "pattern"), str),
    **dict.fromkeys(("enum", "required", "examples"), list),
    **dict.fromkeys(("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"), (int, float)),
    **dict.fromkeys(("minLength", "maxLength", "minItems", "maxItems"), (int, float)),
}
"""What words must be to be told: a schema that breaks its own draft still makes a form."""
_ANNOTATIONS: Final = ("title", "description", "default")
_MOST_NODES: Final = 3000


def client_schema(schema: Any) -> dict[str, Any]:
    """The schema without what those readers cannot take.

    There are no references (MCP puts the schema inside another, where they would point nowhere), no boolean schemas
    (Gradio's description of its API breaks on them) and no lists of types. What is left out is still checked: this
    says what to send, not what is refused.

    >>> client_schema({"$ref": "#/$defs/n", "$defs": {"n": {"type": ["integer", "null"], "minimum": 1}}})
    {'anyOf': [{'minimum': 1, 'type': 'integer'}, {'minimum': 1, 'type': 'null'}]}
    """
    return _Writer(schema).write(schema, frozenset())


class _Writer:
    """Writes one schema anew; recursion, and what is beyond the limit, becomes a schema that says nothing."""

    def __init__(self, root: Any) -> None:
        self._root = root
        self._left = _MOST_NODES

    def write(self, node: Any, above: frozenset[str]) -> dict[str, Any]:
        """The node, `above` being the references that it was reached by."""
        self._left -= 1
        if not isinstance(node, Mapping) or self._left < 0:
            return {}
        reference = node.get("$ref")
        if isinstance(reference, str):
            if reference in above:
                return {}
            own = {key: value for key, value in node.items() if key != "$ref"}
            node, above = {**self._target(reference), **own}, above | {reference}
        written = _with_exclusive_numbers({key: node[key] for key in _SAID_AS_IT_IS if key in node})
        written = {key: value for key, value in written.items() if isinstance(value, _KINDS.get(key, object))}
        if "required" in written:
            written["required"] = [*dict.fromkeys(name for name in written["required"] if isinstance(name, str))]
        if isinstance(written.get("multipleOf"), float):
            del written["multipleOf"]  # most validators divide floats: to them 0.15 is no multiple of 0.05
        written.update(self._branches(node, above))
        written.update(self._members(node, above))
        told = self._typed(written, node, above)
        return _or_null(told) if node.get("nullable") is True else told

    def _target(self, reference: str) -> Mapping[str, Any]:
        target = self._root if reference == "#" or reference.startswith("#/") else None  # of others nothing is told
        for step in unquote(reference)[1:].split("/")[1:]:
            target = target.get(step.replace("~1", "/").replace("~0", "~")) if isinstance(target, Mapping) else None
        return target if isinstance(target, Mapping) else {}

    def _branches(self, node: Mapping[str, Any], above: frozenset[str]) -> dict[str, Any]:
        # What kept branches apart, `additionalProperties: false`, is lost here: exactly one becomes any of them.
        listed = {"anyOf": node.get("anyOf", node.get("oneOf")), "allOf": node.get("allOf")}
        return {
            word: [self.write(branch, above) for branch in branches]
            for word, branches in listed.items()
            if isinstance(branches, list) and branches
        }

    def _members(self, node: Mapping[str, Any], above: frozenset[str]) -> dict[str, Any]:
        members, others = node.get("properties"), node.get("additionalProperties")
        return {
            **({"properties": self._each(members, above)} if isinstance(members, Mapping) else {}),
            **({"additionalProperties": self.write(others, above)} if isinstance(others, Mapping) else {}),
        }

    def _each(self, members: Mapping[str, Any], above: frozenset[str]) -> dict[str, Any]:
        # Gradio's client takes a member of the name `$ref` for a reference: what it holds is not told.
        return {name: self.write(member, above) for name, member in members.items() if name != "$ref"}

    def _typed(self, written: dict[str, Any], node: Mapping[str, Any], above: frozenset[str]) -> dict[str, Any]:
        said = node.get("type")
        types = [one for one in (said if isinstance(said, list) else [said]) if isinstance(one, str) and one in _TYPES]
        listed = node.get("items")
        rows = node.get("prefixItems", listed if isinstance(listed, list) else None)
        if isinstance(rows, list) and rows:
            written["prefixItems"] = [self.write(row, above) for row in rows]
        elif "array" in types:
            written["items"] = self.write(listed, above)
        if len(types) == 1:
            return {**written, "type": types[0]}
        if not types or "anyOf" in written:
            return written
        outer: dict[str, Any] = {key: written.pop(key) for key in _ANNOTATIONS if key in written}
        return {**outer, "anyOf": [{**written, "type": one} for one in types]}


def _or_null(told: dict[str, Any]) -> dict[str, Any]:
    """What OpenAPI 3.0 calls nullable; its annotations stay outside."""
    outer: dict[str, Any] = {key: told[key] for key in _ANNOTATIONS if key in told}
    inner = {key: value for key, value in told.items() if key not in outer}
    branches = inner["anyOf"] if inner.keys() == {"anyOf"} else [inner]
    return {**outer, "anyOf": [*branches, {"type": "null"}]}


def _with_exclusive_numbers(written: dict[str, Any]) -> dict[str, Any]:
    """Draft 04 and OpenAPI 3.0 say with true that a bound itself is not allowed; clients know the newer way."""
    for bound, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        if isinstance(written.get(exclusive), bool):
            is_exclusive = written.pop(exclusive)
            if is_exclusive and bound in written:
                written[exclusive] = written.pop(bound)
    return written

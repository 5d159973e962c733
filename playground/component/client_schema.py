"""A model's schema as Gradio's clients and MCP can read it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

_SAID_AS_IT_IS: Final = (
    *("title", "description", "default", "format", "enum", "const", "pattern", "required", "examples"),
    *("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
    *("minLength", "maxLength", "minItems", "maxItems", "uniqueItems"),
)
_TYPES: Final = frozenset({"string", "integer", "number", "boolean", "object", "array", "null"})
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
        written = {key: node[key] for key in _SAID_AS_IT_IS if key in node}
        if not isinstance(written.get("description", ""), str):
            del written["description"]
        written.update(self._branches(node, above))
        written.update(self._members(node, above))
        return self._typed(written, node, above)

    def _target(self, reference: str) -> Mapping[str, Any]:
        target = self._root if reference.startswith("#") else None
        for step in reference[1:].split("/")[1:]:
            target = target.get(step.replace("~1", "/").replace("~0", "~")) if isinstance(target, Mapping) else None
        return target if isinstance(target, Mapping) else {}

    def _branches(self, node: Mapping[str, Any], above: frozenset[str]) -> dict[str, Any]:
        listed = {word: node.get(word) for word in ("anyOf", "oneOf", "allOf")}
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
        return {name: self.write(member, above) for name, member in members.items()}

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

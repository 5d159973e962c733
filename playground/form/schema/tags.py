"""What tells the branches of a union from each other: members with one listed value, or a few, in each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

from playground.form.json_values import json_key
from playground.form.schema.merge import keywords_of
from playground.form.schema.subschema import Subschema, flatten, subschema_in

MAX_LOOKED_AT: Final = 3
"""Branches of a member that may also be null: that one, the other, and a doubled one."""


def listed_members(branch: Subschema) -> dict[str, list[Any]]:
    """The members of a branch whose values are listed, by `const` or `enum`, and those values."""
    found: dict[str, list[Any]] = {}
    for subschema in flatten((branch,)).subschemas:
        declared = subschema.schema.get("properties")
        for name, schema in declared.items() if isinstance(declared, Mapping) else ():
            if name not in found and isinstance(schema, Mapping):
                words = _present(subschema_in(subschema, schema))
                listed = [words["const"]] if "const" in words else words.get("enum")
                if isinstance(listed, list) and listed:
                    found[name] = listed
    return found


def _present(member: Subschema) -> Mapping[str, Any]:
    """The keywords of a member; of one that may also be null, those that it has where it is not."""
    words = keywords_of(member)
    listed = next((words[word] for word in ("anyOf", "oneOf") if isinstance(words.get(word), list)), ())
    branches = [keywords_of(subschema_in(member, branch)) for branch in listed[:MAX_LOOKED_AT]]
    real = [branch for branch in branches if branch.get("type") != "null"]
    return real[0] if len(real) == 1 < len(listed) <= MAX_LOOKED_AT else words


def tag_names(branches: Sequence[Mapping[str, list[Any]]], discriminator: Any) -> tuple[str, ...]:
    """The members that tell branches apart, given the listed members of each; empty where none does.

    A discriminator's is the one. Else those that are one value in most branches and differ between them; else those
    whose values have nothing in common. The one that tells most comes first.
    """
    named = discriminator.get("propertyName") if isinstance(discriminator, Mapping) else None
    if isinstance(named, str):
        return (named,)
    single = Counter(name for listed in branches for name, values in listed.items() if len(values) == 1)
    naming = {name: times for name, times in single.items() if times > 1 and _differs(branches, name)}
    if naming:
        most = max(naming.values())
        leading = (name for name, times in naming.items() if times == most)
        return tuple(sorted(leading, key=lambda name: -_distinct(branches, name)))
    several = Counter(name for listed in branches for name in listed)
    return tuple(name for name, times in several.most_common() if times > 1 and _is_apart(branches, name))


def _distinct(branches: Sequence[Mapping[str, list[Any]]], name: str) -> int:
    """How many values a member has that are the one of their branch."""
    return len({json_key(listed[name][0]) for listed in branches if len(listed.get(name, ())) == 1})


def _differs(branches: Sequence[Mapping[str, list[Any]]], name: str) -> bool:
    return len({json_key(listed[name]) for listed in branches if name in listed}) > 1


def _is_apart(branches: Sequence[Mapping[str, list[Any]]], name: str) -> bool:
    keys = [json_key(value) for listed in branches for value in listed.get(name, ())]
    return len(set(keys)) == len(keys)

"""What a value is, one small question at a time: the rules are made of these."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cache
from typing import Final, TypeAlias

from playground.form.fields import UNSET
from playground.form.json_values import json_type, same_json
from playground.form.numbers import is_multiple, to_decimal
from playground.form.schema.bounds import MAX_FREE_SLIDER_STEPS, highest, limits_of, lowest, step_of
from playground.form.schema.media import is_file
from playground.form.schema.names import names_plumbing, names_secret, words_of
from playground.form.schema.node import Node, make_node
from playground.form.schema.subschema import subschema_in

Predicate: TypeAlias = Callable[[Node], bool]

MAX_RADIO_CHOICES: Final = 7
MAX_SLIDER_STEPS: Final = 100
LONG_TEXT: Final = 200

_LONG_TEXT_WORDS: Final = frozenset({"prompt", "lyrics", "script", "instructions", "提示词"})
_PROMPT_NAMES: Final = frozenset({"prompt", "text", "lyrics", "script", "提示词"})
_ONE_LINE_FORMATS: Final = frozenset(
    {"uri", "url", "uri-reference", "iri", "email", "hostname", "uuid", "ipv4", "ipv6"}
)
_ADDRESS_WORDS: Final = frozenset({"url", "urls", "uri", "uris"})
_NOT_THE_PROMPT: Final = frozenset({"negative", "neg", "system", "extend", "enhance"})


def is_string(node: Node) -> bool:
    """Free text of any kind."""
    return node.types == {"string"} and not node.unions and not node.options


def is_number(node: Node) -> bool:
    """A whole number or any number."""
    return node.types in ({"integer"}, {"number"}) and not node.unions and not node.options


def is_integer(node: Node) -> bool:
    """A whole number."""
    return is_number(node) and node.types == {"integer"}


def is_boolean(node: Node) -> bool:
    """True or false."""
    return node.types == {"boolean"} and not node.unions


def has_choices(node: Node) -> bool:
    """The allowed values are listed."""
    return bool(node.options) and not node.unions


def has_few_choices(node: Node) -> bool:
    """Few enough allowed values to show them all at once."""
    return has_choices(node) and len(node.options or ()) <= MAX_RADIO_CHOICES


def is_required_constant(node: Node) -> bool:
    """There is nothing to choose, or the choice of a variant has settled it."""
    return node.fixed and (node.required or node.is_tag)


def is_settled_choice(node: Node) -> bool:
    """One value is listed, and the default is that."""
    options = node.options or ()
    is_alone = len(options) == 1 and not node.alternatives and not node.unions
    return is_alone and node.default is not UNSET and same_json(options[0].value, node.default)


def is_open_choice(node: Node) -> bool:
    """Some values are listed, and any other text goes too."""
    return has_choices(node) and bool(node.alternatives)


def is_secret(node: Node) -> bool:
    """Text with the name of a key or a password."""
    return is_string(node) and names_secret(node.name)


def is_plumbing(node: Node) -> bool:
    """It tells the service how to answer, not what to make, and may be left as it is."""
    return names_plumbing(node.name) and (not node.required or has_default(node))


def is_meant_to_be_hidden(node: Node) -> bool:
    """A hint hides it."""
    return "hidden" in (node.hints.widget, node.hints.suggested)


def is_settled_boolean(node: Node) -> bool:
    """True or false, and one of them always holds."""
    return is_boolean(node) and not node.options and (node.required or has_default(node))


def has_default(node: Node) -> bool:
    """There is a default of the right type."""
    if node.default is UNSET or node.default is None:
        return False
    found = json_type(node.default)
    return found in node.types or (found == "integer" and "number" in node.types)


def item_node(node: Node) -> Node | None:
    """What an array's rows are, where they are all the same."""
    if node.types != {"array"} or node.unions or isinstance(node.keywords.get("prefixItems"), list):
        return None
    for subschema in node.subschemas:
        if isinstance(items := subschema.schema.get("items"), Mapping):
            # Asked for by one rule after the other: the schema is kept beside, so that its id stays its own.
            key = (id(items), node.around)
            if key not in subschema.known:
                subschema.known[key] = (
                    items,
                    make_node(
                        (subschema_in(subschema, items),),
                        required=True,
                        around=node.around,
                        hint_options=node.hint_options,
                    ),
                )
            item: Node = subschema.known[key][1]
            return item
    return None


def is_array_of_choices(node: Node) -> bool:
    """Any number of listed values."""
    item = item_node(node)
    return item is not None and has_choices(item)


def is_array_of_strings(node: Node) -> bool:
    """Any number of free texts."""
    item = item_node(node)
    return item is not None and is_string(item) and not item.nullable


def is_array_meant_as_files(node: Node) -> bool:
    """Free texts that a hint makes files; without it they are rows."""
    return "file-upload" in (node.hints.widget, node.hints.suggested) and is_array_of_strings(node)


def is_media_address(node: Node) -> bool:
    """The address of a picture, clip, sound or file; or several."""
    item = item_node(node)
    if is_array_of_strings(node) and item is not None:
        return bool(node.hints.accept) or is_file(item, node)
    return is_string(node) and is_file(node, node)


@cache
def has_format(*formats: str) -> Predicate:
    """Text of one of these formats; the same question for the same formats."""

    def has_that_format(node: Node) -> bool:
        return is_string(node) and node.format in formats

    has_that_format.__name__ = f"has_format_{formats[0].replace('-', '_')}"
    return has_that_format


def is_seed(node: Node) -> bool:
    """A number that picks one of many results."""
    return is_integer(node) and "seed" in words_of(node.name)


def is_bounded(node: Node) -> bool:
    """A number between two bounds, which always has a value."""
    limits = limits_of(node)
    return (
        is_number(node)
        and lowest(limits) is not None
        and highest(limits) is not None
        and (node.required or has_default(node))
    )


def has_few_steps(node: Node) -> bool:
    """A slider of a length that a hand can set."""
    if not is_bounded(node):
        return False
    limits = limits_of(node)
    low, high, step = lowest(limits), highest(limits), step_of(node)
    if low is None or high is None or step is None or not low < high:
        return False
    if limits.exclusive_minimum is not None or limits.exclusive_maximum is not None:
        return False
    is_free = not is_integer(node) and limits.multiple_of is None and node.hints.step is None
    most = MAX_FREE_SLIDER_STEPS if is_free else MAX_SLIDER_STEPS
    return (high - low) / step <= most and _is_on_grid(node, low, step)


def _is_on_grid(node: Node, low: Decimal, step: Decimal) -> bool:
    default = to_decimal(node.default)
    return default is None or is_multiple(default - low, step)


def is_long_text(node: Node) -> bool:
    """Text of more than a line or two."""
    if not is_string(node):
        return False
    longest = node.keywords.get("maxLength")
    is_long = isinstance(longest, int) and longest > LONG_TEXT
    words = set(words_of(node.name))
    is_one_line = node.format in _ONE_LINE_FORMATS or bool(_ADDRESS_WORDS & words)
    is_long = is_long or bool(_LONG_TEXT_WORDS & words) or node.name.lower() in _PROMPT_NAMES
    return is_long and not is_one_line


def is_prompt(node: Node) -> bool:
    """What a person mainly came to say: it stands first."""
    words = set(words_of(node.name))
    is_named_so = "prompt" in words or node.name.lower() in _PROMPT_NAMES
    return is_string(node) and is_named_so and not words & _NOT_THE_PROMPT and not is_media_address(node)


def anything(_: Node) -> bool:
    """Any value at all."""
    return True

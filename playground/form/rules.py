"""Which widget a value gets: one ordered table gives the default, what a hint may choose, and the words for hints."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final, TypeAlias

from playground.form.fields import UNSET, Limits, Upload, Why, Widget
from playground.form.jsonvalues import json_type
from playground.form.node import Node, make_node
from playground.form.numbers import is_multiple, to_decimal
from playground.form.pieces import subpiece

Predicate: TypeAlias = Callable[[Node], bool]
Rules: TypeAlias = Sequence[tuple[Widget, Predicate]]

MAX_RADIO_CHOICES: Final = 7
MAX_SLIDER_STEPS: Final = 100
MAX_FREE_SLIDER_STEPS: Final = 200
"""Of a fraction whose schema names no step: a tenth up to 20, a hundredth up to 2."""

LONG_TEXT: Final = 200

_WORD: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[0-9]+|[^\W\d_]+")
_LONG_TEXT_WORDS: Final = frozenset({"prompt", "lyrics", "script", "instructions", "提示词"})
_PROMPT_NAMES: Final = frozenset({"prompt", "text", "lyrics", "script", "提示词"})
_NOT_THE_PROMPT: Final = frozenset({"negative", "neg", "system", "extend", "enhance"})
_ADDRESS_WORDS: Final = frozenset({"url", "urls", "uri", "uris"})
_ADDRESS_FORMATS: Final = frozenset({"uri", "url", "uri-reference", "iri", "data-url", "binary", "byte", "base64"})
_FILE_FORMATS: Final = frozenset({"data-url", "binary", "byte", "base64"})
_MEDIA_WORDS: Final[Mapping[str, str]] = {
    "image": "image",
    "images": "image",
    "img": "image",
    "photo": "image",
    "picture": "image",
    "mask": "image",
    "frame": "image",
    "face": "image",
    "portrait": "image",
    "video": "video",
    "videos": "video",
    "clip": "video",
    "audio": "audio",
    "audios": "audio",
    "voice": "audio",
    "sound": "audio",
    "music": "audio",
    "song": "audio",
    "speech": "audio",
    "file": "file",
    "files": "file",
    "document": "file",
    "media": "file",
    "attachment": "file",
}


def words_of(name: str) -> tuple[str, ...]:
    """The words of a property's name, in lower case.

    >>> words_of("startImageURL")
    ('start', 'image', 'url')
    """
    return tuple(word.lower() for word in _WORD.findall(name))


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
    """There is nothing to choose."""
    return node.fixed and node.required


def is_meant_to_be_hidden(node: Node) -> bool:
    """A hint hides it."""
    return "hidden" in (node.hints.widget, node.hints.suggested)


def is_settled_boolean(node: Node) -> bool:
    """True or false, and one of them always holds."""
    return is_boolean(node) and not node.nullable and not node.options and (node.required or has_default(node))


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
    for piece in node.pieces:
        if isinstance(items := piece.schema.get("items"), Mapping):
            return make_node((subpiece(piece, items),), required=True)
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
        return _is_address_of_media(item, node.name) or bool(node.hints.accept)
    return is_string(node) and _is_address_of_media(node, node.name)


def _is_address_of_media(node: Node, name: str) -> bool:
    words = frozenset(words_of(name))
    is_address = node.format in _ADDRESS_FORMATS or bool(words & _ADDRESS_WORDS)
    is_media = bool(words & _MEDIA_WORDS.keys()) or bool(node.hints.accept)
    return (is_address and is_media) or node.format in _FILE_FORMATS or bool(node.hints.accept)


def has_format(*formats: str) -> Predicate:
    """Text of one of these formats."""

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
        and not node.nullable
        and _lowest(limits) is not None
        and _highest(limits) is not None
        and (node.required or has_default(node))
    )


def has_few_steps(node: Node) -> bool:
    """A slider of a length that a hand can set."""
    if not is_bounded(node):
        return False
    limits = limits_of(node)
    low, high, step = _lowest(limits), _highest(limits), step_of(node)
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
    return is_long or bool(_LONG_TEXT_WORDS & set(words_of(node.name))) or node.name.lower() in _PROMPT_NAMES


def is_prompt(node: Node) -> bool:
    """What a person mainly came to say: it stands first."""
    words = set(words_of(node.name))
    is_named_so = "prompt" in words or node.name.lower() in _PROMPT_NAMES
    return is_string(node) and is_named_so and not words & _NOT_THE_PROMPT


def anything(_: Node) -> bool:
    """Any value at all."""
    return True


RULES: Final[Rules] = (
    (Widget.HIDDEN, is_meant_to_be_hidden),
    (Widget.HIDDEN, is_required_constant),
    (Widget.MULTISELECT, is_array_of_choices),
    (Widget.CHECKBOX, is_settled_boolean),
    (Widget.RADIO, is_boolean),
    (Widget.RADIO, has_few_choices),
    (Widget.SELECT, has_choices),
    (Widget.SELECT, is_boolean),
    (Widget.CHECKBOX, is_boolean),
    (Widget.RADIO, has_choices),
    (Widget.SEED, is_seed),
    (Widget.SLIDER, has_few_steps),
    (Widget.NUMBER, is_number),
    (Widget.SLIDER, is_bounded),
    (Widget.SEED, is_integer),
    (Widget.PASSWORD, has_format("password")),
    (Widget.COLOR, has_format("color", "colour", "hex-color")),
    (Widget.DATE, has_format("date")),
    (Widget.DATETIME, has_format("date-time", "datetime", "datetime-local")),
    (Widget.FILE_UPLOAD, is_media_address),
    (Widget.TEXTAREA, is_long_text),
    (Widget.TEXT, is_string),
    (Widget.TEXTAREA, is_string),
    (Widget.PASSWORD, is_string),
    (Widget.COLOR, is_string),
    (Widget.DATE, is_string),
    (Widget.DATETIME, is_string),
    (Widget.FILE_UPLOAD, is_string),
    (Widget.FILE_UPLOAD, is_array_meant_as_files),
    (Widget.JSON, anything),
)
"""Most specific first. The first that fits is the default, any that fits may be hinted, the last always fits."""

# On an array of choices these words mean "several of them".
_SEVERAL: Final = frozenset({"select", "radio", "checkbox"})


def fitting(node: Node, rules: Rules) -> tuple[Widget, ...]:
    """The widgets that a hint may choose for this value, in the order of the rules."""
    return tuple(
        dict.fromkeys(
            widget
            for widget, fits in rules
            if fits(replace(node, hints=replace(node.hints, widget=widget.value, suggested="")))
        )
    )


def choose(node: Node, rules: Rules) -> tuple[Widget, Why]:
    """The widget for a value, and why: the hint's where it fits, else the first rule's."""
    for word in (node.hints.widget, node.hints.suggested):
        if word:
            for widget, fits in rules:
                if _means(word, widget) and fits(node):
                    return widget, Why(rule=fits.__name__, hint=word)
    widget, fits = next((widget, fits) for widget, fits in rules if fits(node))
    return widget, Why(rule=fits.__name__)


def hint_words(node: Node, rules: Rules) -> tuple[str, ...]:
    """The words that a hint for this value may be."""
    return tuple(
        dict.fromkeys(
            word
            for widget in fitting(node, rules)
            for word in (sorted(_SEVERAL) if widget is Widget.MULTISELECT else (widget.value,))
        )
    )


def _means(word: str, widget: Widget) -> bool:
    return word == widget.value or (widget is Widget.MULTISELECT and word in _SEVERAL)


def limits_of(node: Node) -> Limits:
    """The bounds, exactly; a boolean `exclusiveMinimum` (draft 4, OpenAPI 3.0) makes `minimum` one."""
    keywords = node.keywords
    minimum, maximum = to_decimal(keywords.get("minimum")), to_decimal(keywords.get("maximum"))
    below, above = keywords.get("exclusiveMinimum") is True, keywords.get("exclusiveMaximum") is True
    step = to_decimal(keywords.get("multipleOf"))
    return Limits(
        minimum=None if below else minimum,
        maximum=None if above else maximum,
        exclusive_minimum=minimum if below else to_decimal(keywords.get("exclusiveMinimum")),
        exclusive_maximum=maximum if above else to_decimal(keywords.get("exclusiveMaximum")),
        multiple_of=step if step is not None and step > 0 else None,
        min_length=_count(keywords.get("minLength")),
        max_length=_count(keywords.get("maxLength")),
        min_items=_count(keywords.get("minItems")),
        max_items=_count(keywords.get("maxItems")),
    )


def step_of(node: Node) -> Decimal | None:
    """From one value of a number to the next: the hint, `multipleOf`, 1 for whole numbers, or a fitting fraction."""
    limits = limits_of(node)
    step = node.hints.step or limits.multiple_of
    if step is not None or not is_number(node):
        return step
    if is_integer(node):
        return Decimal(1)
    low, high = _lowest(limits), _highest(limits)
    if low is None or high is None or not low < high:
        return None
    step = Decimal(1).scaleb((high - low).adjusted() - 2)
    return step if (high - low) / step <= MAX_FREE_SLIDER_STEPS else step * 10


def upload_of(node: Node) -> Upload:
    """What a file-upload field takes."""
    hints = node.hints
    accept = tuple(word if "/" in word or word.startswith(".") else f"{word}/*" for word in hints.accept)
    words = words_of(node.name)
    named = next((_MEDIA_WORDS[word] for word in words if word in _MEDIA_WORDS), "")
    accepted = next((word.split("/")[0] for word in accept if word.split("/")[0] in {"image", "video", "audio"}), "")
    kind = hints.upload_kind or accepted or ("file" if accept else named) or "file"
    several = node.types == {"array"}
    if not accept and kind != "file":
        accept = (f"{kind}/*",)
    limit = limits_of(node).max_items
    files = hints.max_files if limit is None else min(limit, hints.max_files or limit)
    files = 1 if hints.multiple is False else files
    return Upload(
        kind=kind, accept=accept, multiple=several, max_files=files if several else 1, max_size=hints.max_size
    )


def _lowest(limits: Limits) -> Decimal | None:
    return limits.minimum if limits.minimum is not None else limits.exclusive_minimum


def _highest(limits: Limits) -> Decimal | None:
    return limits.maximum if limits.maximum is not None else limits.exclusive_maximum


def _count(value: Any) -> int | None:
    number = to_decimal(value)
    return int(number) if number is not None and number >= 0 and number == number.to_integral_value() else None

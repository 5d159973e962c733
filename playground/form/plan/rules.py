"""Which widget a value gets: one ordered table gives the default, what a hint may choose, and the words for hints."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final, TypeAlias

from playground.form.fields import Why, Widget
from playground.form.schema.node import Node
from playground.form.schema.predicates import (
    Predicate,
    anything,
    has_choices,
    has_few_choices,
    has_few_steps,
    has_format,
    is_array_meant_as_files,
    is_array_of_choices,
    is_boolean,
    is_bounded,
    is_integer,
    is_long_text,
    is_meant_to_be_hidden,
    is_media_address,
    is_number,
    is_open_choice,
    is_required_constant,
    is_secret,
    is_seed,
    is_settled_boolean,
    is_settled_choice,
    is_string,
)

Rules: TypeAlias = Sequence[tuple[Widget, Predicate]]

RULES: Final[Rules] = (
    (Widget.HIDDEN, is_meant_to_be_hidden),
    (Widget.HIDDEN, is_required_constant),
    (Widget.HIDDEN, is_settled_choice),
    (Widget.MULTISELECT, is_array_of_choices),
    (Widget.CHECKBOX, is_settled_boolean),
    (Widget.SELECT, is_open_choice),
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
    (Widget.PASSWORD, is_secret),
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

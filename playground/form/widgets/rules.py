"""Which widget a value gets: one ordered table gives the default, what a hint may choose, and the words for hints."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final, TypeAlias

from playground.form.fields import Why
from playground.form.schema.node import Node
from playground.form.schema.predicates import (
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
from playground.form.widget import Predicate, Widget
from playground.form.widgets.checkbox import CHECKBOX
from playground.form.widgets.color import COLOR
from playground.form.widgets.date import DATE
from playground.form.widgets.datetime import DATETIME
from playground.form.widgets.file_upload import FILE_UPLOAD
from playground.form.widgets.hidden import HIDDEN
from playground.form.widgets.json_editor import JSON
from playground.form.widgets.multiselect import MULTISELECT
from playground.form.widgets.number import NUMBER
from playground.form.widgets.password import PASSWORD
from playground.form.widgets.radio import RADIO
from playground.form.widgets.seed import SEED
from playground.form.widgets.select import SELECT
from playground.form.widgets.slider import SLIDER
from playground.form.widgets.text import TEXT
from playground.form.widgets.textarea import TEXTAREA

Rules: TypeAlias = Sequence[tuple[Widget, Predicate]]

RULES: Final[Rules] = (
    (HIDDEN, is_meant_to_be_hidden),
    (HIDDEN, is_required_constant),
    (HIDDEN, is_settled_choice),
    (MULTISELECT, is_array_of_choices),
    (CHECKBOX, is_settled_boolean),
    (SELECT, is_open_choice),
    (RADIO, is_boolean),
    (RADIO, has_few_choices),
    (SELECT, has_choices),
    (SELECT, is_boolean),
    (CHECKBOX, is_boolean),
    (RADIO, has_choices),
    (SEED, is_seed),
    (SLIDER, has_few_steps),
    (NUMBER, is_number),
    (SLIDER, is_bounded),
    (SEED, is_integer),
    (PASSWORD, has_format("password")),
    (PASSWORD, is_secret),
    (COLOR, has_format("color", "colour", "hex-color")),
    (DATE, has_format("date")),
    (DATETIME, has_format("date-time", "datetime", "datetime-local")),
    (FILE_UPLOAD, is_media_address),
    (TEXTAREA, is_long_text),
    (TEXT, is_string),
    (TEXTAREA, is_string),
    (PASSWORD, is_string),
    (COLOR, is_string),
    (DATE, is_string),
    (DATETIME, is_string),
    (FILE_UPLOAD, is_string),
    (FILE_UPLOAD, is_array_meant_as_files),
    (JSON, anything),
)
"""Most specific first. The first that fits is the default, any that fits may be hinted, the last always fits."""

WIDGETS: Final[tuple[Widget, ...]] = tuple(dict.fromkeys(widget for widget, _ in RULES))
"""All of ours, in the order in which the rules first name them."""


def rules_of(widgets: Sequence[Widget]) -> Rules:
    """One list of rules for these widgets: ours in the order of `RULES`, in the place of the first of them.

    >>> rules_of(WIDGETS) == RULES
    True
    """
    ours = tuple((widget, fits) for widget, fits in RULES if widget in widgets)
    first = next((index for index, widget in enumerate(widgets) if widget in WIDGETS), len(widgets))

    def own(part: Sequence[Widget]) -> Iterator[tuple[Widget, Predicate]]:
        return ((widget, fits) for widget in part if widget not in WIDGETS for fits in widget.fits)

    return (*own(widgets[:first]), *ours, *own(widgets[first:]))


def words_of(rules: Rules) -> Mapping[str, str]:
    """What other dialects call the widgets, and which each is; the first of two that are called the same."""
    widgets = dict.fromkeys(widget for widget, _ in rules)
    return {word: widget.name for widget in reversed(widgets) for word in (*widget.words, widget.name)}


def fitting(node: Node, rules: Rules) -> tuple[Widget, ...]:
    """The widgets that a hint may choose for this value, in the order of the rules."""
    return tuple(
        dict.fromkeys(
            widget
            for widget, fits in rules
            if fits(replace(node, hints=replace(node.hints, widget=widget.name, suggested="")))
        )
    )


def choose(node: Node, rules: Rules) -> tuple[Widget, Why]:
    """The widget for a value, and why: the hint's where it fits, else the first rule's."""
    for word in (node.hints.widget, node.hints.suggested):
        if word:
            for widget, fits in rules:
                if word in widget.spoken and fits(node):
                    return widget, Why(rule=fits.__name__, hint=word)
    widget, fits = next((widget, fits) for widget, fits in rules if fits(node))
    return widget, Why(rule=fits.__name__)


def hint_words(node: Node, rules: Rules) -> tuple[str, ...]:
    """The words that a hint for this value may be."""
    return tuple(dict.fromkeys(word for widget in fitting(node, rules) for word in widget.spoken))


def all_hint_words(rules: Rules) -> tuple[str, ...]:
    """The words that a hint may be at all."""
    return tuple(dict.fromkeys(word for widget, _ in rules for word in widget.spoken))

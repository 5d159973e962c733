"""The plan of one control: its widget, its choices, its bounds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from playground.form.fields import UNSET, Choice, Field, Limits
from playground.form.json_values import to_text
from playground.form.plan.tree import Head, Leaf, Plan
from playground.form.schema.bounds import limits_of, step_of
from playground.form.schema.hints import HintOptions
from playground.form.schema.names import choice_in_words
from playground.form.schema.node import Node
from playground.form.schema.options import Option
from playground.form.schema.predicates import is_boolean, is_integer, is_open_choice, is_plumbing, item_node
from playground.form.schema.subschema import Subschema
from playground.form.schema.uploads import upload_of
from playground.form.validator.validator import is_valid, make_validator
from playground.form.widget import Widget
from playground.form.widgets.rules import Rules, choose
from playground.texts import Language, translate


@dataclass(frozen=True, slots=True)
class Context:
    """What holds for a whole form.

    Attributes:
        hint_options: how hints are read.
        draft: jsonschema's class for the schema's draft.
        plans: those made so far, by what they were made from: a definition used twice is planned once. A plan keeps
            its schemas alive, so that their ids stay theirs.
        shapes: what is inside those values, likewise.
    """

    language: Language
    rules: Rules
    draft: Any
    hint_options: HintOptions
    plans: dict[tuple[Any, ...], Plan] = field(default_factory=dict)
    shapes: dict[tuple[Any, ...], Plan | None] = field(default_factory=dict)


def fits(subschemas: Iterable[Subschema], value: Any, context: Context) -> bool:
    """Whether a value is valid under all these schemas."""
    return all(is_valid(make_validator(subschema, context.draft), value) for subschema in subschemas)


def head_of(node: Node, context: Context) -> Head:
    """What every plan of this node starts with."""
    return Head(
        node=node,
        name=node.name,
        title=node.title,
        description=node.description,
        optional=not node.required,
        nullable=node.nullable,
        default=_default_of(node, context),
        advanced=is_plumbing(node) if node.hints.advanced is None else node.hints.advanced,
        group=node.hints.group,
    )


def _default_of(node: Node, context: Context) -> Any:
    """The node's default; `UNSET` where it has none, where that breaks its own schema, and where it is null.

    A null default says the same as leaving the value out; what must be there is for a person to say. It stands only
    where the value has to be there and can be nothing but null.
    """
    default = node.default
    if default is None:
        is_only_null = node.required and _is_null_alone(node)
        return None if is_only_null and (node.nullable or fits(node.sources, None, context)) else UNSET
    return default if default is UNSET or fits(node.sources, default, context) else UNSET


def _is_null_alone(node: Node) -> bool:
    return node.options is not None and all(option.value is None for option in node.options)


def leaf_of(node: Node, context: Context) -> Leaf:
    """The control for a node by the rules."""
    widget, why = choose(node, context.rules)
    head = head_of(node, context)
    hints, keywords = node.hints, node.keywords
    has_unset = widget.offers_choices and head.optional and head.default in (UNSET, None)
    if has_unset and widget.when_unset is not None:
        widget = widget.when_unset
    examples = keywords.get("examples")
    return Leaf(
        head,
        Field(
            name=node.name,
            slot=(),
            path=(),
            widget=widget,
            title=head.title,
            description=head.description,
            help=hints.help,
            placeholder=hints.placeholder,
            unit=hints.unit,
            rows=hints.rows,
            optional=head.optional,
            nullable=node.nullable,
            default=head.default,
            choices=_choices(node, widget, context),
            null_choice=_null(context) if node.nullable and widget.offers_choices else None,
            open=is_open_choice(node) and widget.offers_other,
            unset_choice=has_unset,
            limits=limits_of(node) if not widget.is_hidden else Limits(),
            step=step_of(node) if widget.is_numeric else None,
            integer=is_integer(node),
            upload=upload_of(node, item_node(node) or node) if widget.takes_files else None,
            advanced=head.advanced,
            group=head.group,
            read_only=keywords.get("readOnly") is True,
            deprecated=keywords.get("deprecated") is True,
            examples=tuple(examples) if isinstance(examples, list) else (),
            why=why,
        ),
    )


def _choices(node: Node, widget: Widget, context: Context) -> tuple[Choice, ...]:
    if widget.offers_several:
        item = item_node(node)
        if item is None:
            return ()
        named = node if node.hints.labels or node.hints.label_list else item
        return _labelled(named, context, item.options or ())
    if not widget.offers_choices:
        return ()
    null = (_null(context),) if node.nullable and node.required and node.default in (UNSET, None) else ()
    if node.options is None and is_boolean(node):
        return (*_labelled(node, context, (Option(True), Option(False))), *null)
    return (*_labelled(node, context), *null)


def _null(context: Context) -> Choice:
    return Choice(None, translate("form.null", context.language))


def _labelled(node: Node, context: Context, options: tuple[Option, ...] | None = None) -> tuple[Choice, ...]:
    listed = node.options or () if options is None else options
    hints = node.hints
    names = hints.label_list if len(hints.label_list) == len(listed) else ()
    said = [label_of(option.value, context.language, node.name) for option in listed]
    labelled = [
        Choice(
            option.value,
            hints.labels.get(label_key(option.value))
            or (names[position] if names else "")
            or option.label
            or said[position],
        )
        for position, option in enumerate(listed)
    ]
    # What is no longer to be chosen stands last; where it is what a payload holds it still shows.
    return tuple(sorted(_with_distinct_labels(labelled), key=lambda choice: label_key(choice.value) in hints.outdated))


def _with_distinct_labels(choices: Iterable[Choice]) -> Iterator[Choice]:
    """The choices with labels of which no two are the same: the number 1 and the text "1" would be."""
    listed = tuple(choices)
    times = Counter(choice.label for choice in listed)
    for choice in listed:
        value = to_text(choice.value)
        own = value if choice.label in (value, choice.value) else f"{choice.label} ({value})"
        yield replace(choice, label=own) if times[choice.label] > 1 else choice


def label_key(value: Any) -> str:
    """How a `labels` hint names a choice: a text by itself, anything else by its JSON."""
    return value if isinstance(value, str) else to_text(value)


def label_of(value: Any, language: Language, name: str = "") -> str:
    """What people read for a value to which the schema gives no label.

    Args:
        value: any JSON.
        language: of the words for null, yes and no.
        name: of the property.
    """
    match value:
        case None:
            return translate("form.null", language)
        case bool():
            return translate("form.yes" if value else "form.no", language)
        case "":
            return translate("form.empty", language)
        case str():
            return choice_in_words(value, name)
        case _:
            return label_key(value)

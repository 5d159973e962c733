"""The words that other playgrounds and form generators use for what our hints say."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias

from playground.form.schema.hint_values import (
    read_advanced,
    read_bytes,
    read_choices,
    read_cog_file,
    read_count,
    read_file_types,
    read_format_word,
    read_hidden,
    read_important,
    read_label_list,
    read_labels,
    read_media_type,
    read_number,
    read_positive,
    read_secret,
    read_short_label_list,
    read_short_labels,
    read_text,
    read_texts,
    read_unseen,
    read_values,
    read_widget_word,
)

Reader: TypeAlias = Callable[[Any], Any]

_SPEAKERS: Final = ("ui:options", "x-ui", "ui", "options", "x-component-props")
"""Objects in which several dialects keep their hints."""


def _inside(word: str, *keepers: str) -> tuple[str, ...]:
    return tuple(f"{keeper}/{word}" for keeper in keepers or _SPEAKERS)


_TABLE: Final[tuple[tuple[str, Reader, tuple[str, ...]], ...]] = (
    ("order", read_number, ("x-order", "propertyOrder", "ui_order", "x-index", "x-display-order", "x-ui-order")),
    ("order", read_number, _inside("order", "x-ui", "ui")),
    ("order_list", read_texts, ("ui:order", "x-fal-order-properties", "x-order-properties", "x-apidog-orders")),
    ("order_list", read_texts, _inside("order", "ui:options")),
    ("suggested", read_hidden, ("x-hidden", "hidden", "ui.hidden", "ui_hidden", "ui:hidden", *_inside("hidden"))),
    ("suggested", read_unseen, ("x-visible", "x-display")),
    ("suggested", read_secret, ("x-cog-secret", "airbyte_secret", "secret", "isSecret", "x-secret", "x-sensitive")),
    ("suggested", read_secret, ("sensitive", "password")),
    ("suggested", read_cog_file, ("x-cog-type",)),
    ("widget_word", read_widget_word, ("x-ui-component", "x-component", "ui:widget", "ui.field", "ui_component")),
    ("widget_word", read_widget_word, ("_fal_ui_field", "x-ui-widget", "x-widget", "x-control", "input/type")),
    ("widget_word", read_widget_word, (*_inside("widget"), *_inside("field"), *_inside("component", "x-ui", "ui"))),
    ("widget_word", read_widget_word, _inside("inputType", "ui:options", "options")),
    ("widget_word", read_format_word, ("format", "options/format")),
    ("suggested", read_bytes, ("contentMediaType",)),
    ("title", read_text, ("ui:title", "x-label", "x-display-name", *_inside("title", "ui:options"))),
    ("title", read_text, _inside("label", "x-ui", "ui")),
    ("description", read_text, ("ui:description", "ui:options/description")),
    ("placeholder", read_text, ("x-placeholder", "ui:placeholder", "ui_placeholder", "placeholder")),
    ("placeholder", read_text, (*_inside("placeholder"), "input/placeholder", "options/inputAttributes/placeholder")),
    ("help", read_text, ("ui:help", "x-help", "x-helpText", "x-tooltip", "ui:options/help", "options/infoText")),
    ("rows", read_count, (*_inside("rows"), "x-rows")),
    ("unit", read_text, ("x-unit", *_inside("unit"), "x-component-props/addonAfter")),
    ("group", read_text, ("x-group", "ui:group", "x-section", *_inside("group", "x-ui", "ui"))),
    ("step", read_positive, ("step", "x-step", *_inside("step"))),
    ("advanced", read_advanced, ("x-advanced", "advanced", "ui:advanced", "x-ui-advanced", "x-internal")),
    ("advanced", read_advanced, _inside("advanced")),
    ("advanced", read_important, ("ui/important", "x-ui/important")),
    ("accept", read_texts, ("x-accept", *_inside("accept"))),
    ("accept", read_media_type, ("contentMediaType",)),
    ("accept", read_file_types, ("x-cog-type",)),
    ("max_files", read_count, ("x-max-files", *_inside("maxFiles"))),
    *(
        (name, read, ("x-enum-varnames", "enumNames", "ui:enumNames", "x-enumNames", "x-enum-names", "x-enum-labels"))
        for name, read in (("labels", read_labels), ("label_list", read_label_list))
    ),
    *(
        (name, read, ("x-imgly-enum-labels", "x-enumLabels", "ui_choice_labels", "x-apidog-enum", "x-ms-enum/values"))
        for name, read in (("labels", read_labels), ("label_list", read_label_list))
    ),
    *(
        (name, read, (*_inside("enumNames", "ui:options"), "options/enum_titles", "input/options"))
        for name, read in (("labels", read_labels), ("label_list", read_label_list))
    ),
    ("labels", read_short_labels, ("x-enum-descriptions", "x-enumDescriptions")),
    ("label_list", read_short_label_list, ("x-enum-descriptions", "x-enumDescriptions")),
    ("choices", read_choices, ("input/options",)),
    ("known_choices", read_choices, ("x-extensible-enum",)),
    ("outdated", read_values, ("x-deprecated-enum-values", "x-enum-deprecated")),
)

SYNONYMS: Final[Mapping[str, tuple[tuple[int, tuple[str, ...], str, Reader], ...]]] = {
    first: tuple(
        (rank, tuple(keyword.split("/")[1:]), name, read)
        for rank, (name, read, keywords) in enumerate(_TABLE)
        for keyword in keywords
        if keyword.split("/")[0] == first
    )
    for first in {keyword.split("/")[0] for _, _, keywords in _TABLE for keyword in keywords}
}
"""By a keyword of another dialect: rank, the steps below it, our hint, and how its value is read; the first wins."""

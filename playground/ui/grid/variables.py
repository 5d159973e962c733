"""What can be varied: the fields of a form as it stands, a word of its prompt, the model itself, a saved preset."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from playground.catalog import Model
from playground.component.form_view import prompt_of
from playground.form import UNSET, Choice, Field, Layout, pointer
from playground.form.json_values import json_key, to_text
from playground.form.payload.at_path import value_at
from playground.form.widgets.checkbox import CHECKBOX
from playground.runs.presets import PresetName
from playground.texts import Language, translate


class Way(StrEnum):
    """How the values of a variable are given."""

    TICKS = "ticks"
    SETS = "sets"
    NUMBERS = "numbers"
    LINES = "lines"
    JSON = "json"
    WORD = "word"


class Kind(StrEnum):
    """What is varied."""

    FIELD = "field"
    WORD = "word"
    MODEL = "model"
    PRESET = "preset"


@dataclass(frozen=True, slots=True)
class Variable:
    """One thing that can be varied.

    Attributes:
        key: names it in requests: `/size` and so on for a field, else its kind.
        kind: what it is.
        way: how its values are given.
        title: for people.
        field: of a field, as it stands now.
        choices: that can be ticked; `name_of` tells what a request calls them.
        held: what the form holds of it now, as a request would say it.
    """

    key: str
    kind: Kind
    way: Way
    title: str
    field: Field | None = None
    choices: tuple[Choice, ...] = ()
    held: str = ""

    def name_of(self, number: int) -> str:
        """What a request calls a choice: those of a field by their number, which holds for one version of a form.

        Models and presets come and go meanwhile, so that a number would soon be another one's.
        """
        return str(number) if self.kind is Kind.FIELD else str(self.choices[number].value)

    @property
    def is_open(self) -> bool:
        """Whether texts of one's own may stand beside the choices."""
        return self.way is Way.TICKS and self.field is not None and self.field.open


def variables_of(
    layout: Layout, model: Model, models: Iterable[Model], presets: Iterable[tuple[PresetName, str]], language: Language
) -> tuple[Variable, ...]:
    """All that can be varied of a form.

    Args:
        layout: of what it holds.
        model: whose form it is.
        models: on offer.
        presets: of this person, each with the title of its model where that is another.
        language: of the words.
    """
    found = [made for field in layout.fields if (made := _of_field(field, layout, language))]
    if prompt := prompt_of(layout.items):
        title = translate("grid.word_of", language, title=prompt.title)
        found.append(Variable(Kind.WORD, Kind.WORD, Way.WORD, title, prompt))
    slugs = tuple(Choice(one.slug, one.title) for one in models)
    if len(slugs) > 1:
        held = next((one.value for one in slugs if one.value == model.slug), "")
        found.append(Variable(Kind.MODEL, Kind.MODEL, Way.TICKS, translate("page.model", language), None, slugs, held))
    saved = tuple(Choice(one.preset_id, f"{one.name} ({title})" if title else one.name) for one, title in presets)
    if saved:
        found.append(Variable(Kind.PRESET, Kind.PRESET, Way.TICKS, translate("grid.preset", language), None, saved))
    return tuple(found)


def _of_field(field: Field, layout: Layout, language: Language) -> Variable | None:
    widget = field.widget
    is_no_value = widget.takes_files or widget.is_secret or widget.is_hidden
    if is_no_value or field.read_only or field.why.rule == "names_an_entry":
        return None
    held = value_at(layout.collected.payload, field.path)
    key, title = pointer(field.path), title_of(field)
    if widget.offers_several:
        ticked = field.entry.raw if isinstance(field.entry.raw, tuple) else ()
        return Variable(key, Kind.FIELD, Way.SETS, title, field, field.choices, " ".join(ticked))
    if widget.holds_json:
        return Variable(key, Kind.FIELD, Way.JSON, title, field, (), "" if held is UNSET else to_text(held))
    if field.choices or widget == CHECKBOX:
        return _ticked(key, title, field, field.choices or _yes_and_no(language), held)
    shown = field.entry.raw if isinstance(field.entry.raw, str) else ""
    return Variable(key, Kind.FIELD, Way.NUMBERS if widget.is_numeric else Way.LINES, title, field, (), shown)


def _ticked(key: str, title: str, field: Field, choices: tuple[Choice, ...], held: Any) -> Variable:
    same = (str(number) for number, choice in enumerate(choices) if json_key(choice.value) == json_key(held))
    return Variable(key, Kind.FIELD, Way.TICKS, title, field, choices, next(same, ""))


def _yes_and_no(language: Language) -> tuple[Choice, ...]:
    return tuple(
        Choice(value, translate(code, language)) for value, code in ((True, "history.yes"), (False, "history.no"))
    )


def title_of(field: Field) -> str:
    """Its own, after what tells which of several it stands in."""
    above = [str(step + 1) if isinstance(step, int) else step for step in field.path[:-1]]
    return " · ".join([*above, field.title or field.name])

"""Presets on the page: the form saved under a name, the list of them, and a form filled from one.

A preset of the model on the page, whose schema is the same still, fills the form with just what it held. Of any other
the form takes the settings that it has a field of that name for, if the value is one that the field takes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from playground.catalog import Catalog, Model
from playground.component.edits import Sent
from playground.errors import BadRequestError, SchemaError, StorageError, UnknownModelError
from playground.files.uploads import REFERENCE
from playground.form import (
    Form,
    Layout,
    filled,
    lay_out,
    map_files,
    payload_without_secrets,
    validate,
    values_from_json,
    values_to_json,
    without_secrets_of,
)
from playground.form.fields import UNSET, Entries, Field, Item, Values
from playground.form.page.collect import children
from playground.runs.masking import texts_in
from playground.runs.presets import LONGEST_NAME, Preset, PresetName
from playground.texts import Language, join_sentences, join_words, translate
from playground.ui.visitor import is_anonymous
from playground.wiring import Parts

_STAND_IN: Final = "https://example.com/file"
"""What an uploaded file is checked as: it has no address of its own yet."""


@dataclass(frozen=True, slots=True)
class PresetList:
    """The presets of the model on the page, and those of others, each with its model's title."""

    own: tuple[PresetName, ...]
    others: tuple[tuple[PresetName, str], ...]


@dataclass(frozen=True, slots=True)
class FilledForm:
    """A form with a preset in it, and in words what came in and what was left out."""

    values: Values
    note: str


@dataclass(slots=True)
class FilesGone:
    """Takes references to files that are not here any more out of what was saved, and counts them."""

    is_kept: Callable[[str], bool]
    count: int = 0

    def without(self, value: Any) -> Any:
        """The value without them; a text that was one is empty."""
        if isinstance(value, Mapping):
            return {name: left for name, inner in value.items() if (left := self._left(inner)) is not UNSET}
        if isinstance(value, list | tuple):
            return [left for inner in value if (left := self._left(inner)) is not UNSET]
        left = self._left(value)
        return "" if left is UNSET else left

    def _left(self, value: Any) -> Any:
        if isinstance(value, Mapping | list | tuple):
            return self.without(value)
        if _is_reference(value) and not self.is_kept(value.removeprefix(REFERENCE)):
            self.count += 1
            return UNSET
        return value

    def told(self, language: Language) -> tuple[str, ...]:
        """What was taken out, in words."""
        return (translate("preset.files_gone", language, count=self.count),) if self.count else ()


async def save_preset(parts: Parts, sent: Sent, *, person: str, language: Language) -> bool:
    """Save the form on the page as the edit that came with it says; False where the name is taken.

    Raises:
        UnknownModelError: the model has gone meanwhile.
        BadRequestError: `preset.no_name`, `preset.long_name`; `page.no_cookie`, the browser would not find it again.
        StorageError: it is too large, there are too many, or it could not be kept.
    """
    if is_anonymous(person):
        raise BadRequestError("page.no_cookie")
    model = parts.catalog.model(sent.model, language)
    preset = await parts.threads.run(_preset, model, sent.values, preset_name(str(sent.edit.get("name", ""))))
    return await parts.runner.presets.save(person, preset, replaces=bool(sent.edit.get("replaces"))) is not None


def preset_name(text: str) -> str:
    """A name without the space around it.

    Raises:
        BadRequestError: there is nothing left, or too much.
    """
    name = " ".join(text.split())
    if not name.isprintable() or not name:
        raise BadRequestError("preset.no_name")
    if len(name) > LONGEST_NAME:
        raise BadRequestError("preset.long_name", limit=LONGEST_NAME)
    return name


def _preset(model: Model, values: Values, name: str) -> Preset:
    layout = lay_out(model.form, values)
    return Preset(
        model.slug,
        name,
        model.version,
        values_to_json(without_secrets_of(model.form, layout)),
        payload_without_secrets(model.form, layout.collected.payload),
    )


async def list_presets(parts: Parts, slug: str, *, person: str, language: Language) -> PresetList:
    """This browser's presets; none where the ledger cannot be read."""
    try:
        names = await parts.runner.presets.names(person)
    except StorageError:
        names = ()
    titles = {model.slug: model.title for model in parts.catalog.models(language)}
    others = ((one, titles.get(one.model, one.model)) for one in names if one.model != slug)
    return PresetList(
        own=tuple(one for one in names if one.model == slug),
        others=tuple(sorted(others, key=lambda other: (other[1], other[0].name))),
    )


async def with_preset(parts: Parts, sent: Sent, model: Model, *, person: str, language: Language) -> FilledForm:
    """The form on the page with the preset that the edit names.

    Raises:
        BadRequestError: `preset.gone`, the preset is not this browser's.
    """
    preset = await parts.runner.presets.one(person, str(sent.edit["id"]))
    if preset is None:
        raise BadRequestError("preset.gone")

    is_kept = files_kept(parts)
    if (preset.model, preset.version) == (model.slug, model.version):
        return await parts.threads.run(_whole, preset, is_kept, language)
    fitted = await parts.threads.run(_fitting, preset, model, sent.values, is_kept)
    titles = await parts.threads.run(_titles, parts.catalog, preset.model, language)
    said = [translate("preset.applied", language, name=preset.name)]
    if fitted.left_out:
        names = join_words((titles.get(name, name) for name in fitted.left_out), language)
        said.append(translate("preset.left_out", language, names=names))
    return FilledForm(filled(model.form, fitted.payload), join_sentences((*said, *fitted.gone.told(language))))


def files_kept(parts: Parts) -> Callable[[str], bool]:
    """Tells whether an uploaded file is still here, by its name."""
    return parts.uploads.has


def _whole(preset: Preset, is_kept: Callable[[str], bool], language: Language) -> FilledForm:
    gone = FilesGone(is_kept)
    held = preset.form_values
    kept = {**held, "raws": [[slot, gone.without(raw)] for slot, raw in held.get("raws", ())]}
    if "loaded" in held:
        kept["loaded"] = gone.without(held["loaded"])
    note = translate("preset.applied", language, name=preset.name)
    return FilledForm(values_from_json(kept), join_sentences((note, *gone.told(language))))


@dataclass(frozen=True, slots=True)
class _Fitted:
    payload: dict[str, Any]
    left_out: tuple[str, ...]
    gone: FilesGone


def _fitting(preset: Preset, model: Model, values: Values, is_kept: Callable[[str], bool]) -> _Fitted:
    gone = FilesGone(is_kept)
    held = lay_out(model.form, values).collected.payload
    theirs = gone.without(preset.form_input)
    if isinstance(theirs, Mapping) and isinstance(held, Mapping):
        fitting = fitting_members(model.form, held, theirs)
        if fitting:
            return _Fitted({**held, **fitting}, tuple(name for name in theirs if name not in fitting), gone)
    raise BadRequestError("preset.nothing_fits", name=preset.name, title=model.title)


def _titles(catalog: Catalog, slug: str, language: Language) -> dict[str, str]:
    """What a model's form calls its settings; nothing where it has gone."""
    try:
        layout = lay_out(catalog.model(slug, language).form, Values())
    except (SchemaError, UnknownModelError):
        return {}
    return {str(item.path[0]): item.title for item in layout.items if item.path}


def fitting_members(form: Form, held: Mapping[str, Any], theirs: Mapping[str, Any]) -> dict[str, Any]:
    """Those members that the form has a field for, with a value that this takes."""
    layout = lay_out(form, filled(form, {**held, **theirs}))
    declared = frozenset(_declared(layout.items))
    known = {name: value for name, value in theirs.items() if name in declared}
    takes_files = {field.path[0] for field in layout.fields if field.widget.takes_files and field.path}
    checked = _with_stand_ins(layout, {**held, **known})
    wrong = {issue.path[0] for issue in validate(form, checked, layout.items) if issue.path}
    return {
        name: value
        for name, value in known.items()
        if name not in wrong and (name in takes_files or not any(map(_is_reference, texts_in(value))))
    }


def _with_stand_ins(layout: Layout, payload: Any) -> Any:
    def stand_in(_field: Field, text: str) -> str:
        return _STAND_IN if _is_reference(text) else text

    return map_files(layout.fields, payload, stand_in)


def _declared(items: tuple[Item, ...]) -> Iterator[str]:
    """The members that a form has controls for; what it takes under any name is not among them."""
    for item in items:
        if item.path:
            yield str(item.path[0])
        elif not isinstance(item, Entries):
            yield from _declared(children(item))


def _is_reference(value: Any) -> bool:
    return isinstance(value, str) and value.startswith(REFERENCE)

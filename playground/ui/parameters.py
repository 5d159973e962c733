"""The metadata that goes with a run's pictures, and an input that comes back from a file into the form."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from math import gcd
from typing import Any, Final

from playground import __version__
from playground.catalog import Catalog, Model
from playground.component.edits import bounded
from playground.errors import BadRequestError
from playground.files.metadata import metadata_json
from playground.files.uploads import REFERENCE
from playground.form import MASK, Form, collect, fields_of, filled, items, secret_paths
from playground.form.fields import UNSET, Field, Path, Values
from playground.form.json_text import count_values
from playground.form.limits import MAX_VALUES
from playground.form.payload.at_path import change_at, value_at
from playground.jsontext import parse_json, to_storable_json
from playground.runs.run import Run
from playground.texts import Language, join_sentences, join_words, translate

_SIZES: Final = ("size", "aspect_ratio", "image_size", "ratio")
"""Fields that take width and height together, or their ratio."""


@dataclass(frozen=True, slots=True)
class Imported:
    """An input that came back.

    Attributes:
        edit: for the page to send with its next event (`do`: `record`); the input is JSON text, so that a browser's
            arithmetic changes no digit of it.
        note: in words, what came back and what did not.
    """

    edit: Mapping[str, str]
    note: str


def metadata_of(run: Run) -> str:
    """The metadata of a run's results, as JSON text; secrets are masked, uploads are named as they are here."""
    return metadata_json(
        model=run.model,
        input_json=to_storable_json(run.form_input),
        task_id=run.task.task_id if run.task else None,
        created_at=run.created_at,
        version=__version__,
        seed=None if "seed" in run.form_input else seed_in(run.task.received if run.task else {}),
    )


def seed_in(answer: Any) -> int | None:
    """The first seed that the service names anywhere in its answer."""
    match answer:
        case {"seed": int(named)} if not isinstance(named, bool):
            return named
        case Mapping():
            inner: Any = answer.values()
        case list() | tuple():
            inner = answer
        case _:
            return None
    return next((seed for value in inner if (seed := seed_in(value)) is not None), None)


def import_metadata(
    found: Mapping[str, Any], catalog: Catalog, is_kept: Callable[[str], bool], *, here: str, language: Language
) -> Imported:
    """What the page does with settings that were read.

    Args:
        found: from `playground.files.metadata.read_settings`.
        catalog: the models on offer.
        is_kept: whether an upload of that name is still here.
        here: slug of the form that is on the page; settings of another program are laid over it.
        language: of the note.

    Raises:
        UnknownModelError: nobody here has the model that they are for.
        SchemaError: its file is broken, or a number in it is beyond what programs read.
        BadRequestError: they hold more than a form may hold.
    """
    bounded(Values(loaded=found["input"]))
    payload = parse_json(to_storable_json(found["input"]))
    if "source" in found:
        return _from_elsewhere(str(found["source"]), payload, catalog.model(here, language), language)
    model = catalog.model(found["model"], language)
    lines = [translate("page.import.restored", language, title=model.title)]
    for field, gone in list(_gone(model.form, payload, is_kept)):
        payload = _without(payload, field.path, gone)
        files = join_words(map(_short, gone), language)
        lines.append(translate("page.import.files_gone", language, title=field.title, count=len(gone), files=files))
    return Imported({"do": "record", "model": model.slug, "input": to_storable_json(payload)}, join_sentences(lines))


def with_imported(form: Form, values: Values, text: str, *, is_whole: bool) -> Values:
    """The form with an input, as JSON text, that came back.

    Args:
        form: of its model.
        values: what the form holds.
        text: the input.
        is_whole: whether it is all that the form shall hold; else it is laid over what is there.

    Raises:
        SchemaError: it is not JSON.
        BadRequestError: it is more than a form may hold.
    """
    if count_values(text) > MAX_VALUES:  # first: to read each number exactly takes its time
        raise BadRequestError("request.too_many_values", limit=MAX_VALUES)
    payload = parse_json(text)
    if not is_whole:
        held = collect(form, values).payload
        both = isinstance(held, Mapping) and isinstance(payload, Mapping)
        return filled(form, {**held, **payload} if both else payload)
    return filled(form, without_masks(form, payload))


def without_masks(form: Form, payload: Any) -> Any:
    """A payload that was kept, without the secrets that were masked in it: they are typed anew."""
    for path in secret_paths(form, payload):
        if value_at(payload, path) == MASK:
            payload = change_at(payload, path, lambda _: UNSET)
    return payload


def _from_elsewhere(source: str, their_input: Mapping[str, Any], model: Model, language: Language) -> Imported:
    fields = {field.name: field for field in _top_fields(model.form)}
    known = {name: value for name, value in their_input.items() if name in fields} | _sized(their_input, fields)
    if not known:
        note = translate("page.import.other_program_unfit", language, source=source, title=model.title)
    else:
        titles = join_words((fields[name].title for name in known), language)
        note = translate("page.import.other_program", language, source=source, titles=titles)
    return Imported({"do": "record", "model": "", "input": to_storable_json(known)}, note)


def _top_fields(form: Form) -> Iterator[Field]:
    return (field for field in fields_of(items(form, Values())) if len(field.path) == 1)


def _sized(their_input: Mapping[str, Any], fields: Mapping[str, Field]) -> dict[str, Any]:
    """Width and height as the choice that says the same, where the form asks for one choice instead of two numbers."""
    width, height = their_input.get("width"), their_input.get("height")
    if not (isinstance(width, int) and isinstance(height, int) and width > 0 and height > 0) or "width" in fields:
        return {}
    whole = gcd(width, height)
    names = {f"{width}x{height}", f"{width}*{height}", f"{width}×{height}", f"{width // whole}:{height // whole}"}
    return {
        name: choice.value
        for name in _SIZES
        if name in fields
        for choice in fields[name].choices
        if isinstance(choice.value, str) and choice.value in names
    }


def _gone(form: Form, payload: Any, is_kept: Callable[[str], bool]) -> Iterator[tuple[Field, list[str]]]:
    """Upload fields, each with the references in it whose files are not here any more."""
    for field in fields_of(items(form, Values(loaded=payload))):
        if field.widget.takes_files:
            tokens = [token for token in _list(value_at(payload, field.path)) if _is_reference(token)]
            missing = [token for token in tokens if not is_kept(token.removeprefix(REFERENCE))]
            if missing:
                yield field, missing


def _without(payload: Any, path: Path, gone: list[str]) -> Any:
    """The payload without these references there; a field that held nothing else is left out."""
    kept = [token for token in _list(value_at(payload, path)) if token not in gone]
    return change_at(payload, path, lambda _: kept or UNSET)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _is_reference(value: Any) -> bool:
    return isinstance(value, str) and value.startswith(REFERENCE)


def _short(token: str) -> str:
    """The beginning of a kept file's name and its suffix: enough to tell two apart."""
    stem, _, suffix = token.removeprefix(REFERENCE).rpartition(".")
    return f"{stem[:8]}….{suffix}"

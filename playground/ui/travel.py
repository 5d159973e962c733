"""Settings travel: the record that goes with a run's pictures, and a record that comes back into the form."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from math import gcd
from typing import Any, Final

from playground import __version__
from playground.catalog import Catalog, Model
from playground.files.stamp import record
from playground.files.uploads import REFERENCE
from playground.form import MASK, Form, collect, fields_of, filled, items, secret_paths
from playground.form.fields import UNSET, Field, Path, Values, Widget
from playground.jsontext import parse_json
from playground.runs.exact import keepable
from playground.runs.run import Run
from playground.texts import Language, say

_SIZES: Final = ("size", "aspect_ratio", "image_size", "ratio")
"""Fields that take width and height together, or their ratio."""


@dataclass(frozen=True, slots=True)
class Brought:
    """Settings that came back.

    Attributes:
        edit: for the page to send with its next event (`do`: `record`); the input is JSON text, so that a browser's
            arithmetic changes no digit of it.
        note: in words, what came back and what did not.
    """

    edit: Mapping[str, str]
    note: str


def record_of(run: Run) -> str:
    """What travels with a run's results, as JSON text: secrets are masked, uploads stand by their name here."""
    return record(
        model=run.model,
        input_json=keepable(run.settings),
        task_id=run.task.task_id if run.task else None,
        created_at=run.created_at,
        version=__version__,
        seed=None if "seed" in run.settings else _seed_in(run.task.received if run.task else {}),
    )


def brought(
    found: Mapping[str, Any], catalog: Catalog, is_kept: Callable[[str], bool], *, here: str, language: Language
) -> Brought:
    """What the page does with settings that were read.

    Args:
        found: from `playground.files.stamp.read_settings`.
        catalog: the models on offer.
        is_kept: whether an upload of that name is still here.
        here: slug of the form that is on the page; settings of another program are laid over it.
        language: of the note.

    Raises:
        UnknownModelError: nobody here has the model that they are for.
        SchemaError: its file is broken, or a number in the settings is beyond what programs read.
    """
    payload = parse_json(keepable(found["input"]))
    if "source" in found:
        return _from_elsewhere(str(found["source"]), payload, catalog.model(here, language), language)
    model = catalog.model(found["model"], language)
    gone = dict(_gone(model.form, payload, is_kept))
    kept = _without(payload, frozenset(token for tokens in gone.values() for token in tokens))
    lines = [say("page.travel.back", language, title=model.title)]
    lines += [
        say("page.travel.gone", language, title=title, count=len(tokens), files=", ".join(map(_short, tokens)))
        for title, tokens in gone.items()
    ]
    return Brought({"do": "record", "model": model.slug, "input": keepable(kept)}, " ".join(lines))


def taken_over(form: Form, values: Values, text: str, *, is_whole: bool) -> Values:
    """The form with an input, as JSON text, that came back.

    Args:
        form: of its model.
        values: what the form holds.
        text: the input.
        is_whole: whether it is all that the form shall hold; else it is laid over what is there.

    Raises:
        SchemaError: it is not JSON.
    """
    payload = parse_json(text)
    if not is_whole:
        held = collect(form, values).payload
        return filled(form, {**held, **payload} if isinstance(held, Mapping) else payload)
    return filled(form, without_masks(form, payload))


def without_masks(form: Form, payload: Any) -> Any:
    """A payload that was kept, without the secrets that were masked in it: they are typed anew."""
    for path in secret_paths(form, payload):
        if _at(payload, path) == MASK:
            payload = _dropped(payload, path)
    return payload


def _seed_in(answer: Any) -> int | None:
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
    return next((seed for value in inner if (seed := _seed_in(value)) is not None), None)


def _from_elsewhere(source: str, settings: Mapping[str, Any], model: Model, language: Language) -> Brought:
    fields = {field.name: field for field in _top_fields(model.form)}
    known = {name: value for name, value in settings.items() if name in fields} | _sized(settings, fields)
    if not known:
        note = say("page.travel.foreign_none", language, source=source, title=model.title)
    else:
        titles = ", ".join(fields[name].title for name in known)
        note = say("page.travel.foreign", language, source=source, titles=titles)
    return Brought({"do": "record", "model": "", "input": keepable(known)}, note)


def _top_fields(form: Form) -> Iterator[Field]:
    return (field for field in fields_of(items(form, Values())) if len(field.path) == 1)


def _sized(settings: Mapping[str, Any], fields: Mapping[str, Field]) -> dict[str, Any]:
    """Width and height as the choice that says the same, where the form asks for one choice instead of two numbers."""
    width, height = settings.get("width"), settings.get("height")
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


def _gone(form: Form, payload: Any, is_kept: Callable[[str], bool]) -> Iterator[tuple[str, list[str]]]:
    """Titles of upload fields, each with the references in it whose files are not here any more."""
    for field in fields_of(items(form, Values(loaded=payload))):
        if field.widget is Widget.FILE_UPLOAD:
            held = _at(payload, field.path)
            tokens = [token for token in (held if isinstance(held, list) else [held]) if _is_reference(token)]
            missing = [token for token in tokens if not is_kept(token.removeprefix(REFERENCE))]
            if missing:
                yield field.title, missing


def _is_reference(value: Any) -> bool:
    return isinstance(value, str) and value.startswith(REFERENCE)


def _short(token: str) -> str:
    """The beginning of a kept file's name and its suffix: enough to tell two apart."""
    stem, _, suffix = token.removeprefix(REFERENCE).rpartition(".")
    return f"{stem[:8]}….{suffix}"


def _without(value: Any, gone: frozenset[str]) -> Any:
    """JSON without these texts; a list that held nothing else goes too."""
    match value:
        case Mapping():
            inner = {name: _without(member, gone) for name, member in value.items() if not _is_one_of(member, gone)}
            return {name: member for name, member in inner.items() if not (member == [] and value[name])}
        case list():
            return [_without(row, gone) for row in value if not _is_one_of(row, gone)]
        case _:
            return value


def _is_one_of(value: Any, texts: frozenset[str]) -> bool:
    return isinstance(value, str) and value in texts


def _at(payload: Any, path: Path) -> Any:
    for step in path:
        try:
            payload = payload[step]
        except (KeyError, IndexError, TypeError):
            return UNSET
    return payload


def _dropped(payload: Any, path: Path) -> Any:
    """The payload without the member there; a list keeps its other rows' places, so a row in it becomes null."""
    step, rest = path[0], path[1:]
    if isinstance(payload, list):
        return [
            (_dropped(value, rest) if rest else None) if place == step else value for place, value in enumerate(payload)
        ]
    if not rest:
        return {name: value for name, value in payload.items() if name != step}
    return {name: _dropped(value, rest) if name == step else value for name, value in payload.items()}

"""What the cells of a grid begin with: the form on the page, carried over to each model and preset that is varied."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from playground.catalog import Model
from playground.component.form_view import prompt_of
from playground.errors import BadRequestError
from playground.files.publish import Publisher
from playground.files.references import publish_references
from playground.form import Field, Issue, Layout, Path, Upload, defaults_of, filled, lay_out, secret_paths, untouched
from playground.form.fields import UNSET
from playground.form.payload.at_path import value_at
from playground.runs.presets import Preset
from playground.ui.expectations import free_texts
from playground.ui.presets import FilesGone, files_kept, fitting_members
from playground.wiring import Parts


@dataclass(frozen=True, slots=True)
class FormHeld:
    """The form that a grid is made of.

    Attributes:
        model: whose form it is.
        payload: as the form holds it.
        layout: of that.
    """

    model: Model
    payload: Mapping[str, Any]
    layout: Layout


@dataclass(frozen=True, slots=True)
class Base:
    """What the cells of one model and one preset have in common.

    Attributes:
        model: whose form it is.
        payload: as the form holds it.
        layout: of that.
        input: as it is sent: every file where the service can reach it.
        secrets: where in both the values of password fields stand.
        texts: names of members that change no price.
        defaults: what counts for the price where a payload leaves it out.
        issues: why its files cannot be sent.
    """

    model: Model
    payload: Any
    layout: Layout
    input: Any
    secrets: tuple[Path, ...]
    texts: frozenset[str]
    defaults: Mapping[Path, Any]
    issues: tuple[Issue, ...] = ()

    @property
    def prompt(self) -> Field | None:
        """The field with the description."""
        return prompt_of(self.layout.items)


@dataclass(slots=True)
class PublishOnce:
    """A publisher that asks once for each file: cells that are the same request have the same addresses in it."""

    publisher: Publisher
    known: dict[tuple[str, Upload], str] = field(default_factory=dict)

    async def publish(self, name: str, wanted: Upload) -> str:
        """As `Publisher.publish`."""
        if (name, wanted) not in self.known:
            self.known[name, wanted] = await self.publisher.publish(name, wanted)
        return self.known[name, wanted]


async def base_of(parts: Parts, held: FormHeld, model: Model, preset: Preset | None, publisher: Publisher) -> Base:
    """The form that is held, with the preset put into it, as the model takes it.

    Raises:
        BadRequestError: `preset.nothing_fits`, the model has no field for anything that the preset says.
    """
    payload = await parts.threads.run(_carried, held, model, preset, files_kept(parts))
    layout = await parts.threads.run(lay_out, model.form, filled(model.form, payload))
    published = await publish_references(layout.fields, payload, publisher, parts.threads.run)
    return Base(
        model=model,
        payload=payload,
        layout=layout,
        input=published.payload,
        secrets=await parts.threads.run(secret_paths, model.form, published.payload),
        texts=free_texts(layout),
        defaults=await parts.threads.run(defaults_of, model.form, layout),
        issues=published.issues,
    )


def _carried(held: FormHeld, model: Model, preset: Preset | None, is_kept: Callable[[str], bool]) -> Any:
    payload = held.payload if model.slug == held.model.slug else _to_model(held, model)
    return payload if preset is None else _with_preset(payload, model, preset, is_kept)


def _to_model(held: FormHeld, model: Model) -> dict[str, Any]:
    """What both models have, and the other's defaults for the rest; the prompt comes along whatever it is called."""
    usual = lay_out(model.form, untouched(model.form))
    own = usual.collected.payload if isinstance(usual.collected.payload, Mapping) else {}
    carried = {**own, **fitting_members(model.form, own, held.payload)}
    here, there = prompt_of(held.layout.items), prompt_of(usual.items)
    if here and there and len(there.path) == 1:
        text = value_at(held.payload, here.path)
        carried.update({} if text is UNSET else {str(there.path[0]): text})
    return carried


def _with_preset(payload: Mapping[str, Any], model: Model, preset: Preset, is_kept: Callable[[str], bool]) -> Any:
    gone = FilesGone(is_kept)
    theirs = gone.without(preset.form_input)
    if not isinstance(theirs, Mapping):
        raise BadRequestError("preset.nothing_fits", name=preset.name, title=model.title)
    if (preset.model, preset.version) == (model.slug, model.version):
        secrets = {str(path[0]) for path in secret_paths(model.form, payload)}  # a preset has none
        return {**{name: value for name, value in payload.items() if name in secrets}, **theirs}
    fitting = fitting_members(model.form, payload, theirs)
    if not fitting:
        raise BadRequestError("preset.nothing_fits", name=preset.name, title=model.title)
    return {**payload, **fitting}

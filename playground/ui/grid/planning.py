"""The plan of a grid: every cell checked and priced before anything is sent, and what is wrong, beside its value."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from playground.errors import BadRequestError, PlaygroundError, StorageError
from playground.form import Collected, Issue, Layout, Path, secret_paths, validate, with_defaults
from playground.form.json_values import json_key
from playground.form.payload.at_path import value_at
from playground.form.timing import keep_time
from playground.jsontext import to_json_bytes
from playground.runs.batches.planning import MOST_BYTES
from playground.texts import Language, translate
from playground.ui.cells import with_changes
from playground.ui.grid.axes import MOST_CELLS, Axis, AxisValue, count_of
from playground.ui.grid.bases import Base, FormHeld, PublishOnce, base_of
from playground.ui.grid.combinations import places, ranks
from playground.ui.grid.plan import GridCell, GridPlan, Mark
from playground.ui.grid.variables import Kind
from playground.ui.pricing import quote
from playground.wiring import Parts

_CHECKED_AT_ONCE: Final = 50


@dataclass(slots=True)
class _Findings:
    """What is found wrong on the way."""

    axes: tuple[Axis, ...]
    language: Language
    issues: dict[str, None] = field(default_factory=dict)
    marks: dict[Mark, dict[str, None]] = field(default_factory=dict)
    left_out: dict[str, None] = field(default_factory=dict)

    def note(self, at: Sequence[int], issue: Issue) -> None:
        """An issue of the cell there: beside the value that has its path, else beside its preset or model."""
        said = translate(issue.code, self.language, **issue.params)
        number = next((number for number, axis in enumerate(self.axes) if _is_about(axis, issue.path)), None)
        for kind in (Kind.PRESET, Kind.MODEL) if number is None else ():
            number = next((one for one, axis in enumerate(self.axes) if axis.variable.kind is kind), number)
        if number is None:
            self.issues[said] = None
        else:
            self.marks.setdefault((number, at[number]), {})[said] = None

    def plan(self, cells: Sequence[GridCell] = ()) -> GridPlan:
        marks = {mark: tuple(said) for mark, said in self.marks.items()}
        return GridPlan(self.axes, tuple(cells), tuple(self.issues), marks, tuple(self.left_out))


async def plan_grid(
    parts: Parts, held: FormHeld, axes: tuple[Axis, ...], *, person: str, language: Language
) -> GridPlan:
    """Check every cell of a grid and tell what it costs; nothing is sent.

    Args:
        parts: what to work with.
        held: the form that it is made of.
        axes: at most one for each variable.
        person: whose presets are meant.
        language: of the words.

    Raises:
        StorageError: the ledger does not tell.
        BadRequestError: `batch.too_large` together, or too much to be compared in time.
    """
    findings = _Findings(axes, language)
    keys = [axis.variable.key for axis in axes]
    if len(set(keys)) < len(keys):
        findings.issues[translate("grid.twice", language)] = None
    if (count := count_of(axes)) > MOST_CELLS:
        findings.issues[translate("grid.too_many", language, count=count, limit=MOST_CELLS)] = None
    if not axes or count == 0 or findings.issues or any(axis.issues for axis in axes):
        return findings.plan()
    bases = await _bases(parts, held, findings, person=person, language=language)
    cells = await parts.threads.run(_cells, axes, bases, findings)
    await _check(parts, cells, findings)
    return findings.plan(await _priced(parts, cells))


def _cells(axes: Sequence[Axis], bases: Mapping[tuple[int, ...], Base], findings: _Findings) -> list[GridCell]:
    """The cells whose base is there, all of them within what a batch may ask for."""
    sizes = [len(axis.values) for axis in axes]
    cells: list[GridCell] = []
    taken = 0
    for at, rank in zip(places(sizes), ranks(sizes), strict=True):
        keep_time()
        base = bases.get(_of_base(axes, at))
        if base is None:
            continue
        changes = _changes(axes, at, base, findings)
        payload = with_changes(base.payload, changes)
        taken += len(to_json_bytes(payload))
        _check_size(taken)
        cells.append(GridCell(at, base, changes, (base.model.slug, json_key(payload)), rank))
    return cells


def _check_size(size: int) -> None:
    if size > MOST_BYTES:
        raise BadRequestError("batch.too_large", limit=MOST_BYTES)


def _is_about(axis: Axis, path: Path) -> bool:
    varied = axis.variable.field.path if axis.variable.field else None
    return varied is not None and bool(path) and path[: len(varied)] == varied


def _of_base(axes: Sequence[Axis], at: Sequence[int]) -> tuple[int, ...]:
    """Which base a cell has: the numbers of its model and of its preset."""
    kinds = (Kind.MODEL, Kind.PRESET)
    return tuple(index for axis, index in zip(axes, at, strict=True) if axis.variable.kind in kinds)


async def _bases(
    parts: Parts, held: FormHeld, findings: _Findings, *, person: str, language: Language
) -> dict[tuple[int, ...], Base]:
    axes, publisher = findings.axes, PublishOnce(parts.publisher)
    found: dict[tuple[int, ...], Base] = {}
    wrong: set[tuple[int, ...]] = set()
    for at in places([len(axis.values) for axis in axes]):
        key = _of_base(axes, at)
        if key in found or key in wrong:
            continue
        chosen = {axis.variable.kind: axis.values[index] for axis, index in zip(axes, at, strict=True)}
        try:
            found[key] = base = await _base(parts, held, chosen, publisher, person=person, language=language)
        except StorageError:
            raise
        except PlaygroundError as error:
            wrong.add(key)
            findings.note(at, Issue((), error.code, error.params))
            continue
        for issue in base.issues:
            findings.note(at, issue)
    return found


async def _base(
    parts: Parts,
    held: FormHeld,
    chosen: Mapping[Kind, AxisValue],
    publisher: PublishOnce,
    *,
    person: str,
    language: Language,
) -> Base:
    """The base for the model and the preset that are chosen, where they are."""
    model = parts.catalog.model(str(chosen[Kind.MODEL].value), language) if Kind.MODEL in chosen else held.model
    preset = None
    if Kind.PRESET in chosen:
        preset = await parts.runner.presets.one(person, str(chosen[Kind.PRESET].value))
        if preset is None:
            raise BadRequestError("preset.gone")
    return await base_of(parts, held, model, preset, publisher)


def _changes(axes: Sequence[Axis], at: Sequence[int], base: Base, findings: _Findings) -> dict[Path, Any]:
    """A cell's own values; a word is replaced in whatever the prompt is by then."""
    changes: dict[Path, Any] = {}
    drawn = {item.path for item in base.layout.fields}
    for axis, index in zip(axes, at, strict=True):
        varied = axis.variable.field
        if axis.variable.kind is not Kind.FIELD or varied is None:
            continue
        if varied.path in drawn and isinstance(value_at(base.payload, varied.path[:-1]), Mapping | list):
            changes[varied.path] = axis.values[index].value
        else:
            said = translate("grid.left_out", findings.language, model=base.model.title, title=axis.variable.title)
            findings.left_out[said] = None
    for number, axis in enumerate(axes):
        if axis.variable.kind is not Kind.WORD or base.prompt is None:
            continue
        path = base.prompt.path
        text = changes.get(path, value_at(base.payload, path))
        if not isinstance(text, str) or axis.word not in text:
            said = translate("grid.word_missing", findings.language, word=axis.word)
            findings.marks.setdefault((number, at[number]), {})[said] = None
        else:
            label = axis.values[at[number]].label
            _check_size(len(text) + text.count(axis.word) * len(label))  # a letter may be in it a million times
            changes[path] = text.replace(axis.word, label)
    return changes


async def _check(parts: Parts, cells: Sequence[GridCell], findings: _Findings) -> None:
    """Each request once; one after the other, so that others come in between."""
    first = list({cell.key: cell for cell in reversed(cells)}.values())
    same: dict[Hashable, list[GridCell]] = {}
    for cell in cells:
        same.setdefault(cell.key, []).append(cell)
    for start in range(0, len(first), _CHECKED_AT_ONCE):
        some = first[start : start + _CHECKED_AT_ONCE]
        for cell, issues in zip(some, await parts.threads.run(_issues_of, some), strict=True):
            for twin in same[cell.key]:
                for issue in issues:
                    findings.note(twin.at, issue)


def _issues_of(cells: Sequence[GridCell]) -> list[tuple[Issue, ...]]:
    return [
        (
            *_secrets_in(cell),
            *validate(cell.base.model.form, with_changes(cell.base.input, cell.changes), cell.base.layout.items),
        )
        for cell in cells
    ]


def _secrets_in(cell: GridCell) -> Iterator[Issue]:
    """JSON may hold a password, which would stand on the page as the name of its value."""
    objects = [path for path, value in cell.changes.items() if isinstance(value, Mapping | list)]
    secrets = secret_paths(cell.base.model.form, cell.payload) if objects else ()
    for path in objects:
        if any(secret[: len(path)] == path for secret in secrets):
            yield Issue(path, "grid.secret_inside")


def _priced_by(cell: GridCell) -> tuple[Any, Hashable]:
    """A cell's payload, and what of it makes the price."""
    payload = cell.payload
    if not isinstance(payload, Mapping):
        return payload, None
    return payload, json_key({name: value for name, value in payload.items() if name not in cell.base.texts})


async def _priced(parts: Parts, cells: Sequence[GridCell]) -> list[GridCell]:
    """The cells with what they will cost and how long they take: the same for all whose texts alone differ."""
    known: dict[Hashable, tuple[Decimal | None, float | None]] = {}
    found = []
    for cell in cells:
        slug, texts = cell.base.model.slug, cell.base.texts
        payload, key = await parts.threads.run(_priced_by, cell)
        if not isinstance(payload, Mapping):
            found.append(cell)
            continue
        counted = slug, key
        if counted not in known:
            layout = Layout(cell.base.layout.values, cell.base.layout.root, Collected(payload))
            counted_payload = with_defaults(payload, cell.base.defaults)
            price = await quote(parts, slug, cell.base.model.form, layout, texts)
            known[counted] = price.total, await parts.runner.costs.usual_seconds(slug, counted_payload, texts)
        expected, seconds = known[counted]
        found.append(GridCell(cell.at, cell.base, cell.changes, cell.key, cell.rank, expected, seconds))
    return found

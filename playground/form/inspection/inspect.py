"""Does a schema make a good form? What `check` prints for one file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple, TypeAlias

from playground.errors import SchemaError
from playground.form.fields import UNSET, Path, Values
from playground.form.inspection.lint import Finding, lint
from playground.form.json_values import same_json
from playground.form.limits import MAX_SECONDS, Patience
from playground.form.page.values import collect, untouched
from playground.form.paths import pointer
from playground.form.payload.validate import validate
from playground.form.plan.build import Form, build_form
from playground.form.plan.tree import Leaf, ListPlan, MapPlan, ObjectPlan, UnionPlan
from playground.form.plan.walk import PlanAt, walk_plan
from playground.form.widget import Widget
from playground.form.widgets import WIDGETS, Rules
from playground.form.widgets.select import SELECT
from playground.texts import Language, translate

MAX_EXAMPLES: Final = 50
"""Examples of a schema that are tried."""

Said: TypeAlias = tuple[str, str]
"""A JSON Pointer into the payload, with `*` for any row, and a sentence."""


class LeafReport(NamedTuple):
    """One leaf of the form: a JSON Pointer into the payload, with `*` for any row."""

    path: str
    widget: str
    required: bool
    advanced: bool


@dataclass(frozen=True, slots=True)
class Report:
    """What is to be said about a schema.

    Attributes:
        ok: no problem; warnings may be.
        problems: what must be mended: an invalid schema, a hint that does not fit, a round trip that fails.
        warnings: what the form survives.
        fields: the leaves of all variants; a JSON editor stands for all below it.
        payload: what an untouched form would send.
        roundtrip: whether the example comes through the form as it was; None without one.
    """

    ok: bool
    problems: tuple[Said, ...] = ()
    warnings: tuple[Said, ...] = ()
    fields: tuple[LeafReport, ...] = ()
    payload: Any = None
    roundtrip: bool | None = None


def inspect(
    schema: Any,
    example: Any = UNSET,
    *,
    language: Language = "en",
    rules: Rules | None = None,
    widgets: Sequence[Widget] = WIDGETS,
    seconds: float = MAX_SECONDS,
) -> Report:
    """Builds the form and tries it, with an example payload if there is one; never raises.

    Args:
        schema: as for `build_form`.
        example: a payload to fill the form with.
        language: of the sentences.
        rules: as for `build_form`.
        widgets: as for `build_form`.
        seconds: of processor time for the list of fields, and again for what is wrong; the rest is left out.
    """
    try:
        form = build_form(schema, language=language, rules=rules, widgets=widgets)
    except SchemaError as error:
        return Report(ok=False, problems=(("", translate(error.code, language, **error.params)),))
    patience = Patience(seconds)
    listed = walk_plan(form.plan, patience)
    cut = (Finding("", "check.listing_cut", {"actual": len(listed)}, is_problem=False),) if patience.is_over() else ()
    findings = (*lint(form, listed, Patience(seconds)), *cut, *_own_examples(form))
    trouble = () if example is UNSET else tuple(_round_trip(form, example))
    return Report(
        ok=not trouble and not any(one.is_problem for one in findings),
        problems=tuple(_in_words(one, language) for one in (*findings, *trouble) if one.is_problem),
        warnings=tuple(_in_words(one, language) for one in findings if not one.is_problem),
        fields=tuple(_leaves(listed)),
        payload=collect(form, untouched(form)).payload,
        roundtrip=None if example is UNSET else not trouble,
    )


def _in_words(finding: Finding, language: Language) -> Said:
    return finding.path, translate(finding.code, language, **finding.params)


_KINDS: Final[Mapping[type, str]] = {ObjectPlan: "group", ListPlan: "rows", UnionPlan: "variants", MapPlan: "entries"}
"""What stands for a recursion, which the page opens on demand and no list can show to its end."""


def _leaves(listed: Iterable[PlanAt]) -> Iterator[LeafReport]:
    seen: set[tuple[str, str]] = set()
    chosen: set[Path] = set()
    for at in listed:
        if isinstance(at.plan, UnionPlan) and any(variant.is_preset for variant in at.plan.variants):
            chosen.add(at.path)
            widget = SELECT.name
        elif not isinstance(at.plan, Leaf) and not at.repeats:
            continue
        elif isinstance(at.plan, Leaf) and at.plan.field.widget.is_hidden and at.path in chosen:
            continue  # a preset: the choice stands for it
        else:
            widget = at.plan.field.widget.name if isinstance(at.plan, Leaf) else _KINDS[type(at.plan)]
        path = pointer(at.path)
        if (path, widget) not in seen:
            seen.add((path, widget))
            yield LeafReport(path, widget, not at.plan.head.optional, at.advanced)


def _own_examples(form: Form) -> Iterator[Finding]:
    """What is wrong with the schema's own examples, the first thing of each."""
    for index, example in enumerate(form.examples[:MAX_EXAMPLES]):
        for issue in validate(form, example)[:1]:
            message = translate(issue.code, form.context.language, **issue.params)
            name = form.example_names[index] or str(index + 1)
            params = {"name": name, "message": message}
            yield Finding(pointer(issue.path), "check.own_example", params, is_problem=False)


def _round_trip(form: Form, example: Any) -> Iterator[Finding]:
    values = Values(loaded=example)
    found = collect(form, values)
    if found.issues or not same_json(found.payload, example):
        yield Finding("", "check.round_trip", {}, is_problem=True)
    for issue in (*found.issues, *validate(form, example if found.issues else found.payload)):
        message = translate(issue.code, form.context.language, **issue.params)
        yield Finding(pointer(issue.path), "check.example_invalid", {"message": message}, is_problem=True)

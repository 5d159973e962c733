"""The schema workbench without its server: a schema's text and what the form holds become pieces of the page.

It works on whatever strangers write, so it runs in a process of its own: see `workbench_pool.py`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from playground.catalog import Model
from playground.component.edits import Sent, edited, taken
from playground.component.form_view import Mount, draw_layout, issue_words
from playground.errors import BadRequestError, SchemaError
from playground.form import (
    UNSET,
    Field,
    Form,
    build_form,
    inspect,
    lay_out,
    mask,
    untouched,
    validate,
)
from playground.form.json_values import to_indented_text, to_text
from playground.form.paths import pointer
from playground.form.plan.walk import ANY
from playground.jsontext import MAX_BYTES, parse_json
from playground.texts import Language, translate
from playground.ui.drawing import browser_words, draw
from playground.ui.source_lines import line_of, lines_of_fields

MAX_EXPLAINED: Final = 200
"""Fields whose widget is explained; a form may draw thousands."""

MAX_SECONDS: Final = 0.5
"""Of processor time for each look at a schema that the form itself does not need."""

_LAST_SCHEMAS: Final = 8
_MAX_SHOWN: Final = 120
_SAID_IN_THE_BROWSER: Final = ("bad_link", "no_answer", "no_uploads", "share.copied")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that `check` says of a schema; `line` is where, from 1, if that can be told."""

    path: str
    message: str
    line: int | None


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a field has its widget.

    Attributes:
        field: it, as drawn.
        path: JSON Pointer into the payload.
        sentence: the hint and the rule, in words.
        default: its default as JSON, or empty.
        line: of its schema, from 1, if that can be told.
    """

    field: Field
    path: str
    sentence: str
    default: str
    line: int | None


def draw_workbench(models: Iterable[Model], language: Language, version: str) -> str:
    """The whole page, as it is before anything is written.

    Args:
        models: the installed ones, to start from.
        language: of the page.
        version: of style and scripts.
    """
    words = {code: translate(f"workbench.{code}", language) for code in _SAID_IN_THE_BROWSER}
    words["too_large"] = translate("workbench.too_large", language, limit=MAX_BYTES)
    words["not_text"] = translate("workbench.not_text", language, name="{name}")  # only the browser knows the name
    return draw(
        "workbench",
        language,
        models=tuple(models),
        words={**browser_words(language), **words},
        limit=MAX_BYTES,
        version=version,
    )


def draw_schema(request: Mapping[str, Any], language: Language) -> dict[str, Any]:
    """The form for a text, and what is to be said about it.

    Args:
        request: `text`; and `sent`, what the page holds of an earlier form (`collect` in its script), or null.
        language: of the words.

    Returns:
        `form` (HTML), `findings` (HTML), `name` (a file's stem); or `slip`, the one thing that stands in the way, as
        `{"message", "line", "column"}` with null where nothing is known.
    """
    try:
        text, sent = _read_request(request)
        schema, form = _read(text, language)
        layout = edited(form, sent.values, sent.edit) if sent else lay_out(form, untouched(form))
    except (SchemaError, BadRequestError) as error:
        return {"slip": slip(error, language)}
    report = inspect(schema, language=language, seconds=MAX_SECONDS)
    lines = lines_of_fields(form, text, MAX_SECONDS)
    problems, warnings = (
        tuple(Finding(path, message, line_of(path, lines)) for path, message in said)
        for said in (report.problems, report.warnings)
    )
    mount = Mount(title=form.title or translate("workbench.untitled", language))
    return {
        "form": draw_layout(form, layout, language, mount),
        "findings": draw("workbench_findings", language, problems=problems, warnings=warnings),
        "name": file_stem(form.title),
    }


def draw_payload(request: Mapping[str, Any], language: Language) -> dict[str, Any]:
    """What the form would send now, what is wrong with it, and why its fields are drawn as they are.

    Args:
        request: `text`, of which a form could be made; and `sent`, what the page holds of that form.
        language: of the words.

    Returns:
        `payload`, `issues` and `why`, each HTML; or `slip` as `draw_schema` says it.
    """
    try:
        text, sent = _read_request(request)
        _, form = _read(text, language)
    except (SchemaError, BadRequestError) as error:
        return {"slip": slip(error, language)}
    layout = lay_out(form, sent.values if sent else untouched(form))
    collected, drawn = layout.collected, layout.fields
    issues = issue_words(collected.issues or validate(form, collected.payload, layout.items), language)
    lines = lines_of_fields(form, text, MAX_SECONDS)
    return {
        "payload": draw("workbench_payload", language, payload=to_indented_text(mask(form, collected.payload))),
        "issues": draw("workbench_issues", language, issues=issues, pointer=pointer),
        "why": draw(
            "workbench_why",
            language,
            reasons=[_reason(field, lines, language) for field in drawn[:MAX_EXPLAINED]],
            count=len(drawn),
            more=max(0, len(drawn) - MAX_EXPLAINED),
        ),
    }


DRAWINGS: Final[Mapping[str, Callable[[Mapping[str, Any], Language], dict[str, Any]]]] = {
    "draw": draw_schema,
    "payload": draw_payload,
}
"""What can be asked for, by the last word of its address."""


def _read_request(request: Any) -> tuple[str, Sent | None]:
    """The text, and what the page holds of a form.

    Raises:
        BadRequestError: the page sent something else.
    """
    match request:
        case {"text": str(text), "sent": None}:
            return text, None
        case {"text": str(text), "sent": Mapping() as sent}:
            return text, taken(sent)
        case _:
            raise BadRequestError("request.unreadable")


def slip(error: SchemaError | BadRequestError, language: Language) -> dict[str, Any]:
    """What stands in the way of a form, for the page."""
    return {
        "message": translate(error.code, language, **error.params),
        "line": error.params.get("line"),
        "column": error.params.get("column"),
    }


def file_stem(title: str) -> str:
    """What a schema's file may be called: the slug that the service would know the model by.

    >>> file_stem("Qwen Image 2.0 Pro"), file_stem("图像"), file_stem("Élan!")
    ('qwen-image-2-0-pro', 'model', 'elan')
    """
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "model"


@lru_cache(maxsize=_LAST_SCHEMAS)
def _read(text: str, language: Language) -> tuple[Any, Form]:
    """The schema and its form; the last few are kept, as each keystroke in the form asks for them again."""
    if len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise SchemaError("workbench.too_large", limit=MAX_BYTES)
    schema = parse_json(text)
    return schema, build_form(schema, language=language)


def _reason(field: Field, lines: Mapping[str, int], language: Language) -> Reason:
    hint = translate("workbench.hint", language, hint=field.why.hint) if field.why.hint else ""
    rule = translate(f"workbench.rule.{field.why.rule}", language)
    default = "" if field.default is UNSET else to_text(field.default)
    return Reason(
        field=field,
        path=pointer(field.path),
        sentence=_capitalised(hint + rule),
        default=default if len(default) <= _MAX_SHOWN else f"{default[: _MAX_SHOWN - 1]}…",
        line=line_of(pointer(ANY if isinstance(step, int) else step for step in field.path), lines),
    )


def _capitalised(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]

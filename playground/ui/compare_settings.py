"""What the results beside each other were made with, line by line, and which lines differ."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from playground.catalog import Catalog
from playground.form import UNSET
from playground.form.fields import Path
from playground.form.json_values import same_json
from playground.runs.run import Output, Run, RunStatus
from playground.texts import translate
from playground.texts.moments import moment
from playground.ui.caption import seed_of
from playground.ui.run_settings import Setting, every_setting
from playground.ui.view_context import ViewContext, exact_cost_words
from playground.ui.word_differences import Piece, differences, is_another

_SEED: Final[Path] = ("seed",)
_GLANCE: Final = 40
"""Characters of a value that differs at a glance: in a longer one its words are marked."""
_LONGEST: Final = 2_000
"""Characters of a value that is the same in all."""


@dataclass(frozen=True, slots=True)
class Value:
    """What one result has there.

    Attributes:
        pieces: of the text; empty where it has nothing.
        files: its uploads, by the names that they are kept under.
    """

    pieces: tuple[Piece, ...] = ()
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that results were made with: `values` in the order of the results."""

    title: str
    values: tuple[Value, ...]
    is_same: bool


def compared_settings(made: Sequence[tuple[Run, Output]], context: ViewContext, catalog: Catalog) -> list[Line]:
    """Model, every setting by its path, seed, size, cost and time; it blocks, as a run may be megabytes.

    Args:
        made: the results with their runs, whose secrets are masked.
        context: words, signs and names.
        catalog: the models, for the words of their settings.
    """
    runs = [run for run, _ in made]
    language = context.language

    def said(code: str, of: Callable[[Run], str]) -> Line:
        return _line(translate(code, language), [Setting("", of(run), value=of(run)) for run in runs])

    settings = [_by_path(run, context, catalog) for run in runs]
    paths = dict.fromkeys(path for one in settings for path in one)
    sizes = [f"{one.width} × {one.height}" if one.width and one.height else "" for _, one in made]
    return [
        _line(
            translate("page.model", language),
            [Setting("", context.title_of(run.model), value=run.model) for run in runs],
        ),
        *(_line(_title(path, settings), [one.get(path) for one in settings]) for path in paths),
        _line(translate("compare.size", language), [Setting("", text, value=text) for text in sizes]),
        said("costs.cost", lambda run: _cost(run, context)),
        said("compare.time", lambda run: _taken(run, context)),
        said("page.begun", lambda run: moment(run.created_at, language, context.zone)),
    ]


def _by_path(run: Run, context: ViewContext, catalog: Catalog) -> dict[Path, Setting]:
    """The settings; the seed is the one that the service took, where none was asked for."""
    found = {one.path: one for one in every_setting(run.form_input, run.model, catalog, context.language)}
    seed = seed_of(run)
    if seed is not None:
        title = found[_SEED].title if _SEED in found else translate("compare.seed", context.language)
        found[_SEED] = Setting(title, f"{seed}", path=_SEED, value=seed)
    return found


def _title(path: Path, settings: Sequence[dict[Path, Setting]]) -> str:
    return next(one[path].title for one in settings if path in one)


def _line(title: str, settings: Sequence[Setting | None]) -> Line:
    first, *others = settings
    is_same = all(_is_same(first, other) for other in others)
    texts = ["" if one is None else one.text for one in settings]
    is_short = all(len(text) <= _GLANCE for text in texts)
    values = []
    for at, setting in enumerate(settings):
        # Each beside the first; that one beside the second.
        pieces = _whole(texts[at]) if is_same or is_short else _marked(texts[at], texts[0 if at else 1])
        values.append(Value() if setting is None else Value(pieces, setting.files))
    return Line(title, tuple(values), is_same)


def _marked(text: str, other: str) -> tuple[Piece, ...]:
    """The text with the words marked that the other lacks; none in one that is another altogether."""
    pieces = differences(text, other)
    return _whole(text) if is_another(text, pieces) and len(text) <= _LONGEST else pieces


def _whole(text: str) -> tuple[Piece, ...]:
    return (Piece(text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"),) if text else ()


def _is_same(one: Setting | None, other: Setting | None) -> bool:
    mine: Any = UNSET if one is None else one.value
    theirs: Any = UNSET if other is None else other.value
    return mine is theirs if UNSET in (mine, theirs) else same_json(mine, theirs)


def _cost(run: Run, context: ViewContext) -> str:
    is_known = run.status.is_terminal or run.status is RunStatus.UNCONFIRMED
    return exact_cost_words(run.cost_actual, context, run.service) if is_known else ""


def _taken(run: Run, context: ViewContext) -> str:
    if run.ended_at is None:
        return ""
    return translate("page.elapsed", context.language, seconds=max(0.0, round(run.ended_at - run.created_at, 1)))

"""What stands under a result: what was asked for and of whom, in a line; a form beside it may say something else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from playground.runs.run import Run, RunStatus
from playground.texts import Language, translate
from playground.ui.parameters import seed_in

_SHAPES: Final = ("aspect_ratio", "size", "image_size", "ratio")
_SIZES: Final = ("resolution", "quality")
_MAX_WORDS: Final = 20_000
"""Characters of a prompt that a page is told: each change sends them anew."""
_LONGEST: Final = 24
"""Characters of a setting that still is a size and not a text."""


@dataclass(frozen=True, slots=True)
class Caption:
    """The prompt, and the rest in a few words each."""

    words: str
    facts: tuple[str, ...]


def summary_of(run: Run) -> str:
    """The run in a few words: its prompt, else the model."""
    texts = [value for value in run.form_input.values() if isinstance(value, str)]
    words = str(run.form_input.get("prompt") or max(texts, key=len, default=run.model))
    return words if len(words) <= _MAX_WORDS else f"{words[:_MAX_WORDS]}…"


def caption(run: Run, language: Language, *, title: str, cost: str) -> Caption:
    """What a run was made with.

    Args:
        run: any.
        language: of the words.
        title: of its model.
        cost: in words; empty where nothing is to be said of it yet.
    """
    seed = run.form_input.get("seed")
    if not isinstance(seed, int) or seed < 0:  # a negative one asks for any
        seed = seed_in(run.task.received if run.task else {})
    facts = (
        title,
        *_shape(run),
        "" if seed is None or seed < 0 else translate("page.seed", language, seed=seed),
        cost if run.status is RunStatus.SUCCEEDED else "",
    )
    return Caption(summary_of(run), tuple(filter(None, facts)))


def _shape(run: Run) -> tuple[str, ...]:
    form_input = run.form_input
    shape = next(filter(None, (_short(form_input, name) for name in _SHAPES)), "")
    width, height = form_input.get("width"), form_input.get("height")
    if not shape and width and height:
        shape = f"{width} × {height}"
    if not shape and run.outputs and run.outputs[0].width:
        shape = f"{run.outputs[0].width} × {run.outputs[0].height}"
    seconds = form_input.get("duration")
    length = f"{seconds} s" if isinstance(seconds, int | float) and not isinstance(seconds, bool) else ""
    return (shape, *(_short(form_input, name) for name in _SIZES), length)


def _short(form_input: Mapping[str, Any], name: str) -> str:
    value = form_input.get(name)
    return value if isinstance(value, str) and len(value) <= _LONGEST else ""

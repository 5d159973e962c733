"""What stands under a result: what was asked for and of whom, in a line; a form beside it may say something else."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
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
class Fact:
    """One of them; `is_default` is a setting that stands at its default."""

    text: str
    is_default: bool = False


@dataclass(frozen=True, slots=True)
class Caption:
    """The prompt, and the rest in a few words each."""

    words: str
    facts: tuple[Fact, ...]


def summary_of(run: Run) -> str:
    """The run in a few words: its prompt, else the model."""
    texts = [value for value in run.form_input.values() if isinstance(value, str)]
    words = str(run.form_input.get("prompt") or max(texts, key=len, default=run.model))
    return words if len(words) <= _MAX_WORDS else f"{words[:_MAX_WORDS]}…"


def caption(run: Run, language: Language, *, title: str, cost: str, defaults: Collection[str] = frozenset()) -> Caption:
    """What a run was made with.

    Args:
        run: any.
        language: of the words.
        title: of its model.
        cost: in words; empty where nothing is to be said of it yet.
        defaults: names of the settings that stand at their defaults.
    """
    seed = seed_of(run)
    facts = (
        Fact(title),
        *(Fact(text, name in defaults) for name, text in _shape(run, language)),
        Fact("" if seed is None else translate("page.seed", language, seed=seed)),
        Fact(cost if run.status is RunStatus.SUCCEEDED else ""),
    )
    return Caption(summary_of(run), tuple(fact for fact in facts if fact.text))


def seed_of(run: Run) -> int | None:
    """The seed that was asked for, else the one that the service names; None where nobody tells."""
    seed = run.form_input.get("seed")
    if not isinstance(seed, int) or seed < 0:  # a negative one asks for any
        seed = seed_in(run.task.received if run.task else {})
    return None if seed is None or seed < 0 else seed


def _shape(run: Run, language: Language) -> Iterator[tuple[str, str]]:
    """What it says of shape and length, each with the setting that it comes from."""
    form_input = run.form_input
    name, shape = next(((name, text) for name in _SHAPES if (text := _short(form_input, name))), ("", ""))
    width, height = form_input.get("width"), form_input.get("height")
    if not shape and width and height:
        shape = f"{width} × {height}"
    if not shape and run.outputs and run.outputs[0].width:
        shape = f"{run.outputs[0].width} × {run.outputs[0].height}"
    yield name, shape
    yield from ((size, _short(form_input, size)) for size in _SIZES)
    seconds = form_input.get("duration")
    is_number = isinstance(seconds, int | float) and not isinstance(seconds, bool)
    yield "duration", translate("page.seconds", language, seconds=seconds) if is_number else ""


def _short(form_input: Mapping[str, Any], name: str) -> str:
    value = form_input.get(name)
    return value if isinstance(value, str) and len(value) <= _LONGEST else ""

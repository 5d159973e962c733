"""The history's row of a run: what lists show and searches look at, without the run, which may be megabytes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import Row

from playground.form import MASK
from playground.runs.run import Output, Run
from playground.runs.searchtext import search_text
from playground.runs.tables import HISTORY
from playground.tasks.task import MediaKind
from playground.tasks.untrusted import plain_text

LONGEST_PROMPT: Final = 200
"""Characters of a prompt that a row has."""

_LOOKED_AT: Final = 8 * LONGEST_PROMPT
_IN_A_COVER: Final = frozenset({MediaKind.IMAGE, MediaKind.VIDEO})


@dataclass(frozen=True, slots=True)
class Cover:
    """The result that stands for a run: its first picture or clip, else its first file.

    Attributes:
        name: file name below the run's results folder.
        kind: a word of `MediaKind`.
        width: pixels, where known.
        height: pixels, where known.
    """

    name: str
    kind: str
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """What a list shows of a run.

    Attributes:
        run_id: which.
        person: whose it is.
        model: slug.
        service: as `Run.service`.
        word: as `Run.word`.
        created_at: Unix seconds.
        ended_at: Unix seconds; None while it goes on.
        has_problem: whether something is wrong with it.
        cost: what the service charged, digit by digit; None is unknown.
        media: what it made, a word of `MediaKind` but for `file`; None while that is not known.
        prompt: its first `LONGEST_PROMPT` characters on one line; of a run without one its longest text.
        output_count: how many results it has.
        cover: None where no file is here.
        is_favourite: a label, as the three below.
        rating: from 1 to 5, or None.
        note: in a person's own words; may have lines.
        tags: by name.
    """

    run_id: str
    person: str
    model: str
    service: str
    word: str
    created_at: float
    ended_at: float | None
    has_problem: bool
    cost: Decimal | None
    media: str | None
    prompt: str
    output_count: int
    cover: Cover | None
    is_favourite: bool
    rating: int | None
    note: str
    tags: tuple[str, ...] = ()

    @property
    def duration(self) -> float | None:
        """Seconds from the click to the end; None while it goes on."""
        return None if self.ended_at is None else max(0.0, self.ended_at - self.created_at)


def facts_of(run: Run) -> dict[str, Any]:
    """What a run itself tells, by column; the labels are no part of it."""
    return {
        "run_id": run.run_id,
        "person": run.person,
        "created_at": run.created_at,
        "model": run.model,
        "word": run.word,
        "has_problem": run.problem is not None,
        "cost": None if run.cost_actual is None else float(run.cost_actual),
        "text": search_text(run.model, run.task.task_id if run.task else None, run.form_input),
        "service": run.service,
        "ended_at": run.ended_at,
        "charged": None if run.cost_actual is None else str(run.cost_actual),
        "media": media_of(run.outputs),
        "prompt": prompt_of(run.form_input),
        "output_count": len(run.outputs),
        "cover": cover_of(run.outputs),
    }


def prompt_of(form_input: Mapping[str, Any]) -> str:
    r"""What was asked for in words, as far as a list shows it.

    >>> prompt_of({"prompt": " a fox\n in fog ", "negative_prompt": "rain, and a lot of other things"})
    'a fox in fog'
    """
    texts = [value for value in form_input.values() if isinstance(value, str) and value != MASK]
    prompt = form_input.get("prompt")
    words = prompt if isinstance(prompt, str) and prompt.strip() else max(texts, key=len, default="")
    return plain_text(words[:_LOOKED_AT], LONGEST_PROMPT) or ""


def media_of(outputs: tuple[Output, ...]) -> str | None:
    """What the first result that is more than a file is; None where there is none."""
    return next((output.kind.value for output in outputs if output.kind is not MediaKind.FILE), None)


def cover_of(outputs: tuple[Output, ...]) -> str | None:
    """The cover as JSON; None where no result is here."""
    here = [output for output in outputs if output.name is not None]
    best = next((output for output in here if output.kind in _IN_A_COVER), here[0] if here else None)
    return None if best is None else json.dumps([best.name, best.kind.value, best.width, best.height])


def row_of(row: Row[Any], tags: tuple[str, ...]) -> HistoryRow:
    """A row as `ROW_COLUMNS` brought it.

    Args:
        row: its columns.
        tags: of the same run.
    """
    return HistoryRow(
        **{name: getattr(row, name) for name in _PLAIN},
        cost=None if row.charged is None else Decimal(row.charged),
        cover=None if row.cover is None else Cover(*json.loads(row.cover)),
        tags=tags,
    )


_PLAIN: Final = tuple(name for name in HistoryRow.__slots__ if name not in {"cost", "cover", "tags"})

ROW_COLUMNS: Final = tuple(HISTORY.c[name] for name in (*_PLAIN, "charged", "cover", "number", "text"))
"""What `row_of` reads, and what rows are named, ordered and searched by."""

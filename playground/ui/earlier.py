"""The strip of earlier runs beside the result."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from playground.runs.run import Output, Run
from playground.ui.caption import summary_of
from playground.ui.drawing import draw
from playground.ui.view_context import ViewContext

_LONG: Final = 600
"""Seconds after which a run that is not over is one that a person comes back to."""


def draw_earlier(runs: Sequence[Run], shown: Run | None, context: ViewContext, spent: str) -> str:
    """The strip of this person's runs, with the one that is shown among them."""
    return draw(
        "earlier",
        context.language,
        covers=[(one, cover_of(one, context)) for one in sorted(runs, key=lambda one: _place(one, context.now()))],
        shown=shown,
        frame=context,
        about=summary_of,
        spent=spent,
    )


def _place(run: Run, now: float) -> tuple[bool, float]:
    """What has long been at work or unconfirmed comes first; the rest by age alone: nothing moves when a run ends."""
    is_left = not run.status.is_terminal and now - run.created_at > _LONG
    return not is_left, -run.created_at


def cover_of(run: Run, context: ViewContext) -> Output | None:
    """The first result whose file is here."""
    return next((one for one in run.outputs if one.name and context.is_kept(run.run_id, one.name)), None)

"""What views are drawn with, in tests that have no server around them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from starlette.requests import Request

from playground.runs.recovery import Outlook
from playground.ui.view_context import ViewContext
from playground.ui.visitor import language_of
from playground.wiring import Parts


def view_context(**more: Any) -> ViewContext:
    """English, dollars, every result still here, no way to cancel; `more` as the fields of `ViewContext`."""
    plain = {
        "language": "en",
        "currency": "$",
        "base_url": "",
        "outlook": lambda _run: Outlook.LOOK,
        "can_cancel": lambda _run: False,
        "is_kept": lambda _run_id, _name: True,
        "title_of": str.title,
    }
    return ViewContext(**{**plain, **more})


def context_of(parts: Parts) -> Callable[[Request], ViewContext]:
    """As the app gives to its routes: the reader's language, and a result is there where its file is."""

    def context_for(request: Request) -> ViewContext:
        return view_context(
            language=language_of(request),
            is_kept=lambda run_id, name: parts.results.path(run_id, name) is not None,
        )

    return context_for

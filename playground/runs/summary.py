"""What lists and links need of a run: all of it but what may be megabytes."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from playground.runs.run import Run

LONGEST: Final = 400
"""Characters of a text that are kept."""

_MOST_SETTINGS: Final = 100
_MOST_OUTPUTS: Final = 100
_MOST_KEPT: Final = 4_000


def summarise(run: Run) -> Run:
    """A run without its body, without the service's answer and what came as text, and with the beginnings of texts.

    Of the settings numbers, choices and beginnings of texts stay: what is below them is left out.
    """
    settings = list(run.settings.items())[:_MOST_SETTINGS]
    return replace(
        run,
        body=b"",
        settings={name[:LONGEST]: _short(value) for name, value in settings if _is_short(value)},
        task=run.task and replace(run.task, outputs=(), reason=None, received={}),
        outputs=tuple(replace(output, text=None) for output in run.outputs[:_MOST_OUTPUTS]),
        problem=None,
        notice=None,
        steps=(),
    )


class SummaryCache:
    """Those that were looked at lately, as long as nothing changed of them."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, tuple[int, Run]] = OrderedDict()

    def get(self, run_id: str, revision: int) -> Run | None:
        """The one of that run as it stands in the ledger after so many changes, if it is here."""
        kept = self._kept.get(run_id)
        if kept is None or kept[0] != revision:
            return None
        self._kept.move_to_end(run_id)
        return kept[1]

    def keep(self, run: Run, revision: int) -> Run:
        """The brief form of a run, which is kept."""
        made = summarise(run)
        self._kept[run.run_id] = revision, made
        self._kept.move_to_end(run.run_id)
        while len(self._kept) > _MOST_KEPT:
            self._kept.popitem(last=False)
        return made


def _is_short(value: Any) -> bool:
    return value is None or isinstance(value, str | int | float | Decimal)


def _short(value: Any) -> Any:
    return value[:LONGEST] if isinstance(value, str) else value

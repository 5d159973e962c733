"""What every command prints with: words in the terminal's language, complaints on stderr, JSON lines on stdout."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from rich.console import Console
from rich.markup import escape

from playground.cli.streams import fill_closed_streams
from playground.jsontext import to_storable_json
from playground.texts import Language, closest_language, translate

fill_closed_streams()  # before anything below asks what they are


def terminal_language(environ: Mapping[str, str]) -> Language:
    """The one of the terminal's locale if we speak it, else English.

    >>> terminal_language({"LANG": "zh_CN.UTF-8"})
    'zh'
    >>> terminal_language({"LC_ALL": "C", "LANG": "zh_CN.UTF-8"})
    'en'
    """
    locale = next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := environ.get(name))), "")
    return closest_language([locale.partition(".")[0].replace("_", "-")])


LANGUAGE = terminal_language(os.environ)

_PIPED_WIDTH = None if sys.stdout.isatty() else 200  # columns: tables in a file need not fit a terminal


class _Console(Console):
    def on_broken_pipe(self) -> None:
        """Whoever read along has left; what was begun is seen through all the same."""
        _print_into_nothing()


console = _Console(highlight=False, width=_PIPED_WIDTH)
"""For what was asked for: stdout."""

error_console = Console(stderr=True, highlight=False)
"""For complaints and progress: stderr."""


def translated(code: str, **params: Any) -> str:
    """The sentence for a code in the terminal's language."""
    return translate(code, LANGUAGE, **params)


def translated_moment(seconds: float) -> str:
    """A date and time of this machine, from seconds since 1970."""
    # Here and not above: few commands tell a date, and what tells it takes long to start.
    from playground.texts.moments import moment  # noqa: PLC0415

    return moment(seconds, LANGUAGE).replace("\u202f", " ")  # a narrow space, which many a terminal's font lacks


def examples(code: str) -> str:
    """A command's examples, safe to stand in its help."""
    return escape(translated(code))


def print_error(code: str, **params: Any) -> None:
    """Say on stderr what is wrong."""
    error_console.print(
        f"[bold red]{escape(translated('command.error'))}[/] {escape(translated(code, **params))}", soft_wrap=True
    )


def print_json(value: Mapping[str, Any]) -> None:
    """One object on one line of stdout, at once: whoever reads along sees it as it happens."""
    _print_line(json.dumps(value, default=_plain, allow_nan=False))


def print_exact_json(value: Mapping[str, Any]) -> None:
    """As `print_json`, every digit of a number as it is."""
    _print_line(to_storable_json(value))


def _print_line(line: str) -> None:
    try:
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
    except OSError:  # whoever read along has left; what was begun is seen through all the same
        _print_into_nothing()


def _print_into_nothing() -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _plain(value: object) -> float:
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(type(value).__name__)

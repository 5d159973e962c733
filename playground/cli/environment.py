"""The settings of a command, and a word about variables that none of them has: most likely they were mistyped."""

from __future__ import annotations

import os
from functools import cache
from typing import Any

from rich.markup import escape

from playground.cli.output import error_console, translated
from playground.settings import PREFIX, Settings, unknown_variables


def load_settings(**given: Any) -> Settings:
    """As `Settings.load`; what is not known in the environment is said once, never with its value.

    Raises:
        SettingsError: a variable cannot be used.
    """
    _warn()
    return Settings.load(**given)


@cache
def _warn() -> None:
    for variable in unknown_variables(os.environ):
        code, params = told_of(variable)
        error_console.print(escape(translated(code, **params)), soft_wrap=True)


def told_of(variable: str) -> tuple[str, dict[str, str]]:
    """What is said about a variable that is not known: a sentence's code and params."""
    # Here and not above: what it comes with takes long to start, and hardly ever is a variable mistyped.
    from playground.form.nearest import nearest  # noqa: PLC0415

    shown = "".join(letter for letter in variable if letter.isprintable())
    if found := nearest(variable[len(PREFIX) :], Settings.model_fields):
        return "settings.mistyped", {"variable": shown, "known": PREFIX + found.upper()}
    return "settings.unknown", {"variable": shown}

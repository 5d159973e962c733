"""What was typed wrongly, in the terminal's language: Typer finds it, and says it in English only."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from difflib import get_close_matches
from typing import Any, Final

import typer

from playground.cli.output import translated

_UsageError: Final[type[Exception]] = typer.BadParameter.__mro__[1]
"""What all mistakes are. Typer names it nowhere, and has it from Click or from a copy of it."""

_EXTRA: Final = re.compile(r"unexpected extra arguments?(?:\(s\))? \((?P<words>.*)\)", re.DOTALL)
_NO_VALUE: Final = "does not take a value"
_NO_COMMAND: Final = "Missing command."


class _Sentence(str):
    """What a mistake says already from a catalog."""

    __slots__ = ()


@contextmanager
def worded_mistakes() -> Iterator[None]:
    """Mistakes that come out of the block say what is wrong in the terminal's language."""
    try:
        yield
    except _UsageError as error:
        _word(error)
        raise


def fail_for_command(ctx: Any, name: str, known: Mapping[str, Any]) -> None:
    """Say that there is no such command, and which are like it."""
    near = get_close_matches(name, list(known))
    ctx.fail(_Sentence(_near("command", name, near)))


def _word(error: Any) -> None:
    kind = type(error).__name__
    if kind == "NoArgsIsHelpError" or isinstance(error.message, _Sentence):
        return
    sentence = _Sentence(_SENTENCES.get(kind, _other)(error))
    error.message = sentence
    error.format_message = lambda: sentence


def _no_such_option(error: Any) -> str:
    return _near("option", error.option_name, sorted(error.possibilities or ()))


def _missing(error: Any) -> str:
    return translated("command.mistake.missing", name=_name_of(error.param))


def _option_use(error: Any) -> str:
    code = "no_value" if _NO_VALUE in error.message else "needs_value"
    return translated(f"command.mistake.{code}", name=error.option_name)


def _bad_value(error: Any) -> str:
    least, most = (getattr(error.param, bound, None) for bound in ("min", "max"))
    name = _name_of(error.param)
    if least is not None and most is not None:
        return translated("command.mistake.between", name=name, least=least, most=most)
    if least is not None:
        return translated("command.mistake.at_least", name=name, least=least)
    return translated("command.mistake.value", name=name)


def _other(error: Any) -> str:
    if extra := _EXTRA.search(error.message):
        return translated("command.mistake.extra", words=extra["words"])
    return translated("command.mistake.no_command" if error.message == _NO_COMMAND else "command.mistake.other")


_SENTENCES: Final[Mapping[str, Callable[[Any], str]]] = {
    "NoSuchOption": _no_such_option,
    "MissingParameter": _missing,
    "BadOptionUsage": _option_use,
    "BadParameter": _bad_value,
}
"""By the name of its class what a mistake says."""


def _near(kind: str, name: str, near: list[str]) -> str:
    if near:
        return translated(f"command.mistake.{kind}_near", name=name, near=near[0])
    return translated(f"command.mistake.{kind}", name=name)


def _name_of(param: Any) -> str:
    """As it is typed, or as the help has it."""
    if param is None:
        return ""
    options = [option for option in param.opts if option.startswith("-")]
    return max(options, key=len) if options else (param.metavar or param.name or "").upper()

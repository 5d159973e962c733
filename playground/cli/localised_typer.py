"""Commands whose help is in the terminal's language, and shows no type beside a flag: `--json`, not `--json <bool>`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import typer
from typer import rich_utils
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption
from typer.models import CommandFunctionType

from playground.cli.mistakes import fail_for_command, worded_mistakes
from playground.cli.output import translated

rich_utils.REQUIRED_LONG_STRING = translated("command.help.required")
rich_utils.DEFAULT_STRING = translated("command.help.default", value="{}")
rich_utils.ABORTED_TEXT = translated("command.help.aborted")
rich_utils.ERRORS_PANEL_TITLE = translated("command.help.mistake")
rich_utils.RICH_HELP = translated("command.help.try", command="[blue]{command_path} {help_option}[/]")


class Command(TyperCommand):
    """One command."""

    def get_usage(self, ctx: Any) -> str:
        """As Typer makes it, in the terminal's language."""
        return _usage(super().get_usage(ctx))

    def get_params(self, ctx: Any) -> list[Any]:
        """As Typer makes them, worded."""
        return [_localised(param) for param in super().get_params(ctx)]


class Group(TyperGroup):
    """A command that has commands of its own; mistakes in what was typed are in the terminal's language."""

    def make_context(self, *given: Any, **named: Any) -> Any:
        """As Typer's."""
        with worded_mistakes():
            return super().make_context(*given, **named)

    def invoke(self, ctx: Any) -> Any:
        """As Typer's."""
        with worded_mistakes():
            return super().invoke(ctx)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """As Typer's, but for what is no command."""
        if self.get_command(ctx, args[0]) is None and not args[0].startswith("-"):
            fail_for_command(ctx, args[0], self.commands)
        return super().resolve_command(ctx, args)

    def get_usage(self, ctx: Any) -> str:
        """As Typer makes it, in the terminal's language."""
        return _usage(super().get_usage(ctx))

    def get_params(self, ctx: Any) -> list[Any]:
        """As Typer makes them, worded."""
        return [_localised(param) for param in super().get_params(ctx)]


class LocalisedTyper(typer.Typer):
    """A Typer that makes such commands."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(cls=Group, no_args_is_help=True, rich_markup_mode="rich", **settings)

    def command(self, *name: Any, **settings: Any) -> Callable[[CommandFunctionType], CommandFunctionType]:
        """As Typer's."""
        return super().command(*name, cls=Command, rich_help_panel=translated("command.help.commands"), **settings)

    def add_typer(self, typer_instance: typer.Typer, **settings: Any) -> None:
        """As Typer's."""
        super().add_typer(typer_instance, rich_help_panel=translated("command.help.commands"), **settings)


def _usage(line: str) -> str:
    return f"{translated('command.help.usage')} {line.removeprefix('Usage: ')}"


def _localised(param: Any) -> Any:
    if isinstance(param, TyperOption):
        param.rich_help_panel = translated("command.help.options")
        if param.is_flag:
            param.metavar = ""
        if param.name == "help":
            param.help = translated("command.help.help")
    elif isinstance(param, TyperArgument):
        param.rich_help_panel = translated("command.help.arguments")
    return param

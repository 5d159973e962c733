"""The command line. One module for each command (`COMMANDS`), imported when it is called and not before.

The walk of `playground run`: `run` reads the options and makes a job; `run_sources` makes its run, from what was typed
(`payload`, `references`) or from the ledger; `execution` starts what the job needs, follows the run to its end and
chooses the exit code; `progress_lines` says how the run stands, `progress` prints that; `output_files` saves the
results. `grid` is the same for each combination of some values: `grid_axes`, `grid_job`, `grid_output`.

The other commands: `serve` is the page, `sandbox` the service on this machine, and `keys` are the sandbox's; `check`
looks at a model's file, `settings` into a picture. `runs` tells of earlier runs (`runs_list`, `runs_delete`;
`run_facts` is what is told), `people` of who signs in (`people_list`, `people_audit`), `usage` of what all of it cost;
these open the `database`, and read `dates` as people type them. `doctor` looks whether all is well, `move_to` brings
everything elsewhere.

All of them: `environment` has their settings, `localised_typer` their help, `mistakes` what was typed wrongly; `output`
prints in the terminal's language, `money` writes amounts; `streams` are there even where they were closed, `tracebacks`
go to a file.
"""

from __future__ import annotations

import importlib
import io
import sys
from collections.abc import Sequence
from typing import Annotated, Final

import typer

from playground import __version__
from playground.cli.localised_typer import LocalisedTyper
from playground.cli.output import examples, print_error, translated
from playground.cli.tracebacks import save_traceback
from playground.errors import PlaygroundError
from playground.proxies import drop_unusable

_INTERRUPTED: Final = 130
COMMANDS: Final = (
    *("serve", "run", "grid", "check", "settings"),
    *("runs", "people", "usage", "sandbox", "keys", "doctor", "move-to"),
)


def main(words: Sequence[str] | None = None) -> None:
    """Run the command line. What goes wrong is said in one sentence, never as a traceback.

    Args:
        words: what is called, e.g. `("serve",)`; None takes what was typed.
    """
    given = list(sys.argv[1:] if words is None else words)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    for proxy in drop_unusable():
        print_error("command.proxy", proxy=proxy)
    try:
        _app(given)(given, prog_name="playground")
    except KeyboardInterrupt:
        sys.exit(_INTERRUPTED)
    except PlaygroundError as error:
        print_error(error.code, **error.params)
        sys.exit(1)
    except Exception:  # noqa: BLE001 - the last line of defence: a sentence for the person, the traceback for a file
        print_error("command.unforeseen", log=save_traceback())
        sys.exit(1)


def _app(words: Sequence[str]) -> typer.Typer:
    """Lists every command, but imports only the one that is called: help never waits for a server's parts."""
    app = LocalisedTyper(add_completion=False, pretty_exceptions_enable=False)
    app.callback(help=translated("command"), epilog=examples("command.examples"))(_playground)
    called = next((word for word in words if not word.startswith("-")), None)
    for name in COMMANDS:
        if name == called:
            importlib.import_module(f"playground.cli.{name.replace('-', '_')}").register(app)
        else:
            app.command(name, help=translated(f"command.{name}"))(_only_listed)
    return app


def _only_listed() -> None:
    """Stands for a command that is shown and not called."""


def _print_version(wanted: bool) -> None:
    if wanted:
        print(f"playground {__version__}")
        raise typer.Exit


def _playground(
    *,
    version: Annotated[
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help=translated("command.version")),
    ] = False,
) -> None:
    del version  # its callback has done the work

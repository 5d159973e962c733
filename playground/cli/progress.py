"""How `playground run` shows its lines: as JSON, as a live line on a terminal, or as plain lines where it is piped."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, Protocol

from rich.console import Console, ConsoleOptions, RenderResult
from rich.live import Live
from rich.markup import escape
from rich.spinner import Spinner
from rich.text import Text

from playground.cli.money import Money
from playground.cli.output import console, print_json, translated
from playground.cli.progress_lines import ProgressLine
from playground.runs.run import Notice
from playground.texts import code_for_service

# With a problem these are not the end of it: nobody knows what became of the run, or a result of it is missing.
_HELPED_ON: Final = frozenset({"unconfirmed", "succeeded"})


class ProgressPrinter(Protocol):
    """Shows each change."""

    def line(self, line: ProgressLine) -> None:
        """The run has moved on."""

    def notice(self, notice: Notice | None) -> None:
        """What happens meanwhile, or that it is over."""


class JsonPrinter:
    """One object a line, and nothing else."""

    def line(self, line: ProgressLine) -> None:
        """Print it."""
        print_json(dataclasses.asdict(line))

    def notice(self, notice: Notice | None) -> None:
        """A script learns of it by the next line."""


class PlainPrinter:
    """A line of text for each change."""

    def __init__(self, money: Money) -> None:
        self._money = money

    def line(self, line: ProgressLine) -> None:
        """Print it, with what came and with what went wrong."""
        taken = translated("page.elapsed", seconds=line.at)
        console.print(f"{escape(taken):>8}  {escape(_state(line, self._money))}", soft_wrap=True)
        for path in line.outputs:
            console.print(f"          {escape(translated('command.run.saved', path=path))}", soft_wrap=True)
        if line.problem is not None:
            console.print(f"[bold red]{escape(line.problem.title)}[/]", soft_wrap=True)
            console.print(escape(line.problem.detail), soft_wrap=True)
            charged = code_for_service(f"charged.{line.problem.charged}", on_sandbox=self._money.is_play)
            console.print(escape(translated(charged)), soft_wrap=True)
            if line.problem.request_id:
                console.print(escape(translated("command.run.request_id", id=line.problem.request_id)), soft_wrap=True)
        if line.run and line.problem and line.status in _HELPED_ON:
            console.print(escape(translated("command.run.check", id=line.run)), soft_wrap=True)

    def notice(self, notice: Notice | None) -> None:
        """Print it."""
        if notice is not None:
            console.print(f"          {escape(_notice(notice))}", soft_wrap=True)


class LivePrinter:
    """One line that is drawn anew several times a second: state, elapsed time, cost, what is being done meanwhile."""

    def __init__(self, money: Money) -> None:
        self._money = money
        self._spinner = Spinner("dots")
        self._began = time.monotonic()
        self._line: ProgressLine | None = None
        self._notice: Notice | None = None

    def line(self, line: ProgressLine) -> None:
        """Show it from now on."""
        self._line = line

    def notice(self, notice: Notice | None) -> None:
        """Show it beside the line."""
        self._notice = notice

    def __rich_console__(self, _console: Console, _options: ConsoleOptions) -> RenderResult:
        state = "" if self._line is None else _state(self._line, self._money)
        taken = translated("page.seconds", seconds=round(time.monotonic() - self._began))
        parts = (taken, state, _notice(self._notice) if self._notice else "")
        self._spinner.update(text=Text("  ".join(part for part in parts if part)))
        yield self._spinner

    @contextmanager
    def shown(self) -> Iterator[None]:
        """Draw until the block is left; then the last line stays, in full."""
        with Live(self, console=console, refresh_per_second=8, transient=True):
            yield
        if self._line is not None:
            PlainPrinter(self._money).line(self._line)


@contextmanager
def progress_printer(money: Money, *, as_json: bool) -> Iterator[ProgressPrinter]:
    """The printer that fits where stdout goes."""
    if as_json:
        yield JsonPrinter()
    elif console.is_terminal:
        live = LivePrinter(money)
        with live.shown():
            yield live
    else:
        yield PlainPrinter(money)


def _state(line: ProgressLine, money: Money) -> str:
    words = translated(f"command.run.{line.status}")
    if line.cost_actual is not None:
        return f"{words}  {translated('command.run.cost', cost=money.short(line.cost_actual))}"
    if line.cost_estimate is not None:
        return f"{words}  {translated('command.run.estimate', cost=money.short(line.cost_estimate))}"
    return words


def _notice(notice: Notice) -> str:
    return translated(notice.code, wait=round(notice.wait or 0))

"""The real command line, as a process of its own, in a folder of its own."""

from __future__ import annotations

import asyncio
import json
import os
import shlex
import signal
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from fairness import PATIENCE
from forking import Command, fork_command

SCHEMAS = Path(__file__).parents[2] / "schemas"
_MANY = Path(__file__).with_name("manycommands.py")


@dataclass(frozen=True, slots=True)
class Finished:
    """How a command ended, and what it printed."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Stdout, all of which is JSON lines."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def last(self) -> dict[str, Any]:
        """The last JSON line."""
        return self.lines[-1]


class Playground(Protocol):
    """Runs a command to its end."""

    async def __call__(
        self, *words: str, env: Mapping[str, str] | None = None, stdin: str | None = None
    ) -> Finished: ...


@dataclass(frozen=True, slots=True)
class Machine:
    """A folder to work in, a data folder, and the environment that a command sees."""

    folder: Path
    data: Path

    def environment(self, extra: Mapping[str, str] | None = None) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PLAYGROUND_")}
        own = {"PLAYGROUND_DATA": str(self.data), "PLAYGROUND_SCHEMAS": str(SCHEMAS), "LC_ALL": "C.UTF-8"}
        return {**kept, **own, "COLUMNS": "200", **(extra or {})}

    async def start(self, *words: str, env: Mapping[str, str] | None = None) -> Command:
        """A command that goes on."""
        return await fork_command(words, self.folder, self.environment(env))

    async def start_anew(self, *words: str | bytes, env: Mapping[str, str] | None = None) -> asyncio.subprocess.Process:
        """As `start`, in an interpreter of its own: where it matters how Python itself starts, or what a locale is."""
        return await self.python("-W", "error", "-m", "playground", *words, env=env)

    async def start_many_anew(
        self, *commands: Sequence[str], streams: str = "", env: Mapping[str, str] | None = None
    ) -> asyncio.subprocess.Process:
        """As `start_anew`, several, one after the other, in one interpreter of their own: see `manycommands`.

        Args:
            commands: their words.
            streams: what a shell does with the interpreter's, e.g. `>&- 2>&-`.
            env: of all of them.
        """
        [first, *more] = commands
        words = [*first, *(word for command in more for word in ("--then", *command))]
        line = shlex.join([sys.executable, "-W", "error", str(_MANY), *words])
        return await asyncio.create_subprocess_exec(
            *("sh", "-c", f"{line} {streams}"),
            cwd=self.folder,
            env=self.environment({"PYTHONPATH": str(SCHEMAS.parent), **(env or {})}),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )

    async def python(self, *words: str | bytes, env: Mapping[str, str] | None = None) -> asyncio.subprocess.Process:
        """Python itself, where a command is to be looked at from within."""
        return await asyncio.create_subprocess_exec(
            sys.executable,
            *words,
            cwd=self.folder,
            env=self.environment(env),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            # Where the tests run in the background of a shell, Ctrl+C is ignored, and children would inherit that.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )

    async def until(self, process: Command | asyncio.subprocess.Process, *statuses: str) -> None:
        """Read JSON lines until one has one of these statuses."""
        assert process.stdout is not None
        while (line := await asyncio.wait_for(process.stdout.readline(), timeout=PATIENCE)) and (
            json.loads(line)["status"] not in statuses
        ):
            pass
        assert line, "it ended before"

    async def finish(self, process: Command | asyncio.subprocess.Process, stdin: str | None = None) -> Finished:
        """Wait for its end."""
        out, err = await asyncio.wait_for(process.communicate((stdin or "").encode()), timeout=2 * PATIENCE)
        assert process.returncode is not None
        assert "Traceback" not in out.decode() + err.decode(), err.decode()
        return Finished(process.returncode, out.decode(), err.decode())

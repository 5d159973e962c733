"""`python manycommands.py WORDS… --then WORDS…`: commands, one after the other, of a Python that was started once.

Each is forked before anything looked at the streams or the locale, which are those that this Python was started with.
Words may begin with what a command has in its environment (`LANG=C`), and with the file that it reads (`</dev/null`).
It ends with the code with which all of them end, or with 99.
"""

from __future__ import annotations

import gc
import importlib
import os
import sys
from collections.abc import Iterator, Sequence
from typing import Final

import forkparent

_IMPORTED: Final = ("playground.wiring", "playground.sandbox", "playground.asgiserver", "typer.rich_utils", "rich.live")
"""Nothing of the command line, which looks at streams and language when it is imported."""
THEN: Final = "--then"
_NOT_ONE_CODE: Final = 99


def main(words: Sequence[str]) -> int:
    """Run them; gives the code."""
    for module in _IMPORTED:
        importlib.import_module(module)
    gc.freeze()
    codes = {_run(command) for command in _commands(words)}
    return codes.pop() if len(codes) == 1 else _NOT_ONE_CODE


def _commands(words: Sequence[str]) -> Iterator[list[str]]:
    rest = list(words)
    while THEN in rest:
        end = rest.index(THEN)
        yield rest[:end]
        rest = rest[end + 1 :]
    yield rest


def _run(command: list[str]) -> int:
    if pid := os.fork():
        _, status = os.waitpid(pid, 0)
        return os.waitstatus_to_exitcode(status)
    while "=" in command[0]:
        name, _, value = command.pop(0).partition("=")
        os.environ[name] = value
    if command[0].startswith("<"):
        os.dup2(os.open(command.pop(0)[1:], os.O_RDONLY), 0)
        sys.stdin = os.fdopen(0, closefd=False)
    code: object = None
    try:
        importlib.import_module("playground.cli").main(command)
    except SystemExit as end:
        code = end.code
    forkparent.leave(code)
    return 0  # never: the process has ended


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

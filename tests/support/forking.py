"""One parent that has imported the server once, and forks a server whenever a test wants one: an import takes seconds.

A server that is forked runs the command line as a person's does, in an environment, folder and session of its own.
"""

from __future__ import annotations

import atexit
import importlib
import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path

_ROOT = Path(__file__).parents[2]


class Forked:
    """A server process, as `subprocess.Popen` would have it; its parent is not this process."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self._handle = os.pidfd_open(pid)

    def send_signal(self, number: signal.Signals) -> None:
        """Send a signal; nothing happens where it has ended."""
        try:
            signal.pidfd_send_signal(self._handle, number)
        except ProcessLookupError:
            return

    def kill(self) -> None:
        """As `kill -9` does."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask it to stop."""
        self.send_signal(signal.SIGTERM)

    def wait(self, timeout: float = 20) -> None:
        """Until it has ended.

        Raises:
            subprocess.TimeoutExpired: it goes on.
        """
        ended, _, _ = select.select([self._handle], [], [], timeout)
        if not ended:
            raise subprocess.TimeoutExpired("playground serve", timeout)


def fork_server(environment: Mapping[str, str], log: Path) -> Forked:
    """`playground serve` in that environment; what it says is added to `log`."""
    parent = _parent()
    assert parent.stdin is not None
    assert parent.stdout is not None
    parent.stdin.write(json.dumps({"environment": dict(environment), "log": str(log)}) + "\n")
    parent.stdin.flush()
    return Forked(int(parent.stdout.readline()))


@cache
def _parent() -> subprocess.Popen[str]:
    command = [sys.executable, "-c", "import forking; forking.fork_on_demand()"]
    path = os.pathsep.join([str(_ROOT), str(Path(__file__).parent)])
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PLAYGROUND_")}
    parent = subprocess.Popen(
        command, env={**environment, "PYTHONPATH": path}, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    atexit.register(_end, parent)
    return parent


def _end(parent: subprocess.Popen[str]) -> None:
    parent.communicate()  # closes what it reads from: that is its end


def fork_on_demand() -> None:
    """The parent: a line of JSON in, a pid out, until there are no more."""
    importlib.import_module("playground.server")  # the tests themselves need none of it
    main = importlib.import_module("playground.cli").main
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for what was forked: it leaves no zombie
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for line in sys.stdin:
        wanted = json.loads(line)
        pid = os.fork()
        if pid == 0:
            _become(wanted["environment"], wanted["log"])
            main(["serve"])
            sys.exit()
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()


def _become(environment: Mapping[str, str], log: str) -> None:
    os.setsid()
    os.chdir(_ROOT)
    os.environ.clear()
    os.environ.update(environment)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    nothing, said = os.open(os.devnull, os.O_RDONLY), os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    for place, source in enumerate((nothing, said, said)):
        os.dup2(source, place)

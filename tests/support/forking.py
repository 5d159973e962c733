"""Parents that have imported the program once, and fork a process whenever a test wants one: an import takes seconds.

All workers of a test run share them: `begin_parents` is called before there are workers. What is forked runs the
command line as a person's does, or a script of an app, in an environment, folder and session of its own. What is set
before Python starts (its own options, the locale) is the parent's.

What looks at strangers' files and schemas for a server or a test is forked as well: `fork_worker_processes`. And so are
the workers of pytest-xdist, of a parent that has read their tests: `forked_python`.
"""

from __future__ import annotations

import asyncio
import atexit
import json
import os
import select
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import cache, cached_property, partial
from pathlib import Path
from typing import Any, Final, NamedTuple

from playground import workerclient

_ROOT = Path(__file__).parents[2]
_PAINTING = ("playground.sandbox.painter", "PIL.WebPImagePlugin", "encodings.idna")


class _Parent(NamedTuple):
    """One that forks, until this process ends.

    Attributes:
        name: of its socket.
        begin: the function of `forkparent` that it runs.
        given: what that is handed besides the socket: the modules that it imports.
        options: of its Python.
    """

    name: str
    begin: str
    given: tuple[str, ...]
    options: tuple[str, ...] = ()


_SERVER: Final = _Parent("server", "fork_on_demand", ("playground.server", "playground.cli", *_PAINTING))
_COMMAND: Final = _Parent(
    "command",
    "fork_on_demand",
    (
        *("playground.wiring", "playground.sandbox", "playground.asgiserver", "playground.files.published"),
        *("starlette.applications", "uvicorn.protocols.http.auto", "anyio._backends._asyncio"),
        *("uvicorn.lifespan.on", "uvicorn.protocols.websockets.auto", "encodings.idna", "rich._emoji_codes"),
        *("typer.rich_utils", "typer._adapters", "rich.live", "babel.dates", "urllib.request"),
        *("playground.sockets", "playground.ui.drawing", "playground.ui.people_words", "playground.form.inspection"),
        *_PAINTING,
    ),
    ("-W", "error"),
)
"""Not `playground.cli`, which looks at streams and language when it is imported."""

_LOOKING: Final = _Parent(
    "looking",
    "fork_lookers",
    ("playground.files.media_worker", "playground.ui.workbench_pool", "playground.component.drawing"),
)
"""Of what looks at strangers' files and schemas."""

_WORKER: Final = "worker"
_WHERE: Final = "FORKING_PARENTS"
"""The folder with their sockets, in the environment of whoever shares them."""

_ASKING: Final = threading.Lock()


class Forked:
    """A process, as `subprocess.Popen` would have it; its parent is not this process."""

    def __init__(self, pid: int, handle: int) -> None:
        self.pid = pid
        self._handle = handle

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

    def wait(self, timeout: float = 60) -> int | None:
        """Until it has ended; gives its code where somebody is told of it.

        Raises:
            subprocess.TimeoutExpired: it goes on.
        """
        ended, _, _ = select.select([self._handle], [], [], timeout)
        if not ended:
            raise subprocess.TimeoutExpired("playground", timeout)
        return None


class WorkerProcess(Forked):
    """A process that looks at strangers' files or schemas, as `subprocess.Popen` would have it."""

    def __init__(self, command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> None:
        (asked, asks), (answered, answers), (self._ended, ending) = (os.pipe() for _ in range(3))
        try:
            super().__init__(*_fork(_LOOKING, command[1:], folder, environment, (asked, answers, 2, ending)))
        finally:
            for end in (asked, answers, ending):
                os.close(end)
        self.stdin, self.stdout = os.fdopen(asks, "wb"), os.fdopen(answered, "rb")

    @cached_property
    def returncode(self) -> int:
        """Its code, or the signal that ended it as a negative number, once it has ended."""
        return _code(self._ended)

    def poll(self) -> int | None:
        """Its code; None while it goes on."""
        with suppress(subprocess.TimeoutExpired):
            return self.wait(0)
        return None

    def wait(self, timeout: float = 60) -> int:
        """Until it has ended; gives its code.

        Raises:
            subprocess.TimeoutExpired: it goes on.
        """
        super().wait(timeout)
        return self.returncode


class Command:
    """A command, as `asyncio.subprocess.Process` would have it; what it is given, it is given by `communicate`."""

    def __init__(
        self, forked: Forked, given: int, outputs: Sequence[tuple[asyncio.StreamReader, asyncio.ReadTransport]]
    ) -> None:
        self.pid = forked.pid
        (self.stdout, self.stdout_pipe), (self.stderr, _), (self._ending, _) = outputs
        self.returncode: int | None = None
        self.send_signal, self.kill = forked.send_signal, forked.kill
        self._given = os.fdopen(given, "wb")

    async def wait(self) -> int:
        """Until it has ended; gives its code."""
        if self.returncode is None:
            self.returncode = int(await self._ending.read())
        return self.returncode

    async def communicate(self, given: bytes = b"") -> tuple[bytes, bytes]:
        """Give it all of its input, take all that it prints, and wait for its end."""
        _, out, err = await asyncio.gather(asyncio.to_thread(self._give, given), self.stdout.read(), self.stderr.read())
        await self.wait()
        return out, err

    def _give(self, given: bytes) -> None:
        with suppress(BrokenPipeError), self._given:  # it need not read
            self._given.write(given)


def fork_server(environment: Mapping[str, str], log: Path) -> Forked:
    """`playground serve` in that environment; what it says is added to `log`."""
    said = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    nothing = os.open(os.devnull, os.O_RDWR)
    try:
        return Forked(*_fork(_SERVER, ["serve"], _ROOT, environment, (nothing, said, said, nothing)))
    finally:
        os.close(said)
        os.close(nothing)


def fork_app(script: str, words: Sequence[str], environment: Mapping[str, str]) -> Forked:
    """`python SCRIPT WORDS` in that environment, for an app made with Gradio; what it prints nobody reads."""
    nothing = os.open(os.devnull, os.O_RDWR)
    try:
        return Forked(*_fork(_SERVER, [script, *words], _ROOT, environment, (nothing,) * 4))
    finally:
        os.close(nothing)


async def fork_command(
    words: Sequence[str], folder: Path, environment: Mapping[str, str], *, is_server: bool = False
) -> Command:
    """`playground WORDS` in that folder and environment, with pipes for all its streams.

    Args:
        is_server: what a server's parent has imported is wanted, which is more.
    """
    pipes = [os.pipe() for _ in range(4)]
    given, *printed = pipes
    theirs = (given[0], *(writer for _, writer in printed))
    try:
        forked = Forked(*_fork(_SERVER if is_server else _COMMAND, words, folder, environment, theirs))
    finally:
        for end in theirs:
            os.close(end)
    return Command(forked, given[1], [await _reading(end) for end, _ in printed])


def fork_on_terminal(
    terminal: int, words: Sequence[str], folder: Path, environment: Mapping[str, str]
) -> Callable[[], int]:
    """`playground WORDS` on that terminal, which is closed here; what it gives waits for the end and tells the code."""
    ended, ending = os.pipe()
    _fork(_COMMAND, words, folder, environment, (terminal, terminal, terminal, ending))
    for end in (terminal, ending):
        os.close(end)

    return partial(_code, ended)


def _code(ended: int) -> int:
    """What is told there of a process's end; its parent ends all that it has forked when it ends, and tells nobody."""
    with os.fdopen(ended) as said:
        return int(said.read() or -signal.SIGKILL)


def fork_worker_processes() -> None:
    """From now on this process, and what is forked from it, starts no Python for `playground.workerclient`."""
    workerclient.Popen = _popen  # type: ignore[assignment, attr-defined]


def _popen(command: Sequence[str], *, cwd: Path, env: Mapping[str, str], **streams: Any) -> Any:
    if _WHERE in os.environ and command[2] in _LOOKING.given and cwd == _ROOT:  # else it is another program
        return WorkerProcess(command, cwd, env)
    return subprocess.Popen(command, cwd=cwd, env=env, **streams)


async def _reading(end: int) -> tuple[asyncio.StreamReader, asyncio.ReadTransport]:
    reader = asyncio.StreamReader()
    made = asyncio.StreamReaderProtocol(reader)
    pipe, _ = await asyncio.get_running_loop().connect_read_pipe(lambda: made, os.fdopen(end, "rb", 0))
    return reader, pipe


def _fork(
    of: _Parent, words: Sequence[str], folder: Path, environment: Mapping[str, str], ends: Sequence[int]
) -> tuple[int, int]:
    """The process's number, and a descriptor of it."""
    request = json.dumps({"words": list(words), "folder": str(folder), "environment": dict(environment)}).encode()
    with _ASKING:
        connection = _connection(of)
        socket.send_fds(connection, [request], list(ends))
        pid, handles, _, _ = socket.recv_fds(connection, 32, 1)
    return int(pid), handles[0]


@cache
def _connection(parent: _Parent) -> socket.socket:
    if _WHERE not in os.environ:
        begin_parents()
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    connection.connect(f"{os.environ[_WHERE]}/{parent.name}")
    return connection


def begin_parents(words: Sequence[str] | None = None) -> None:
    """Begin them for this process and those that it starts; they import when first asked, and end with this process.

    Args:
        words: what pytest was called with, by which a parent of workers knows their tests; without, there is none.
    """
    folder = tempfile.mkdtemp(prefix="playground-forking-")
    os.environ[_WHERE] = folder
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PLAYGROUND_")}
    own = {"LC_ALL": "C.UTF-8", "OPENBLAS_NUM_THREADS": "1"}  # who forks has one thread: numpy's would begin others
    begun = [_begin(folder, parent, {**kept, **own}) for parent in (_SERVER, _COMMAND, _LOOKING)]
    if words is not None:
        begun.append(_begin(folder, _Parent(_WORKER, "fork_workers", tuple(words)), os.environ))
    atexit.register(_end, begun, folder)


def _begin(folder: str, parent: _Parent, environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    path = os.pathsep.join([str(_ROOT), str(Path(__file__).parent)])
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as listening:
        listening.bind(f"{folder}/{parent.name}")
        listening.listen()
        call = f"import forkparent; forkparent.{parent.begin}({listening.fileno()}, {parent.given!r})"
        return subprocess.Popen(
            [sys.executable, *parent.options, "-c", call],
            env={**environment, "PYTHONPATH": path},
            pass_fds=[listening.fileno()],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
        )


def forked_python() -> str:
    """A command that is called as Python is by execnet, and is a worker of this test run."""
    return shlex.join(
        [sys.executable, "-S", str(Path(__file__).with_name("forkedworker.py")), f"{os.environ[_WHERE]}/{_WORKER}"]
    )


def _end(begun: Sequence[subprocess.Popen[bytes]], folder: str) -> None:
    for parent in begun:
        parent.communicate()  # there is no more to read: that is its end
    shutil.rmtree(folder)

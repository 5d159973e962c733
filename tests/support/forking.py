"""Parents that have imported the program once, and fork a process whenever a test wants one: an import takes seconds.

What is forked runs the command line as a person's does, or a script of an app, in an environment, folder and session of
its own. What is set before Python starts (its own options, the locale) is the parent's.
"""

from __future__ import annotations

import asyncio
import atexit
import gc
import importlib
import json
import os
import runpy
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path

_ROOT = Path(__file__).parents[2]
_MOST = 2**17  # bytes of a request
_SERVER = ("playground.server", "playground.cli")
_COMMAND = (
    *("playground.wiring", "playground.sandbox", "playground.asgiserver", "playground.files.published"),
    *("starlette.applications", "uvicorn.protocols.http.auto", "anyio._backends._asyncio"),
    *("typer.rich_utils", "rich.live", "babel.dates", "urllib.request"),
)
"""What they import; for commands not `playground.cli`, which looks at streams and language when it is imported."""
_OPTIONS = {_SERVER: (), _COMMAND: ("-W", "error")}


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

    def wait(self, timeout: float = 60) -> None:
        """Until it has ended.

        Raises:
            subprocess.TimeoutExpired: it goes on.
        """
        ended, _, _ = select.select([self._handle], [], [], timeout)
        if not ended:
            raise subprocess.TimeoutExpired("playground", timeout)


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
        return _fork(_SERVER, ["serve"], _ROOT, environment, (nothing, said, said, nothing))
    finally:
        os.close(said)
        os.close(nothing)


def fork_app(script: str, words: Sequence[str], environment: Mapping[str, str]) -> Forked:
    """`python SCRIPT WORDS` in that environment, for an app made with Gradio; what it prints nobody reads."""
    nothing = os.open(os.devnull, os.O_RDWR)
    try:
        return _fork(_SERVER, [script, *words], _ROOT, environment, (nothing,) * 4)
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
        forked = _fork(_SERVER if is_server else _COMMAND, words, folder, environment, theirs)
    finally:
        for end in theirs:
            os.close(end)
    return Command(forked, given[1], [await _reading(end) for end, _ in printed])


async def _reading(end: int) -> tuple[asyncio.StreamReader, asyncio.ReadTransport]:
    reader = asyncio.StreamReader()
    made = asyncio.StreamReaderProtocol(reader)
    pipe, _ = await asyncio.get_running_loop().connect_read_pipe(lambda: made, os.fdopen(end, "rb", 0))
    return reader, pipe


def _fork(
    modules: tuple[str, ...], words: Sequence[str], folder: Path, environment: Mapping[str, str], ends: Sequence[int]
) -> Forked:
    parent = _parent(modules)
    request = json.dumps({"words": list(words), "folder": str(folder), "environment": dict(environment)}).encode()
    socket.send_fds(parent, [request], list(ends))
    pid, handles, _, _ = socket.recv_fds(parent, 32, 1)
    return Forked(int(pid), handles[0])


@cache
def _parent(modules: tuple[str, ...]) -> socket.socket:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    call = f"import forking; forking.fork_on_demand({theirs.fileno()}, {modules!r})"
    path = os.pathsep.join([str(_ROOT), str(Path(__file__).parent)])
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PLAYGROUND_")}
    parent = subprocess.Popen(
        [sys.executable, *_OPTIONS[modules], "-c", call],
        env={**kept, "PYTHONPATH": path, "LC_ALL": "C.UTF-8"},
        pass_fds=[theirs.fileno()],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    theirs.close()
    atexit.register(_end, parent, ours)
    return ours


def _end(parent: subprocess.Popen[bytes], ours: socket.socket) -> None:
    ours.close()  # what it reads from: that is its end
    parent.wait()


def fork_on_demand(number: int, modules: Sequence[str]) -> None:
    """The parent: a request with four descriptors in, a pid and its descriptor out, until there are no more.

    A request's descriptors are the three streams, and where the code goes with which the process ends.
    """
    _load(modules)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    asked = socket.socket(fileno=number)
    running: dict[int, tuple[int, int]] = {}
    while True:
        ready, _, _ = select.select([number, *running], [], [])
        for handle in set(ready) - {number}:
            _tell_end(handle, *running.pop(handle))
        if number not in ready:
            continue
        request, handles, _, _ = socket.recv_fds(asked, _MOST, 4)
        if not request:  # the tests are over, perhaps at once: what they left behind goes with them
            for left in running:
                signal.pidfd_send_signal(left, signal.SIGKILL)
            return
        *streams, ending = handles
        pid = os.fork()
        if pid == 0:
            asked.close()
            for handle, (_, elsewhere) in running.items():
                os.close(handle)
                os.close(elsewhere)
            os.close(ending)
            _become(streams, **json.loads(request))
            return
        handle = os.pidfd_open(pid)
        running[handle] = (pid, ending)
        for end in streams:
            os.close(end)
        socket.send_fds(asked, [str(pid).encode()], [handle])


def _load(modules: Sequence[str]) -> None:
    for module in modules:
        importlib.import_module(module)  # the tests themselves need none of it
    catalogs = importlib.import_module("playground.texts.catalogs")
    for language in catalogs.languages():
        catalogs.catalog_of(language)  # read once, for all that are forked
    gc.freeze()  # else each of them looks through all of it at its end, which takes longer than most commands


def _tell_end(handle: int, pid: int, ending: int) -> None:
    _, status = os.waitpid(pid, 0)
    with suppress(BrokenPipeError):  # nobody waits for it
        os.write(ending, str(os.waitstatus_to_exitcode(status)).encode())
    os.close(ending)
    os.close(handle)


def _become(streams: Sequence[int], words: list[str], folder: str, environment: Mapping[str, str]) -> None:
    os.setsid()
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for place, source in enumerate(streams):
        os.dup2(source, place)
    for source in set(streams):
        os.close(source)
    sys.stdin, sys.stdout, sys.stderr = (
        os.fdopen(place, mode, encoding="utf-8", closefd=False) for place, mode in enumerate("rww")
    )
    if not words[0].endswith(".py"):
        importlib.import_module("playground.cli").main(words)
        return
    sys.argv = words
    sys.path[:0] = [str(Path(words[0]).parent), *environment.get("PYTHONPATH", "").split(os.pathsep)]
    runpy.run_path(words[0], run_name="__main__")

"""The parents of what `forking` asks for: each imports once, and forks for whoever connects to its socket."""

from __future__ import annotations

import atexit
import gc
import importlib
import json
import os
import runpy
import select
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

_ROOT = Path(__file__).parents[2]
_MOST = 2**17  # bytes of a request
_DRAWING = ("playground.component.drawing", "playground.ui.drawing")


@dataclass(frozen=True, slots=True)
class _Running:
    pid: int
    ending: int
    """Where its code goes when it ends."""
    asker: int


def fork_on_demand(number: int, modules: Sequence[str]) -> None:
    """The parent of servers and commands, which has imported these modules."""
    _serve(number, partial(_load, modules))


def fork_lookers(number: int, modules: Sequence[str]) -> None:
    """The parent of what looks at strangers' files and schemas, which has imported these modules and nothing else."""
    _serve(number, partial(_import, modules))


def fork_workers(number: int, words: Sequence[str]) -> None:
    """The parent of the workers of a test run, which has read the tests that `pytest WORDS` runs."""
    _serve(number, partial(_collect, words))


def _serve(number: int, prepare: Callable[[], None]) -> None:
    """Answer a request with four descriptors by a pid and its descriptor, until the own input ends.

    A request's descriptors are the three streams, and where the code goes with which the process ends.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    over = sys.stdin.fileno()
    if over in select.select([over, number], [], [])[0]:  # nobody wanted it
        return
    prepare()
    gc.collect()
    gc.freeze()  # else each of them looks through all of it at its end, which takes longer than most commands
    parent = _Parent(socket.socket(fileno=number))
    while True:
        ready = set(select.select([over, number, *parent.askers, *parent.running], [], [])[0])
        for handle in ready & set(parent.running):
            _tell_end(handle, parent.running.pop(handle))
        if over in ready:
            parent.kill(parent.running)
            parent.listening.close()
            return
        if number in ready:
            asker, _ = parent.listening.accept()
            parent.askers[asker.fileno()] = asker
        for asked in ready & set(parent.askers):
            if forked := parent.answer(asked):
                streams, request = forked
                _become(streams, **request)
                return


class _Parent:
    def __init__(self, listening: socket.socket) -> None:
        self.listening = listening
        self.askers: dict[int, socket.socket] = {}
        self.running: dict[int, _Running] = {}

    def answer(self, asked: int) -> tuple[Sequence[int], dict[str, Any]] | None:
        """Fork what is wanted; gives something in the new process only."""
        request = b""
        with suppress(ConnectionResetError):  # it ended before it read an answer
            request, handles, _, _ = socket.recv_fds(self.askers[asked], _MOST, 4)
        if not request:  # its tests are over, perhaps at once: what they left behind goes with them
            self.kill([handle for handle, one in self.running.items() if one.asker == asked])
            self.askers.pop(asked).close()
            return None
        *streams, ending = handles
        pid = os.fork()
        if pid == 0:
            self._close(ending)
            return streams, json.loads(request)
        handle = os.pidfd_open(pid)
        self.running[handle] = _Running(pid, ending, asked)
        for end in streams:
            os.close(end)
        socket.send_fds(self.askers[asked], [str(pid).encode()], [handle])
        return None

    def kill(self, handles: Iterable[int]) -> None:
        for handle in handles:
            signal.pidfd_send_signal(handle, signal.SIGKILL)

    def _close(self, ending: int) -> None:
        for own in (self.listening, *self.askers.values()):
            own.close()
        for handle, one in self.running.items():
            os.close(handle)
            os.close(one.ending)
        os.close(ending)


def _import(modules: Sequence[str]) -> None:
    """These, and what they read once: their words and templates, and those of modules that are here already."""
    for module in modules:
        importlib.import_module(module)  # the tests themselves need none of it
    catalogs = importlib.import_module("playground.texts.catalogs")
    for language in catalogs.languages():
        catalogs.catalog_of(language)  # read once, for all that are forked
    for drawing in filter(None, map(sys.modules.get, _DRAWING)):
        for name in drawing._TEMPLATES.list_templates():  # noqa: SLF001
            drawing._TEMPLATES.get_template(name)  # noqa: SLF001 - else each server compiles those that it draws


def _load(modules: Sequence[str]) -> None:
    _import(modules)
    importlib.import_module("playground.certificates").trusted()
    database = importlib.import_module("playground.runs.database").Database
    database.open = importlib.import_module("newledgers").opening_copies()
    if "playground.server" in modules:
        _paint_samples()
    importlib.import_module("forking").fork_worker_processes()


def _paint_samples() -> None:
    """The pictures of the model that pages open with: each server would paint them for its first visitor."""
    catalog = importlib.import_module("playground.catalog").Catalog(_ROOT / "schemas", on_sandbox=True)
    samples = importlib.import_module("playground.server.samples")
    for example in catalog.model("qwen-image-2-0-pro").examples:
        samples._painted(samples.compact(example))  # noqa: SLF001


def _collect(words: Sequence[str]) -> None:
    pytest = importlib.import_module("pytest")  # the other parents need none of it
    pytest.main([*words, "-n", "0", "--collect-only", "-qq"])  # what is wrong with them each worker finds too
    # Where nothing of it is kept yet, each would look at all letters for seconds.
    importlib.import_module("hypothesis.strategies").text().validate()
    _import(())


def _tell_end(handle: int, ended: _Running) -> None:
    _, status = os.waitpid(ended.pid, 0)
    with suppress(BrokenPipeError):  # nobody waits for it
        os.write(ended.ending, str(os.waitstatus_to_exitcode(status)).encode())
    os.close(ended.ending)
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
    if not words:
        exec(eval(sys.stdin.readline()), {"__name__": "__main__"})  # noqa: S102, S307 - so execnet tells a Python what it is for
        return
    code: Any = None
    try:
        _run(words, environment)
    except SystemExit as end:
        code = end.code
    leave(code)


def _run(words: list[str], environment: Mapping[str, str]) -> None:
    if words[0] == "-m":
        sys.argv = words[1:]
        runpy.run_module(words[1], run_name="__main__")
        return
    if not words[0].endswith(".py"):
        importlib.import_module("playground.cli").main(words)
        return
    sys.argv = words
    sys.path[:0] = [str(Path(words[0]).parent), *environment.get("PYTHONPATH", "").split(os.pathsep)]
    runpy.run_path(words[0], run_name="__main__")


def leave(code: Any) -> None:
    """End as Python does, but for taking all modules apart: that takes a copy of all that the parent has in memory.

    What is wrong with the streams, and what is no number, is left to Python itself.
    """
    threading._shutdown()  # type: ignore[attr-defined]  # noqa: SLF001 - it has no other name
    atexit._run_exitfuncs()  # noqa: SLF001
    gc.collect()  # what was left open is told
    try:
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
    except (OSError, ValueError):
        sys.exit(code)
    if not isinstance(code, int | None):
        sys.exit(code)
    os._exit(code or 0)

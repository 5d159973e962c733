"""A PostgreSQL of the tests' own: begun when a test first wants one, on a socket in a folder that goes with it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import psycopg
from fairness import PATIENCE
from sqlalchemy import URL

_SYSTEM_USER: Final = "postgres"  # whom Debian's package makes: PostgreSQL refuses to work for root
_USER: Final = "playground"
_PORT: Final = "5432"  # only part of the socket's name: nothing listens on the network
_DEBIAN: Final = Path("/usr/lib/postgresql")
_MISSING: Final = (
    "These tests need PostgreSQL 13 or newer. `.ci/system` installs it where it can, and says what to do elsewhere."
)
_SETTINGS: Final = {
    "listen_addresses": "",
    "port": _PORT,
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "jit": "off",
}
"""What is in it goes with the tests: nothing is done for the day on which the machine dies."""


@dataclass(slots=True)
class PostgresServer:
    """A server that can be stopped and begun again; the addresses of its databases stay the same.

    Attributes:
        folder: of its socket and of all that it keeps.
        shared_buffers: its own cache; PostgreSQL's default is `128MB`.
    """

    folder: Path
    shared_buffers: str = "32MB"
    _process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    @classmethod
    def create(cls) -> PostgresServer:
        """Make its folder; it does not run yet."""
        folder = Path(tempfile.mkdtemp(prefix="playground-pg-"))  # a socket's path may have about 100 letters
        if _is_root():
            shutil.chown(folder, _SYSTEM_USER)
        how = ("--no-sync", "--auth=trust", f"--username={_USER}", "--encoding=UTF8", "--locale=C")
        command = [_program("initdb"), *how, "--pgdata", str(folder / "data")]
        made = subprocess.run(command, cwd="/", capture_output=True, check=False, text=True, user=_system_user())
        if made.returncode:
            raise RuntimeError(made.stderr)
        with (folder / "data" / "pg_hba.conf").open("r+", encoding="utf-8") as rules:
            others = rules.read()
            rules.seek(0)
            rules.write(f"local all locked scram-sha-256\n{others}")  # that one user needs a password
        return cls(folder)

    def start(self) -> None:
        """Begin it, and wait until it answers."""
        told = {**_SETTINGS, "shared_buffers": self.shared_buffers}
        settings = [part for name, value in told.items() for part in ("-c", f"{name}={value}")]
        command = [_program("postgres"), "-D", str(self.folder / "data"), "-k", str(self.folder), *settings]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [*_dies_with_us(), *command], cwd="/", stdout=log, stderr=log, user=_system_user()
            )
        deadline = time.monotonic() + PATIENCE
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError((self.folder / "log").read_text(encoding="utf-8"))
            time.sleep(0.02)

    @property
    def pid(self) -> int:
        """The process that all of its others are begun by; it runs."""
        assert self._process is not None
        return self._process.pid

    def stop(self, *, at_once: bool = False) -> None:
        """End it; `at_once` leaves nobody the time for a last word."""
        if self._process:
            self._process.send_signal(signal.SIGQUIT if at_once else signal.SIGINT)
            self._process.wait(PATIENCE)
            self._process = None

    def remove(self) -> None:
        """End it, and leave nothing of it."""
        self.stop(at_once=True)
        shutil.rmtree(self.folder)

    def url(self, database: str = "postgres", *, user: str = _USER, password: str | None = None) -> str:
        """The address of a database in it, as a person would set it."""
        where = {"host": str(self.folder), "port": _PORT}
        url = URL.create("postgresql+psycopg", user, password, database=database, query=where)
        return url.render_as_string(hide_password=False)

    def run(self, *statements: str, database: str = "postgres") -> list[tuple[Any, ...]]:
        """What the last of these statements finds; each is a transaction of its own."""
        with self._connect(database) as connection:
            for statement in statements:
                cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []

    def _connect(self, database: str) -> psycopg.Connection[tuple[Any, ...]]:
        return psycopg.connect(host=str(self.folder), port=_PORT, user=_USER, dbname=database, autocommit=True)

    def _answers(self) -> bool:
        with suppress(psycopg.OperationalError), self._connect("postgres"):
            return True
        return False


@contextmanager
def running(shared_buffers: str = "32MB") -> Iterator[PostgresServer]:
    """A server until the block ends."""
    server = PostgresServer.create()
    server.shared_buffers = shared_buffers
    try:
        server.start()
        yield server
    finally:
        server.remove()


def _is_root() -> bool:
    return os.geteuid() == 0


def _system_user() -> str | None:
    return _SYSTEM_USER if _is_root() else None


def _dies_with_us() -> list[str]:
    """What comes before a command that is to end with this process, however that ends; nothing where nothing can."""
    return ["setpriv", "--pdeathsig", "QUIT"] if shutil.which("setpriv") else []


def _program(name: str) -> str:
    """Debian keeps the programs of each version in a folder of their own, which is in nobody's path."""
    versions = sorted(_DEBIAN.glob(f"*/bin/{name}"), key=lambda file: int(file.parts[-3]))
    found = str(versions[-1]) if versions else shutil.which(name)
    if found is None:
        raise FileNotFoundError(_MISSING)
    return found

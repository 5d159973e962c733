"""Who has given the password: one random token a login, of which the server keeps only a digest, as an empty file.

The digest's key is the token, and the password goes into it: with neither the folder alone nor the cookie alone can a
password be guessed, and a new password ends every session.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import re
import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

MONTH: Final = 30 * 24 * 3600
"""Seconds after which a session ends by itself."""

_TOKEN_BYTES: Final = 32
_TOKEN: Final = re.compile(r"[\w-]{43}", re.ASCII)
_MAX_SESSIONS: Final = 10_000
"""Sessions that are kept; the oldest ends where there are more."""
_LOG: Final = logging.getLogger(__name__)


class Sessions:
    """They outlive the server, and processes share them that share the folder; unless it takes no file.

    Args:
        folder: made when it is first needed, for its owner alone.
        password: that opens.
        wall: gives Unix seconds.
    """

    def __init__(self, folder: Path, password: str, *, wall: Callable[[], float] = time.time) -> None:
        self._folder = folder
        self._password = password.encode()
        self._wall = wall
        self._unwritten: dict[str, float] = {}

    def begin(self) -> str:
        """The token of a new session."""
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        name = self._name(token)
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._sweep()
            (self._folder / name).touch(mode=0o600, exist_ok=False)
        except OSError as error:
            _LOG.warning("a session could not be kept: %s", error.strerror)
            self._unwritten[name] = self._wall()
        return token

    def holds(self, token: str) -> bool:
        """Whether the token is of a session that has not ended."""
        if not _TOKEN.fullmatch(token):
            return False
        name = self._name(token)
        try:
            begun = (self._folder / name).stat().st_mtime
        except OSError:
            begun = self._unwritten.get(name, 0.0)
        return abs(self._wall() - begun) < MONTH

    def end(self, token: str) -> None:
        """End a session; a token of none does nothing."""
        if _TOKEN.fullmatch(token):
            name = self._name(token)
            self._unwritten.pop(name, None)
            with suppress(OSError):
                (self._folder / name).unlink(missing_ok=True)

    def _name(self, token: str) -> str:
        return hmac.new(token.encode(), self._password, hashlib.sha256).hexdigest()

    def _sweep(self) -> None:
        """Remove what has ended, and the oldest where there are too many."""
        found = []
        for path in self._folder.iterdir():
            with suppress(FileNotFoundError):  # another process swept it
                found.append((path.stat().st_mtime, path))
        found.sort(reverse=True)
        for place, (begun, path) in enumerate(found):
            if place >= _MAX_SESSIONS - 1 or abs(self._wall() - begun) >= MONTH:
                path.unlink(missing_ok=True)

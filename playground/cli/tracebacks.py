"""Tracebacks, and what the rooms log, go to files, never to a person."""

from __future__ import annotations

import contextlib
import logging
import os
import tempfile
import traceback
from pathlib import Path


def save_traceback() -> str:
    """Where the traceback was written, or its last line where nothing can be written."""
    trace = traceback.format_exc()
    with contextlib.suppress(OSError):
        descriptor, name = tempfile.mkstemp(prefix="playground-", suffix=".log")
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="replace") as file:
            file.write(trace)
        return name
    return trace.strip().splitlines()[-1]


def log_to(path: Path) -> None:
    """Have what the rooms log written there; on a full or read-only disk it is lost, and nothing else is."""
    logging.getLogger("playground").addHandler(_Log(path, encoding="utf-8", errors="replace", delay=True))


class _Log(logging.FileHandler):
    def emit(self, record: logging.LogRecord) -> None:
        with contextlib.suppress(OSError):
            super().emit(record)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the name is logging's
        """Nobody is there to tell."""

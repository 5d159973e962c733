"""Tracebacks go to a file, never to a person."""

from __future__ import annotations

import contextlib
import os
import tempfile
import traceback


def keep_traceback() -> str:
    """Where the traceback was written, or its last line where nothing can be written."""
    trace = traceback.format_exc()
    with contextlib.suppress(OSError):
        descriptor, name = tempfile.mkstemp(prefix="playground-", suffix=".log")
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="replace") as file:
            file.write(trace)
        return name
    return trace.strip().splitlines()[-1]

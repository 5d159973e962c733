"""Standard streams that are there: a program may be started with any of them closed."""

from __future__ import annotations

import os
import sys
from typing import Final

_STREAMS: Final = (("stdin", 0, os.O_RDONLY, "r"), ("stdout", 1, os.O_WRONLY, "w"), ("stderr", 2, os.O_WRONLY, "w"))


def fill_closed_streams() -> None:
    """Put the null device in the place of each stream that is closed.

    Else the next file that is opened, say the ledger, takes the stream's number, and whatever is printed goes into it.
    """
    for name, number, flags, mode in _STREAMS:
        try:
            os.fstat(number)
        except OSError:
            opened = os.open(os.devnull, flags)
            if opened != number:
                os.dup2(opened, number)
                os.close(opened)
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(number, mode, encoding="utf-8", errors="replace", closefd=False))

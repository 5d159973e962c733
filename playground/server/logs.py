"""Log lines of one kind fill no disk: a few a minute are written, the rest are counted."""

from __future__ import annotations

import logging
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

MAX_PER_KIND: Final = 20
"""Lines a minute of one kind: of one place in the program."""
_MINUTE: Final = 60.0
_MAX_KINDS: Final = 1_000


@dataclass(slots=True)
class _Minute:
    began: float
    count: int = 0


class RepeatFilter(logging.Filter):
    """Lets the first lines of each kind through, and says of how many it kept silent once it speaks again."""

    def __init__(self, most: int = MAX_PER_KIND, monotonic: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._most = most
        self._monotonic = monotonic
        self._kinds: OrderedDict[tuple[str, int], _Minute] = OrderedDict()

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the line is written."""
        now, kind = self._monotonic(), (record.pathname, record.lineno)
        minute = self._kinds.pop(kind, None) or _Minute(now)
        if now - minute.began >= _MINUTE:
            silent = minute.count - self._most
            minute = _Minute(now)
            if silent > 0:
                record.msg, record.args = f"{record.getMessage()} (and {silent} more like it)", ()
        minute.count += 1
        self._kinds[kind] = minute
        while len(self._kinds) > _MAX_KINDS:
            self._kinds.popitem(last=False)
        return minute.count <= self._most


def limit_repeats() -> None:
    """Have it look at whatever this process logs; call it once uvicorn has set up its own."""
    few = RepeatFilter()
    handlers = [*logging.getLogger().handlers, *logging.getLogger("uvicorn").handlers]
    if logging.lastResort is not None:
        handlers.append(logging.lastResort)
    for handler in handlers:
        handler.addFilter(few)

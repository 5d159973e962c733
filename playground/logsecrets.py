"""Keys that come to this process while it works, such as those that people bring: no line of the log shows one."""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from collections.abc import Sequence
from typing import Final
from urllib.parse import quote

_MOST: Final = 10_000
"""Keys that are remembered; the one that was met longest ago is forgotten first."""


class LogSecrets:
    """What is masked besides the secrets of the settings."""

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._forms: OrderedDict[str, tuple[str, ...]] = OrderedDict()
        self._lock = threading.Lock()
        self._sorted: tuple[str, ...] | None = ()

    def hide(self, key: str) -> None:
        """From now on no line shows this key."""
        with self._lock:
            if key not in self._forms:
                self._forms[key] = _forms_of(key)
                self._sorted = None
            self._forms.move_to_end(key)
            while len(self._forms) > self._most:
                self._forms.popitem(last=False)
                self._sorted = None

    def all(self) -> Sequence[str]:
        """What is to be masked, the longest first: one may be a part of another."""
        with self._lock:
            if self._sorted is None:
                found = {form for forms in self._forms.values() for form in forms}
                self._sorted = tuple(sorted(found, key=len, reverse=True))
            return self._sorted


def _forms_of(key: str) -> tuple[str, ...]:
    """A key as it is, and as it stands in an address, in JSON and in a repr."""
    return (key, quote(key, safe=""), json.dumps(key)[1:-1], repr(key)[1:-1])


LOG_SECRETS: Final = LogSecrets()
"""Those of this process."""

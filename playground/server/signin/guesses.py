"""How long whoever gave a wrong password has to wait before the next try."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

_FREE_FAILURES: Final = 5
"""Failed logins of one address that need not wait."""
_LONGEST_WAIT: Final = 300.0
_FORGOTTEN: Final = 3600.0
"""Seconds after its last wrong guess that an address begins anew."""
_MAX_ADDRESSES: Final = 10_000


@dataclass(frozen=True, slots=True)
class _Failure:
    count: int
    at: float


class FailedLogins:
    """Counts failed logins by address; each further one has to wait longer. The right password is never delayed."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._wrong: OrderedDict[str, _Failure] = OrderedDict()

    def add(self, address: str) -> int:
        """Count a failed login; the seconds to wait before the next try."""
        now = self._monotonic()
        before = self._wrong.pop(address, _Failure(0, now))
        count = 1 if now - before.at > _FORGOTTEN else before.count + 1
        self._wrong[address] = _Failure(count, now)
        while len(self._wrong) > _MAX_ADDRESSES:
            self._wrong.popitem(last=False)
        if count <= _FREE_FAILURES:
            return 0
        return math.ceil(min(_LONGEST_WAIT, 2.0 ** min(count - _FREE_FAILURES, 20)))

    def clear(self, address: str) -> None:
        """Forget an address's failed logins: its owner knows the password."""
        self._wrong.pop(address, None)

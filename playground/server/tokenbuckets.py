"""Token buckets: how much each person, each address and everybody may use up in a time."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

_MAX_KEYS: Final = 50_000
"""Persons and addresses that are remembered; of more, whoever asked longest ago begins anew."""


@dataclass(frozen=True, slots=True)
class Rate:
    """A token bucket: it holds `burst` tokens and gets `hourly` new ones in an hour."""

    burst: float
    hourly: float


@dataclass(frozen=True, slots=True)
class RateLimit:
    """What is counted of one kind, for one person, for one address and in all."""

    person: Rate
    address: Rate
    everybody: Rate


@dataclass(slots=True)
class _Level:
    tokens: float
    at: float


class TokenBuckets:
    """All token buckets; the memory that they take is bounded.

    Args:
        limits: by name.
        monotonic: gives seconds.
    """

    def __init__(self, limits: Mapping[str, RateLimit], monotonic: Callable[[], float] = time.monotonic) -> None:
        self._limits = limits
        self._monotonic = monotonic
        self._levels: OrderedDict[tuple[str, str], _Level] = OrderedDict()

    def wait(self, name: str, person: str, address: str, amount: float = 1.0) -> float:
        """Seconds until so much may be taken; 0 where it was, from all three at once.

        Args:
            name: of the rate limit.
            person: who asks; empty for somebody without a cookie, who is counted by address alone.
            address: where from.
            amount: what is asked for; 0 asks whether nothing is owed.
        """
        buckets = list(self._buckets(name, person, address))
        wait = max((amount - level.tokens) * 3600 / rate.hourly for rate, level in buckets)
        if wait > 0:
            return wait
        for _, level in buckets:
            level.tokens -= amount
        return 0.0

    def charge(self, name: str, person: str, address: str, amount: float) -> None:
        """Take tokens for what has arrived already, even below zero."""
        for _, level in self._buckets(name, person, address):
            level.tokens -= amount

    def _buckets(self, name: str, person: str, address: str) -> Iterator[tuple[Rate, _Level]]:
        limit, now = self._limits[name], self._monotonic()
        named = (("p:" + person, limit.person),) if person else ()
        for key, rate in (*named, ("a:" + address, limit.address), ("", limit.everybody)):
            level = self._levels.pop((name, key), None) or _Level(rate.burst, now)
            level.tokens = min(rate.burst, level.tokens + (now - level.at) * rate.hourly / 3600)
            level.at = now
            self._levels[name, key] = level
            yield rate, level
        while len(self._levels) > _MAX_KEYS:
            self._levels.popitem(last=False)

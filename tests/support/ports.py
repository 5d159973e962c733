"""Ports for servers that have to be told one."""

from __future__ import annotations

import itertools
import os
import socket
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from typing import Final

_CLOSED: Final = 10_080  # no browser opens a page at that port


def free_port() -> int:
    """A port that nobody listens at now."""
    for port in _ports(os.getpid()):
        with socket.socket() as probe, suppress(OSError):
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
            return port
    raise AssertionError("no port is free")


@cache
def _ports(process: int) -> Iterator[int]:
    """Below those that connections are given, so that none takes one before its server has.

    Each process begins elsewhere, and far from its neighbours. The workers of a test run are forks of one process: what
    that counts, each of them would go on counting.
    """
    return filter(_CLOSED.__ne__, itertools.count(10_000 + process * 997 % 20_000))

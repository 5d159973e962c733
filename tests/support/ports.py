"""Ports for servers that have to be told one."""

from __future__ import annotations

import itertools
import os
import socket
from contextlib import suppress

_PORTS = itertools.count(10_000 + os.getpid() * 61 % 20_000)
"""Below those that connections are given, so that none takes one before its server has; each process begins elsewhere.
"""


def free_port() -> int:
    """A port that nobody listens at now."""
    for port in _PORTS:
        with socket.socket() as probe, suppress(OSError):
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
            return port
    raise AssertionError("no port is free")

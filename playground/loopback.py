"""Which host names mean this machine itself."""

from __future__ import annotations

import ipaddress


def is_loopback(host: str) -> bool:
    """Whether a name or address, without its port, is this machine's own.

    >>> is_loopback("LOCALHOST"), is_loopback("127.1.2.3"), is_loopback("[::1]"), is_loopback("example.com")
    (True, True, True, False)
    """
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"

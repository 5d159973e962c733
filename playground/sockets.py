"""A socket to listen at, taken before anything else starts: a busy port is said in words."""

from __future__ import annotations

import errno
import socket

from playground.errors import SettingsError


def listen(host: str, port: int) -> socket.socket:
    """A bound TCP socket.

    Args:
        host: name or address of this machine; `[::1]` and `::1` are the same.
        port: 0 takes any free one.

    Raises:
        SettingsError: `settings.port_busy`, or `settings.not_listening` with the system's reason.
    """
    name = host.strip("[]")
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)[0]
        taken = socket.socket(family, kind, protocol)
    except OSError as error:
        raise _refused(host, port, error) from None
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        taken.bind(address)
        taken.listen(socket.SOMAXCONN)
    except OSError as error:
        taken.close()
        raise _refused(host, port, error) from None
    return taken


def url_of(taken: socket.socket) -> str:
    """The address at which this machine reaches the socket, e.g. `http://127.0.0.1:7860`."""
    host, port = taken.getsockname()[:2]
    reachable = _WILDCARDS.get(host, host)
    return f"http://[{reachable}]:{port}" if ":" in reachable else f"http://{reachable}:{port}"


_WILDCARDS = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - nobody connects to "everywhere"


def _refused(host: str, port: int, error: OSError) -> SettingsError:
    if error.errno == errno.EADDRINUSE:
        return SettingsError("settings.port_busy", host=host, port=port)
    return SettingsError("settings.not_listening", host=host, port=port, reason=error.strerror or str(error))

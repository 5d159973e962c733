"""Stands where xdist starts a Python for a worker: has one forked with the streams of its own, and ends when that does.

It is a program: `python -S forkedworker.py SOCKET`, and whatever Python would be told is read by what is forked.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import sys


def main(address: str) -> int:
    """Until the worker has ended; gives its code."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever began it tells the worker
    ended, ending = os.pipe()
    request = {"words": [], "folder": os.getcwd(), "environment": dict(os.environ)}  # noqa: PTH109 - no pathlib: it is to start at once
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as parent:
        parent.connect(address)
        socket.send_fds(parent, [json.dumps(request).encode()], [0, 1, 2, ending])
        for stream in (0, 1, ending):  # whoever reads what the worker says is told of its end by that alone
            os.close(stream)
        with os.fdopen(ended) as said:
            return int(said.read() or 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))

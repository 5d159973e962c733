"""Caddy before several servers, by the file that `deploy/` has for it; but each request goes to the next of them."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from fairness import PATIENCE
from pages import ROOT, wait
from ports import free_port

ANSWERED_BY: Final = "x-answered-by"
"""A header of each answer: which server gave it, `127.0.0.1:…`."""

_SAYS_WHO: Final = f"header_down {ANSWERED_BY} {{http.reverse_proxy.upstream.hostport}}"
_CHANGES: Final = {
    "lb_policy least_conn": f"lb_policy round_robin\n{_SAYS_WHO}",
    "lb_try_duration 5s": f"lb_try_duration {PATIENCE}s",
    "health_timeout 4s": f"health_timeout {PATIENCE}s",
}


class Balancer:
    """One that can be started; where it will be asked is known before the servers are.

    Args:
        folder: for what it writes.
    """

    def __init__(self, folder: Path) -> None:
        self.url = f"http://127.0.0.1:{free_port()}"
        self._folder = folder

    @contextmanager
    def before(self, servers: Sequence[str]) -> Iterator[None]:
        """It stands before these servers (`127.0.0.1:…`), until the block ends."""
        file = self._folder / "Caddyfile"
        file.write_text(f"{{\nadmin off\n}}\n{_changed(servers)}", encoding="utf-8")
        folders = dict.fromkeys(("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"), str(self._folder))
        environ = {**os.environ, **folders, "PLAYGROUND_DOMAIN": self.url}
        command = ["caddy", "run", "--config", str(file), "--adapter", "caddyfile"]
        with (self._folder / "caddy.log").open("wb") as said:
            process = subprocess.Popen(command, env=environ, stdout=said, stderr=said)
        try:
            wait(self.url)
            yield
        finally:
            process.kill()  # told to stop, it would wait for open streams
            process.wait()


def _changed(servers: Sequence[str]) -> str:
    """What `deploy/` has, for these servers, in turn, and with the tests' patience."""
    text = (ROOT / "deploy" / "Caddyfile").read_text(encoding="utf-8")
    for shipped, here in {"playground-1:7860 playground-2:7860": " ".join(servers), **_CHANGES}.items():
        assert shipped in text, shipped
        text = text.replace(shipped, here)
    return text

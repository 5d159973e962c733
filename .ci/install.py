"""Installs the playground into the environment whose Python runs this: `python .ci/install.py '.[dev]'`.

uv takes a third of the time and of the processor, but reads none of pip's settings: it is handed on what pip is told
of where packages come from. Where pip is told what has no counterpart here, or uv cannot be had or does not manage,
pip does it.
"""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path
from typing import Final

_ROOT: Final = Path(__file__).parents[1]
_PIP: Final = (sys.executable, "-m", "pip", "--disable-pip-version-check")
_CONSTRAINTS: Final = "constraints.txt"

_COUNTERPARTS: Final = {
    "index-url": ("UV_DEFAULT_INDEX", " "),
    "extra-index-url": ("UV_INDEX", " "),
    "find-links": ("UV_FIND_LINKS", ","),
    "constraint": ("UV_CONSTRAINT", " "),
    "trusted-host": ("UV_INSECURE_HOST", " "),
    "cert": ("SSL_CERT_FILE", " "),
    "default-timeout": ("UV_HTTP_TIMEOUT", " "),
    "timeout": ("UV_HTTP_TIMEOUT", " "),
}
"""What pip is told, the variable that tells uv the same, and what stands there between several values."""

_OF_PIP_ALONE: Final = frozenset({"cache-dir", "disable-pip-version-check", "no-input", "progress-bar", "quiet"})
"""What changes nothing of what is installed."""

_PLACES: Final = ("global", "install", ":env:")
"""Where pip is told something; the later counts."""

_AS_PIP: Final = {"UV_INDEX_STRATEGY": "unsafe-best-match", "UV_SYSTEM_CERTS": "1"}
"""From whichever index has the version, and with the certificates of the system."""


def environment_of_uv(pip_says: str) -> dict[str, str] | None:
    """What uv has to be told, or None where that cannot be said to it.

    Args:
        pip_says: the lines of `pip config list`, such as `global.timeout='60'`.
    """
    told: dict[str, str] = {}
    lines = [line.partition("=") for line in pip_says.splitlines()]
    settings = [(*name.rsplit(".", 1), ast.literal_eval(value)) for name, _, value in lines]
    for counting in _PLACES:
        told |= {name: value for place, name, value in settings if place == counting}
    if told.keys() - _COUNTERPARTS.keys() - _OF_PIP_ALONE:
        return None
    told["constraint"] = f"{told.get('constraint', '')} {_CONSTRAINTS}"
    known = {name: counterpart for name, counterpart in _COUNTERPARTS.items() if name in told}
    return _AS_PIP | {variable: between.join(told[name].split()) for name, (variable, between) in known.items()}


def _by_uv(what: str) -> bool:
    said = subprocess.run([*_PIP, "config", "list"], check=False, capture_output=True, text=True)
    environment = environment_of_uv(said.stdout)
    if environment is None or not _runs(*_PIP, "install", "--quiet", "--no-compile", "uv"):
        return False
    uv = (sys.executable, "-m", "uv", "pip", "install", "--quiet", "--python", sys.executable)
    return _runs(*uv, "--editable", what, **environment)


def _runs(*command: str, **environment: str) -> bool:
    done = subprocess.run(command, check=False, env={**os.environ, **environment}, stderr=subprocess.DEVNULL)
    return done.returncode == 0


def _by_pip(what: str) -> int:
    install = (*_PIP, "install", "--quiet", "--no-compile", "--constraint", _CONSTRAINTS, "--editable", what)
    return subprocess.run(install, check=False).returncode


if __name__ == "__main__":
    os.chdir(_ROOT)
    sys.exit(0 if _by_uv(sys.argv[1]) else _by_pip(sys.argv[1]))

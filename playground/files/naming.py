"""Names of files that people see, and sizes in their words."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_SEPARATORS: Final = re.compile(r"[\s_\-./\\]+")
_RESERVED: Final = frozenset(
    {"con", "prn", "aux", "nul", *(f"{name}{n}" for name in ("com", "lpt") for n in range(10))}
)
"""Names that Windows keeps for devices: a file of that name cannot be opened there."""

_UNITS: Final = ("B", "KB", "MB", "GB", "TB")
_STEP: Final = 1024


def plain(text: str, *, limit: int = 40) -> str:
    """Text as part of a file name: words joined by `-`, whole words up to `limit` characters, `""` where none is left.

    Letters and figures of every script stay; nothing that a file system, a shell or a ZIP reader minds does.

    >>> plain("../../etc/pass wd 🚀 ÄÖ!"), plain("赛博朋克风格的未来城市,夜景")
    ('etc-pass-wd-ÄÖ', '赛博朋克风格的未来城市夜景')
    """
    kept = "".join(char for char in unicodedata.normalize("NFC", text) if _SEPARATORS.match(char) or char.isalnum())
    words = [word for word in _SEPARATORS.split(kept) if word]
    name = ""
    for word in words:
        longer = f"{name}-{word}" if name else word[:limit]
        if len(longer) > limit:
            break
        name = longer
    return f"{name}-" if name.lower() in _RESERVED else name


def ascii_only(text: str, *, limit: int = 40) -> str:
    """As `plain`, in ASCII alone: for names that stand in a URL.

    >>> ascii_only("Café №1.png")
    'Cafe-No1-png'
    """
    folded = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii")
    return plain(folded, limit=limit)


def shown(filename: str, *, limit: int = 60) -> str:
    """A file's name as a sentence may quote it: its last part, without control characters, not longer than a line."""
    last = re.split(r"[/\\]", filename)[-1]
    visible = "".join(char for char in last if char.isprintable()).strip()
    return visible if len(visible) <= limit else f"{visible[: limit - 9]}…{visible[-8:]}"


def readable(size: int) -> str:
    """A size in bytes as people say it.

    >>> readable(17_000), readable(2 * 1024**3), readable(1_572_864), readable(1)
    ('17 KB', '2 GB', '1.5 MB', '1 B')
    """
    amount, power = float(size), 0
    while amount >= _STEP and power < len(_UNITS) - 1:
        amount, power = amount / _STEP, power + 1
    return f"{amount:.0f} {_UNITS[power]}" if power < 2 else f"{amount:.1f}".removesuffix(".0") + f" {_UNITS[power]}"  # noqa: PLR2004 - from megabytes on a decimal tells something

"""Names of files that people see."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import Final

_LETTERS: Final = frozenset("LNM")
"""Unicode categories of letters, numbers and the marks that belong to them."""

_APOSTROPHES: Final = str.maketrans("", "", "'’‘`\ufe0f")
_RESERVED: Final = frozenset(
    {"con", "prn", "aux", "nul", *(f"{name}{n}" for name in ("com", "lpt") for n in range(10))}
)
"""Names that Windows keeps for devices: a file of that name cannot be opened there."""

_MAX_BYTES: Final = 100
"""Of a part of a name in UTF-8: a whole name has at most 255 of them on the usual file systems."""


def safe_name(text: str, *, limit: int = 40) -> str:
    """Text as part of a file name: words joined by `-`, whole words up to `limit` characters, `""` where none is left.

    Letters and figures of every script stay; nothing that a file system, a shell or a ZIP reader minds does.

    >>> safe_name("../../etc/pass wd 🚀 it's ÄÖ!"), safe_name("赛博朋克风格的未来城市,夜景")
    ('etc-pass-wd-its-ÄÖ', '赛博朋克风格的未来城市-夜景')
    """
    bare = unicodedata.normalize("NFC", text).translate(_APOSTROPHES)
    words = "".join(char if unicodedata.category(char)[0] in _LETTERS else " " for char in bare).split()
    name = words[0][:limit].encode()[:_MAX_BYTES].decode(errors="ignore") if words else ""
    for word in words[1:]:
        longer = f"{name}-{word}"
        if len(longer) > limit or len(longer.encode()) > _MAX_BYTES:
            break
        name = longer
    return f"{name}-" if name.lower() in _RESERVED else name


def safe_ascii_name(text: str, *, limit: int = 40) -> str:
    """As `safe_name`, in ASCII alone: for names that stand in a URL.

    >>> safe_ascii_name("Café №1.png")
    'Cafe-No1-png'
    """
    folded = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii")
    return safe_name(folded, limit=limit)


def display_name(filename: str, *, limit: int = 60) -> str:
    """A file's name as a sentence may quote it: its last part, without control characters, not longer than a line."""
    last = re.split(r"[/\\]", filename)[-1]
    visible = "".join(char for char in last if char.isprintable()).strip()
    return visible if len(visible) <= limit else f"{visible[: limit - 9]}…{visible[-8:]}"


def download_name(
    created_at: float, model: str, prompt: str, number: int, suffix: str, *, zone: dt.tzinfo | None = None
) -> str:
    """The name under which a result is saved by its owner.

    Args:
        created_at: Unix seconds.
        model: slug.
        prompt: its first words are taken.
        number: position among the run's results, from 1.
        suffix: without the dot.
        zone: where the date is counted; None is where this machine is.

    >>> download_name(1795348800, "qwen-image-2-0-pro", "A cat, in the rain", 1, "png")
    '2026-11-22_qwen-image-2-0-pro_A-cat-in-the-rain_1.png'
    """
    date = dt.datetime.fromtimestamp(created_at).astimezone(zone).date().isoformat()
    return "_".join(part for part in (date, safe_name(model), safe_name(prompt), str(number)) if part) + f".{suffix}"

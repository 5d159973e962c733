"""Descriptions as people read them: some are written in Markdown, and are shown as plain text all the same."""

from __future__ import annotations

import re
from typing import Final

_LINK: Final = re.compile(r"\[([^\[\]\n]{1,200})\]\(([^()\s]{1,500})\)")
_STRONG: Final = re.compile(r"(\*\*|__)(?=\S)([^*_\n]{1,200})(?<=\S)\1")


def prose(text: str) -> str:
    """The text without Markdown's marks: of a link its words, and where it leads if that is an address of its own.

    >>> prose("**Note**: see [our docs](/inputs#images) or [the guide](https://example.com/guide).")
    'Note: see our docs or the guide (https://example.com/guide).'
    """
    return _STRONG.sub(r"\2", _LINK.sub(_linked, text)).strip()


def _linked(link: re.Match[str]) -> str:
    words, address = link.groups()
    return f"{words} ({address})" if address.startswith(("https://", "http://")) and address != words else words

"""`format`, as far as it is checked: what a person can get wrong and a service would refuse."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

# No pattern here repeats within a repetition, so that none can take longer than linear time.
_EMAIL: Final = re.compile(r"[^@\s]{1,64}@[^@\s.][^@\s]{0,253}", re.ASCII)
_COLOR: Final = re.compile(
    r"#(?:[0-9a-fA-F]{3,4}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})|(?:rgb|hsl)a?\([0-9.,%/ deg]{5,40}\)", re.ASCII
)
_SCHEME: Final = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*", re.ASCII)
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_DATE_TIME: Final = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt]([0-9]{2}:[0-9]{2}:)([0-9]{2})(?:\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})", re.ASCII
)
_UUID: Final = re.compile(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}", re.ASCII)
_NOT_IN_ADDRESSES: Final = re.compile(r'[\s<>"{}|\\^`\x00-\x1f]')


def is_uri(text: str) -> bool:
    """An absolute address, or a data URI; letters beyond ASCII are let pass, as browsers do."""
    scheme, colon, rest = text.partition(":")
    if not colon or not rest or not _SCHEME.fullmatch(scheme) or _NOT_IN_ADDRESSES.search(text):
        return False
    if scheme.lower() not in {"http", "https", "ftp", "ws", "wss"}:
        return True
    try:
        parts = urlsplit(text)
        return bool(parts.hostname) and (parts.port is None or parts.port >= 0)
    except ValueError:
        return False


def is_email(text: str) -> bool:
    """An address of the shape name@host."""
    return bool(_EMAIL.fullmatch(text)) and not text.endswith(".") and ".." not in text


def is_date(text: str) -> bool:
    """A day that exists, as 2026-11-22."""
    if not _DATE.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def is_date_time(text: str) -> bool:
    """A moment with its offset, as 2026-11-22T14:30:00Z; a leap second is one."""
    found = _DATE_TIME.fullmatch(text)
    if not found:
        return False
    day, clock, seconds, offset = found.groups()
    seconds = "59" if seconds == "60" else seconds
    try:
        datetime.fromisoformat(f"{day}T{clock}{seconds}{'+00:00' if offset in 'Zz' else offset}")
    except ValueError:
        return False
    return True


def is_uuid(text: str) -> bool:
    """Eight, four, four, four and twelve hexadecimal digits."""
    return bool(_UUID.fullmatch(text)) and UUID(text).int >= 0


def is_color(text: str) -> bool:
    """A colour as #rgb, #rgba, #rrggbb or #rrggbbaa, or as rgb(…) or hsl(…)."""
    return bool(_COLOR.fullmatch(text))


FORMATS: Final[Mapping[str, Callable[[str], bool]]] = {
    "uri": is_uri,
    "url": is_uri,
    "email": is_email,
    "date": is_date,
    "date-time": is_date_time,
    "uuid": is_uuid,
    "color": is_color,
}

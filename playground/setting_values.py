"""How the values of variables are read from their text; what cannot be read is a ValueError."""

from __future__ import annotations

import datetime as dt
import ipaddress
import re
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import SecretStr

_STORES = ("s3://", "gs://", "az://")
_HEADER_TEXT = re.compile(r"[\x21-\x7e]+")
_SIZE = re.compile(r"(?P<amount>\d{1,15}(?:\.\d{1,6})?)\s*(?P<unit>[KMGT]?)I?B?", re.IGNORECASE)
_POWERS = {"": 0, "K": 1, "M": 2, "G": 3, "T": 4}
_NAME = re.compile(r"[A-Za-z0-9](?:[\w.-]*\w)?", re.ASCII)
_HEADER_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?")
_HEADERS_OF_OTHERS = frozenset({"host", "cookie", "authorization", "x-forwarded-for", "x-forwarded-host"})
_EMAIL_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]{2,}")
_SHORTEST_SECRET = 24
_HOST_AND_PORT = re.compile(r"(?P<host>\[[0-9A-Fa-f:.]+\]|[^\s:/@\[\]]+):(?P<port>\d{1,5})")


def read_base_url(text: str) -> str:
    """The address of a service, without the last slash."""
    parts = urlsplit(text.strip())
    if (
        parts.scheme not in {"http", "https"}
        or not parts.hostname
        or parts.query
        or parts.fragment
        or "@" in parts.netloc
    ):
        raise ValueError(text)
    if parts.port == 0:
        raise ValueError(text)
    return text.strip().rstrip("/")


def read_bearer(text: str) -> str:
    """A key as it stands in a header."""
    key = text.strip()
    if not _HEADER_TEXT.fullmatch(key):
        raise ValueError
    return key


def read_store(text: str) -> str:
    """Where uploads are put: an address of a bucket, or `local`."""
    if text != "local" and not (text.startswith(_STORES) and urlsplit(text).netloc):
        raise ValueError(text)
    return text.rstrip("/")


def read_cancel_path(text: str) -> str:
    """The path of the call that stops a task."""
    if not text.startswith("/") or "{task_id}" not in text:
        raise ValueError(text)
    return text


def read_host_and_port(text: str) -> tuple[str, int]:
    """`HOST:PORT`, of IPv6 in brackets."""
    found = _HOST_AND_PORT.fullmatch(text.strip())
    if found is None or not 0 < int(found["port"]) < 2**16:
        raise ValueError(text)
    return found["host"].strip("[]").lower(), int(found["port"])


def read_hosts_and_ports(value: Any) -> Any:
    """Several of them, between commas or blanks."""
    if not isinstance(value, str):
        return value
    return tuple(read_host_and_port(part) for part in re.split(r"[,\s]+", value.strip()) if part)


def read_words(value: Any) -> Any:
    """Words between commas or blanks."""
    return tuple(part for part in re.split(r"[,\s]+", value.strip()) if part) if isinstance(value, str) else value


def read_listed(value: Any) -> Any:
    """What stands between commas: names may have blanks in them."""
    return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value


def read_domain(text: str) -> str:
    """The domain of mail addresses."""
    domain = text.lower().removeprefix("@")
    if not _EMAIL_DOMAIN.fullmatch(domain):
        raise ValueError(text)
    return domain


def read_header_name(text: str) -> str:
    """The name of a header that a proxy may set, in small letters."""
    name = text.strip().lower()
    if not _HEADER_NAME.fullmatch(name) or name in _HEADERS_OF_OTHERS:
        raise ValueError(text)
    return name


def check_secrets(secret: SecretStr) -> SecretStr:
    """Secrets between commas, each too long to be guessed."""
    if any(len(part.strip()) < _SHORTEST_SECRET for part in secret.get_secret_value().split(",")):
        raise ValueError
    return secret


def read_host(text: str) -> str:
    """The name of a host, or an address."""
    name = text.rstrip(".").lower()
    if not _NAME.fullmatch(name):
        ipaddress.ip_address(name.strip("[]"))
    return name.strip("[]")


def read_size(value: Any) -> Any:
    """Bytes, from `20GB` and the like."""
    if not isinstance(value, str):
        return value
    found = _SIZE.fullmatch(value.strip())
    if found is None:
        raise ValueError(value)
    return int(Decimal(found["amount"]) * 1024 ** _POWERS[found["unit"].upper()])


def zone_of(name: str) -> dt.tzinfo:
    """The time zone of that name; UTC is there even where this machine knows no zones.

    Raises:
        ZoneInfoNotFoundError: nobody knows it.
    """
    return dt.UTC if name == "UTC" else ZoneInfo(name)


def read_zone(text: str) -> str:
    """A name that the zones of this machine, or of the package `tzdata`, know."""
    name = text.strip()
    try:
        zone_of(name)
    except (ZoneInfoNotFoundError, OSError) as error:  # a folder of the database is no zone either
        raise ValueError(text) from error
    return name

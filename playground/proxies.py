"""Which proxy leads where: `HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY`, as httpx reads them.

Read by ourselves, so that requests to a service and to its results go the same way, and so that a proxy that cannot be
used is said in words: httpx raises where a client is only made, Gradio where it is only imported.
"""

from __future__ import annotations

import importlib.util
import ipaddress
import os
import urllib.request
from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

from playground.loopback import is_loopback

_SCHEMES: Final = frozenset({"http", "https", "socks5", "socks5h"})
_SOCKS: Final = frozenset({"socks5", "socks5h"})
_NAMES: Final = ("http_proxy", "https_proxy", "all_proxy")
_PORTS: Final = {"http": 80, "https": 443}

_DROPPED: dict[str, str] = {}
"""Proxies that cannot be used, by what they are for: they still stand for the only way out."""


def proxy_for(url: str) -> str | None:
    """The proxy through which an http(s) address is reached, e.g. `http://127.0.0.1:7890`; None where it is none.

    This machine's own addresses never have one.
    """
    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".")
    known = {**urllib.request.getproxies(), **_DROPPED}
    is_own = is_loopback(host) or host.lower().endswith(".localhost")
    if not host or is_own or _is_exempt(host, parts.port or _PORTS.get(parts.scheme, 0), known.get("no", "")):
        return None
    found = known.get(parts.scheme) or known.get("all")
    return found if not found or "://" in found else f"http://{found}"


def is_usable(proxy: str) -> bool:
    """Whether requests can go through it: SOCKS needs a package of its own, and older kinds are not spoken."""
    try:
        parts = urlsplit(proxy)
        is_address = bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    has_package = parts.scheme not in _SOCKS or importlib.util.find_spec("socksio") is not None
    return parts.scheme in _SCHEMES and is_address and has_package


def shown(proxy: str) -> str:
    """A proxy's address without its name and password.

    >>> shown("socks5://me:secret@10.0.0.1:1080")
    'socks5://10.0.0.1:1080'
    """
    scheme, _, rest = proxy.partition("://")
    return f"{scheme}://{rest.rpartition('@')[2]}"


def drop_unusable() -> tuple[str, ...]:
    """Take proxies that cannot be used out of the environment, where they break what only looks at it.

    Nothing goes around them: `proxy_for` still names them.

    Returns:
        Their addresses, as they may be shown.
    """
    found = dict(_unusable())
    for name, proxy in found.items():
        _DROPPED[name.lower().removesuffix("_proxy")] = proxy
        del os.environ[name]
    return tuple(dict.fromkeys(map(shown, found.values())))


def _unusable() -> Iterator[tuple[str, str]]:
    for name in (*_NAMES, *map(str.upper, _NAMES)):
        proxy = os.environ.get(name, "")
        full = proxy if not proxy or "://" in proxy else f"http://{proxy}"
        if full and not is_usable(full):
            yield name, full


def _is_exempt(host: str, port: int, exempt: str) -> bool:
    """Whether `NO_PROXY` names a host: by name (and all below it), address or network, with or without a port."""
    for entry in (part.strip().lower() for part in exempt.split(",")):
        if entry == "*":
            return True
        name = entry.rpartition("://")[2]
        if name.count(":") == 1:
            name, _, wanted = name.partition(":")
            if wanted != str(port):
                continue
        name = name.lstrip("*").strip("[]").lstrip(".")
        if name and (host.lower() == name or host.lower().endswith(f".{name}") or _is_within(host, name)):
            return True
    return False


def _is_within(host: str, network: str) -> bool:
    try:
        return ipaddress.ip_address(host) in ipaddress.ip_network(network, strict=False)
    except ValueError:
        return False

"""Who looks at the page and in which language, from the request's headers and cookies."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from typing import Any, Final, Protocol
from urllib.parse import unquote
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from starlette.requests import HTTPConnection

from playground.texts import Language, languages, preferred_language

BROWSER_COOKIE: Final = "playground_browser"
ANONYMOUS_PREFIX: Final = "once-"
"""Begins the id of a person whose browser keeps no cookie: it is a new one with each request."""
LANGUAGE_COOKIE: Final = "playground_language"
ZONE_COOKIE: Final = "playground_zone"
SIGNED_IN: Final = "playground.signed_in"
"""Where in a request's scope it stands who signed in, see `playground.server.signin`."""

_ZONE: Final = re.compile(r"[A-Za-z][\w+-]{0,31}(/[A-Za-z][\w+-]{0,31}){0,2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who signed in.

    Attributes:
        person: the id that this person's runs carry.
        name: to be shown.
        email: empty where it is not known.
        is_admin: whether the person may see what all do.
    """

    person: str
    name: str
    email: str = ""
    is_admin: bool = False


class Request(Protocol):
    """What Gradio's and Starlette's requests have in common here."""

    @property
    def cookies(self) -> Mapping[str, str]:
        """By name."""

    @property
    def headers(self) -> Mapping[str, str]:
        """By lower-case name."""

    @property
    def scope(self) -> MutableMapping[str, Any]:
        """What the middleware says of it."""


def person_of(request: Request) -> str:
    """Whose request it is: who signed in, else this browser by its unguessable id, set on the first page it got."""
    known = signed_in(request)
    return known.person if known else browser_of(request)


def browser_of(request: Request) -> str:
    """The id of the browser, whoever is signed in with it."""
    return request.cookies.get(BROWSER_COOKIE, "")


def signed_in(request: Request) -> SignedIn | None:
    """Who signed in; None where nobody has to, or all share one password."""
    found = request.scope.get(SIGNED_IN)
    return found if isinstance(found, SignedIn) else None


def is_anonymous(person: str) -> bool:
    """Whether the browser keeps no cookie, so that its person would not find again what they asked for."""
    return not person or person.startswith(ANONYMOUS_PREFIX)


def network_of_address(address: str) -> str:
    """What counts as one address: of IPv6, where one household has as many as it likes, the first 64 bits.

    >>> network_of_address("1.2.3.4"), network_of_address("::ffff:1.2.3.4"), network_of_address("2001:db8::1:2:3:4")
    ('1.2.3.4', '1.2.3.4', '2001:db8::/64')
    """
    try:
        given = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(given, ipaddress.IPv4Address):
        return str(given)
    return str(given.ipv4_mapped or ipaddress.ip_network((int(given) >> 64 << 64, 64)))


def network_of_request(request: HTTPConnection) -> str:
    """Where a request comes from, as `network_of_address` counts it."""
    return network_of_address(request.client.host) if request.client else ""


def language_of(request: Request) -> Language:
    """The language that was chosen in the header, else the browser's first that we speak."""
    chosen = request.cookies.get(LANGUAGE_COOKIE)
    return chosen if chosen in languages() else preferred_language(request.headers.get("accept-language", ""))


def zone_of(request: Request) -> ZoneInfo | None:
    """The time zone that the browser told of itself; None where it told none, or one that nobody knows."""
    name = unquote(request.cookies.get(ZONE_COOKIE, ""))
    if not _ZONE.fullmatch(name):
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None

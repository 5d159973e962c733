"""Where somebody who has signed in is led back to."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

from starlette.requests import Request

_LOCAL: Final = re.compile(r"/(?![/\\])[\x21-\x5b\x5d-\x7e]*")
"""A path here: what a browser would take for another site's address is none."""
_LONGEST: Final = 2_000


def address_of(request: Request) -> str:
    """The page that was asked for; the first one where there is nothing to come back to."""
    path, query = request.url.path, request.url.query
    is_page = request.method in {"GET", "HEAD"} and not path.startswith(("/login", "/logout"))
    return path + (f"?{query}" if query else "") if is_page else "/"


def local_path(wanted: str) -> str:
    r"""Where a person goes back to: a path of ours, else the first page.

    >>> local_path("/?model=a"), local_path("//evil.example"), local_path("/\\evil.example"), local_path("https://a.b")
    ('/?model=a', '/', '/', '/')
    >>> local_path("/\t/evil.example"), local_path("/login?next=/"), local_path("/.//evil.example")
    ('/', '/', '/')
    """
    if len(wanted) > _LONGEST or not _LOCAL.fullmatch(wanted):
        return "/"
    path = urlsplit(wanted).path
    return "/" if "//" in path or "/." in path or path.startswith(("/login", "/logout")) else wanted

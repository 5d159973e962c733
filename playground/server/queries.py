"""What pages ask for in a request's query."""

from __future__ import annotations

import re
from typing import Final

from starlette.requests import Request

from playground.errors import BadRequestError
from playground.ui.cells import MOST_COPIES

_MOST: Final = 10**9
_CLICK: Final = re.compile(r"[A-Za-z0-9-]{0,64}")


def whole_in(request: Request, name: str, usual: int) -> int:
    """A number that is not negative.

    Raises:
        BadRequestError: it is none.
    """
    text = request.query_params.get(name, str(usual))
    if not (text.isascii() and text.isdigit() and len(text) < len(str(_MOST))):
        raise BadRequestError("request.unreadable")
    return int(text)


def copies_in(request: Request) -> int:
    """How many runs of each are asked for.

    Raises:
        BadRequestError: none, or too many.
    """
    copies = whole_in(request, "copies", 1)
    if not 1 <= copies <= MOST_COPIES:
        raise BadRequestError("request.unreadable")
    return copies


def click_in(request: Request) -> str:
    """The name of a click, which is the same where it is made again because its answer was lost; empty without one.

    Raises:
        BadRequestError: no page gives such a name.
    """
    name = request.query_params.get("click", "")
    if not _CLICK.fullmatch(name):
        raise BadRequestError("request.unreadable")
    return name

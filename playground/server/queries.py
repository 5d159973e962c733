"""Whole numbers in a request's query."""

from __future__ import annotations

from typing import Final

from starlette.requests import Request

from playground.errors import BadRequestError
from playground.ui.cells import MOST_COPIES

_MOST: Final = 10**9


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

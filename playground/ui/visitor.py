"""Who looks at the page and in which language, from the request's headers and cookies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Protocol

from playground.texts import Language

BROWSER_COOKIE: Final = "playground_browser"
STRANGER: Final = "once-"
"""Begins the id of a browser that keeps no cookie: it is a new one with each request."""
LANGUAGE_COOKIE: Final = "playground_language"


class Request(Protocol):
    """What Gradio's and Starlette's requests have in common here."""

    @property
    def cookies(self) -> Mapping[str, str]:
        """By name."""

    @property
    def headers(self) -> Mapping[str, str]:
        """By lower-case name."""


def browser_of(request: Request) -> str:
    """The unguessable id of this browser: set on the first page that it gets."""
    return request.cookies.get(BROWSER_COOKIE, "")


def is_stranger(browser: str) -> bool:
    """Whether the browser keeps no cookie, so that it would not find again what it asked for."""
    return not browser or browser.startswith(STRANGER)


def language_of(request: Request) -> Language:
    """The language that was chosen in the header, else the browser's first that we speak."""
    chosen = request.cookies.get(LANGUAGE_COOKIE)
    if chosen in ("en", "zh"):
        return "zh" if chosen == "zh" else "en"
    for wish in request.headers.get("accept-language", "").lower().split(","):
        if wish.strip().startswith("zh"):
            return "zh"
        if wish.strip().startswith("en"):
            return "en"
    return "en"

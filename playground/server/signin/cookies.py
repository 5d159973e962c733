"""The cookies of signing in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

SESSION: Final = "playground_session"
_HOST_PREFIX: Final = "__Host-"
"""With it a browser takes a cookie only over https, from this host itself and for all of it."""


@dataclass(frozen=True, slots=True)
class CookieRules:
    """How cookies are set.

    Attributes:
        is_secure: whether the outside reaches us over https, whatever this server sees of it.
        framed_anywhere: whether the page stands in frames of other sites, where a browser keeps no lax cookie.
    """

    is_secure: bool = False
    framed_anywhere: bool = False

    def read(self, request: Request, name: str) -> str:
        """A cookie's value; empty where there is none."""
        return request.cookies.get(self._named(request, name), "")

    def write(self, answer: Response, request: Request, name: str, value: str, age: int) -> None:
        """Have a cookie set for so many seconds; 0 takes it away."""
        kind = "SameSite=None; Partitioned" if self.framed_anywhere else "SameSite=Lax"
        secure = "; Secure" if self._is_secure(request) else ""
        cookie = f"{self._named(request, name)}={value}; Path=/; Max-Age={age}; HttpOnly; {kind}{secure}"
        answer.headers.append("Set-Cookie", cookie)

    def _named(self, request: Request, name: str) -> str:
        return _HOST_PREFIX + name if self._is_secure(request) else name

    def _is_secure(self, request: Request) -> bool:
        return self.is_secure or self.framed_anywhere or request.url.scheme == "https"

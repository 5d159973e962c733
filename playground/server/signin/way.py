"""What every way of signing in does for the gate."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol

from starlette.requests import Request
from starlette.responses import Response

from playground.people.person import Person


@dataclass(frozen=True, slots=True)
class Visit:
    """A request that may pass.

    Attributes:
        key: of its session, or of its person where there are no sessions: by it open tabs are found again.
        person: who it is; None where one password is shared, and each browser is a person.
    """

    key: str
    person: Person | None


@dataclass(frozen=True, slots=True)
class SignedOut:
    """A visit has ended: its open tabs are closed.

    Attributes:
        response: what is answered.
        key: of the visit; empty where there was none.
    """

    response: Response
    key: str


class Way(Protocol):
    """One way of signing in. Every method may raise `StorageError`."""

    async def answer(self, request: Request) -> Response | SignedOut | None:
        """What is answered to signing in and out; None to any other request."""

    async def visit(self, request: Request) -> Visit | Response:
        """Whose request it is, or what is answered in its place."""

    async def open_ones(self, keys: Collection[str]) -> frozenset[str]:
        """Which of these visits may still go on."""

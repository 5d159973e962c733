"""A person, as a provider names one and as we know one."""

from __future__ import annotations

import secrets
import string
from dataclasses import dataclass
from typing import Final

PERSON_PREFIX: Final = "p-"
"""Begins the id of a person who signs in. No cookie gives such an id, see `playground.server.security`."""

_ID_BYTES: Final = 16
_SMALL: Final = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


@dataclass(frozen=True, slots=True)
class Identity:
    """Who signs in, in the words of whoever vouches for it.

    Attributes:
        provider: an issuer's address, or `header`.
        subject: the provider's name for the person, which never changes.
        email: only where the provider has verified it, as `folded_address` gives it.
        name: to be shown.
    """

    provider: str
    subject: str
    email: str | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one person may do, where that is not what everybody may.

    None is what holds for everybody, `UNLIMITED` any number.

    Attributes:
        day: most that may be spent on a day, in millionths of the currency.
        month: the same of a month.
        most_runs: runs at work at the same time.
        most_bytes: how much results and uploads may hold.
    """

    day: int | None = None
    month: int | None = None
    most_runs: int | None = None
    most_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who signs in.

    Attributes:
        person: the id that runs and all else carry.
        identity: who that is.
        created_at: Unix seconds of the first sign-in.
        seen_at: when last seen, to some minutes.
        is_admin: whether an admin or a command made this person one; see also `PLAYGROUND_ADMINS`.
        is_disabled: nothing is open to this person.
        limits: of this person's own.
    """

    person: str
    identity: Identity
    created_at: float
    seen_at: float
    is_admin: bool = False
    is_disabled: bool = False
    limits: Limits = Limits()

    @property
    def shown_name(self) -> str:
        """What the person is called on a page."""
        return self.identity.name or self.identity.email or self.identity.subject

    def is_named(self, names: frozenset[str]) -> bool:
        """Whether `PLAYGROUND_ADMINS` names this person, by e-mail address or subject."""
        return self.identity.subject in names or self.identity.email in set(map(folded_address, names))

    def may_administer(self, names: frozenset[str]) -> bool:
        """Whether this person is an admin, made one or named, and is let in."""
        return (self.is_admin or self.is_named(names)) and not self.is_disabled


@dataclass(frozen=True, slots=True)
class Session:
    """A browser that is signed in.

    Attributes:
        digest: of its token.
        person: whose; None where one password is shared.
        used_at: Unix seconds, to some minutes.
        expires_at: Unix seconds.
    """

    digest: str
    person: Person | None
    used_at: float
    expires_at: float


def new_person_id() -> str:
    """An unguessable id."""
    return PERSON_PREFIX + secrets.token_urlsafe(_ID_BYTES)


def folded_address(email: str) -> str:
    """An e-mail address as it is compared: only what ASCII has is made small.

    `str.lower` makes a Kelvin sign a k, and so one mailbox another's.

    >>> folded_address("Mark@Example.com"), folded_address("mar\u212a@example.com") == "mark@example.com"
    ('mark@example.com', False)
    """
    return email.translate(_SMALL)

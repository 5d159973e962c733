"""Whom of those that a provider knows we let in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from playground.errors import SignInError
from playground.people.person import Identity, folded_address

_NAMES: Final = ("name", "preferred_username", "nickname", "given_name", "email", "sub")
_GROUPS: Final = ("groups", "roles", "orgs")
"""Claims in which providers name groups: texts, or objects that have a name."""
_LONGEST_SUBJECT: Final = 255
_LONGEST_EMAIL: Final = 320


@dataclass(frozen=True, slots=True)
class Admission:
    """Who may come in; where both are given, both have to fit.

    Attributes:
        domains: of e-mail addresses that the provider has verified, in lower case; empty is any, or no address at all.
        groups: of which one has to be among the person's; empty is any or none.
    """

    domains: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()

    def identity(self, provider: str, claims: Mapping[str, Any]) -> Identity:
        """Who that is, if we let them in.

        Raises:
            SignInError: `signin.domain`, `signin.unverified` or `signin.group`.
        """
        email = verified_email(claims)
        if self.domains:
            if email is None:
                raise SignInError("signin.unverified")
            if email.rpartition("@")[2] not in self.domains:
                raise SignInError("signin.domain", email=email)
        if self.groups and self.groups.isdisjoint(groups_in(claims)):
            raise SignInError("signin.group")
        subject = str(claims["sub"])
        if len(subject) > _LONGEST_SUBJECT or not subject.isprintable():
            raise SignInError("signin.provider", reason="sub")
        found = (_shown(claims.get(name)) for name in _NAMES)
        return Identity(provider, subject, email, next((name for name in found if name), subject))


def verified_email(claims: Mapping[str, Any]) -> str | None:
    """The e-mail address that the provider has verified, folded; None where it says nothing, or not that.

    >>> verified_email({"email": "Ann@Example.com", "email_verified": True})
    'ann@example.com'
    >>> verified_email({"email": "ann@example.com"}), verified_email({"email": "a@b.example", "email_verified": "no"})
    (None, None)
    """
    email, is_verified = claims.get("email"), claims.get("email_verified")
    if not isinstance(email, str) or is_verified not in (True, "true"):
        return None
    email = email.strip()
    is_one = email.count("@") == 1 and email.isprintable() and len(email) <= _LONGEST_EMAIL
    return folded_address(email) if is_one else None


def _shown(name: Any) -> str:
    """A name without what cannot be seen, or kept in a database; empty where there is none."""
    return "".join(filter(str.isprintable, name)).strip() if isinstance(name, str) else ""


def groups_in(claims: Mapping[str, Any]) -> frozenset[str]:
    """The names of a person's groups.

    >>> sorted(groups_in({"groups": ["team"], "orgs": [{"sub": "1", "preferred_username": "studio", "name": "S"}]}))
    ['1', 'studio', 'team']
    """
    return frozenset(_groups(claims))


def _groups(claims: Mapping[str, Any]) -> Iterator[str]:
    for claim in _GROUPS:
        listed = claims.get(claim)
        for one in listed if isinstance(listed, list) else ():
            if isinstance(one, str):
                yield one
            elif isinstance(one, dict):
                # Anybody may give a group of theirs any name to be shown: it counts only where there is no other.
                names = (one.get("sub"), one.get("id"), one.get("preferred_username", one.get("name")))
                yield from (name for name in names if isinstance(name, str))

"""What a log line belongs to, besides what it says: which request, person and run."""

from __future__ import annotations

import contextvars
import hashlib
from collections.abc import Mapping
from typing import Final

LOG_CONTEXT: Final[contextvars.ContextVar[Mapping[str, str]]] = contextvars.ContextVar("log_context")
"""Unset where a line belongs to nothing. A request's may grow while it is answered."""

_SIGNED_IN: Final = "p-"


def context_of_run(run_id: str, person: str) -> contextvars.Context:
    """The context of the work on a run, whatever request it was begun in."""
    context = contextvars.copy_context()
    context.run(LOG_CONTEXT.set, {**LOG_CONTEXT.get({}), "run": run_id, "person": loggable_person(person)})
    return context


def loggable_person(person: str) -> str:
    """A name for a person that opens nothing: the id of a browser is what its cookie holds.

    >>> loggable_person("p-7Hs"), loggable_person("a-browser's-cookie")
    ('p-7Hs', 'browser-c5407e7b74')
    """
    if person.startswith(_SIGNED_IN):
        return person
    return f"browser-{hashlib.blake2b(person.encode('utf-8', 'replace'), digest_size=5).hexdigest()}"

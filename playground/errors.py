"""Everything that this package raises on purpose.

    PlaygroundError
    ├── SettingsError      a setting is missing or unusable
    ├── SchemaError        a schema cannot become a form
    ├── BadRequestError    what a page sent cannot be read, or is too much
    ├── UploadError        a reference file cannot be used
    ├── FetchError         a result cannot be fetched
    ├── SignInError        somebody cannot be signed in
    ├── StorageError       the ledger or the data folder cannot be used
    └── UnknownModelError  no model has that name

An error carries a `code` and `params`; `playground.texts` turns the two into a sentence. A failed task is a state
of that task, not an exception.
"""

from __future__ import annotations

from typing import Any


class PlaygroundError(Exception):
    """The root of the tree.

    Args:
        code: key of the sentence in `playground.texts`.
        params: what the sentence names: numbers, names, paths; never a secret.
    """

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params

    def __str__(self) -> str:
        details = ", ".join(f"{name}={value!r}" for name, value in self.params.items())
        return f"{self.code}({details})"


class SettingsError(PlaygroundError):
    """A setting is missing or unusable: said at start, never later."""


class SchemaError(PlaygroundError):
    """A schema cannot become a form; the limit or keyword that stands in the way is named."""


class BadRequestError(PlaygroundError):
    """What a page sent is not what pages send, or more than one request may hold or ask for; nothing was done."""


class UploadError(PlaygroundError):
    """A reference file is of the wrong kind, too large, unreadable or cannot be published."""


class FetchError(PlaygroundError):
    """A result cannot be fetched or is not what it claims: it is paid for, and may be fetched again."""


class SignInError(PlaygroundError):
    """Somebody cannot be signed in: the provider does not answer, or says no, or is not believed, or we say no."""


class StorageError(PlaygroundError):
    """The ledger or the data folder cannot be read or written: nothing was sent."""


class BucketError(StorageError):
    """The bucket of results and uploads cannot be read or written."""


class UnknownModelError(PlaygroundError):
    """No model of that name is installed."""

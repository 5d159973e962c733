"""Sentences of the errors."""

ERRORS: dict[str, tuple[str, str]] = {}

"""Sentences of the problems."""

PROBLEMS: dict[str, tuple[str, str]] = {}

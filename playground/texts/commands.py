"""Sentences of the commands."""

COMMANDS: dict[str, tuple[str, str]] = {}

"""Sentences of the catalog."""

CATALOG: dict[str, tuple[str, str]] = {}

"""Sentences of the page."""

PAGE: dict[str, tuple[str, str]] = {}

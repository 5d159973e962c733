"""Apps of other people, in one browser for all tests."""

from __future__ import annotations

from serving import chromium

__all__ = ["chromium"]

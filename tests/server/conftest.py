"""Real servers, each a process of its own."""

from __future__ import annotations

from serving import sandbox, serve

__all__ = ["sandbox", "serve"]

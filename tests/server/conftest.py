"""Real servers, each a process of its own."""

from __future__ import annotations

from bucketserver import bucket
from serving import sandbox, serve

__all__ = ["bucket", "sandbox", "serve"]

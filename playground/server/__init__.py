"""The server: guards in front, the page, routes for uploads and results, the embedded sandbox, start and stop."""

from playground.server.app import create_server, serve

__all__ = ["create_server", "serve"]

"""Whose certificates are trusted: those that come with httpx, or what `SSL_CERT_FILE` or `SSL_CERT_DIR` names."""

from __future__ import annotations

import os
import ssl
from functools import cache

import httpx


def trusted() -> ssl.SSLContext:
    """What checks certificates, for any number of clients: to read some hundred of them takes longer than a request."""
    return _read(os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR"))


@cache
def _read(_file: str | None, _folder: str | None) -> ssl.SSLContext:
    return httpx.create_ssl_context()

"""Time that costs none, and a certificate that nobody trusts."""

from __future__ import annotations

import ssl
import subprocess
from pathlib import Path

import pytest
from timeline import Timeline


@pytest.fixture
def timeline() -> Timeline:
    return Timeline()


@pytest.fixture
def self_signed(tmp_path: Path) -> ssl.SSLContext:
    certificate, key = tmp_path / "certificate.pem", tmp_path / "key.pem"
    asked = ["-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost", "-days", "1"]
    subprocess.run(["openssl", "req", *asked, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context

"""Certificates are read once, and again where the environment names others."""

from __future__ import annotations

from pathlib import Path

import certifi
import pytest

from playground.certificates import trusted

END = "-----END CERTIFICATE-----\n"


def test_they_are_read_once_for_what_the_environment_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    monkeypatch.delenv("SSL_CERT_DIR", raising=False)
    usual = trusted()
    assert trusted() is usual
    assert len(usual.get_ca_certs()) > 50
    one = tmp_path / "one.pem"
    one.write_text(Path(certifi.where()).read_text(encoding="utf-8").partition(END)[0] + END, encoding="utf-8")
    monkeypatch.setenv("SSL_CERT_FILE", str(one))
    assert len(trusted().get_ca_certs()) == 1
    assert trusted() is trusted()
    monkeypatch.delenv("SSL_CERT_FILE")
    assert trusted() is usual

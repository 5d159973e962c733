from __future__ import annotations

import datetime as dt
import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from playground.errors import FetchError
from playground.files.download import DownloadLimits
from playground.files.results import Results
from tests.files.host import Host, reply, started

NAME = "results.example"

Secure: TypeAlias = tuple[Host, list[str | None]]


@dataclass(frozen=True)
class Remote:
    url: str
    kind: str = "image"
    text: str | None = None


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """Key and certificate of one host, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "host.pem"
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


@pytest.fixture
async def secure(certificate: Path, png: bytes) -> AsyncIterator[Secure]:
    """A host that speaks TLS, and the names that it was asked for in the handshake."""
    asked: list[str | None] = []
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate)
    tls.sni_callback = lambda _, name, __: asked.append(name)
    host, server = await started("127.0.0.1", tls=tls)
    host.serve("/p.png", reply(png))
    yield host, asked
    server.close()


async def here(*_: object) -> tuple[str, ...]:
    return ("127.0.0.1",)


def results(folder: Path, port: int) -> Results:
    allowed = frozenset({(NAME, port), ("other.example", port)})
    return Results(folder, allowed, limits=DownloadLimits(pauses=()), resolver=here)


async def test_a_certificate_is_checked_for_the_name_and_not_for_the_address(
    secure: Secure,
    certificate: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    png: bytes,
) -> None:
    host, asked = secure
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    trusting = results(tmp_path / "results", host.port)
    assert (await trusting.fetch("run", 0, Remote(f"https://{NAME}:{host.port}/p.png"))).size == len(png)
    assert asked == [NAME]
    with pytest.raises(FetchError) as caught:
        await trusting.fetch("run", 0, Remote(f"https://other.example:{host.port}/p.png"))
    assert caught.value.code == "fetch.not_reachable"
    assert len(host.heads) == 1
    await trusting.close()


async def test_a_certificate_that_nobody_vouches_for_is_refused(secure: Secure, tmp_path: Path) -> None:
    host, _ = secure
    strict = results(tmp_path / "results", host.port)
    with pytest.raises(FetchError) as caught:
        await strict.fetch("run", 0, Remote(f"https://{NAME}:{host.port}/p.png"))
    assert caught.value.code == "fetch.not_reachable"
    assert host.heads == []
    await strict.close()


async def test_a_proxy_in_the_environment_is_passed_by(
    host: Host, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, png: bytes
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    monkeypatch.delenv("NO_PROXY", raising=False)
    direct = Results(tmp_path, frozenset({("127.0.0.1", host.port)}), limits=DownloadLimits(pauses=()))
    assert (await direct.fetch("run", 0, Remote(host.serve("/p", reply(png))))).size == len(png)
    await direct.close()

"""A provider of one's own company may have a certificate that only `SSL_CERT_FILE` vouches for."""

from __future__ import annotations

import asyncio
import json
import ssl
import subprocess
from pathlib import Path

import pytest

from playground.errors import SignInError
from playground.server.signin.oidc import Provider, Registration


async def _no_pause(_seconds: float) -> None:
    """Tests try again at once."""


def _certificate(folder: Path) -> tuple[Path, Path]:
    """One for this machine that vouches for itself, and its key."""
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    asked = ["-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost", "-days", "1"]
    named = ["-addext", "subjectAltName=DNS:localhost", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run(["openssl", "req", *asked, *named], check=True, capture_output=True)
    return certificate, key


async def test_it_is_trusted_as_the_environment_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    certificate, key = _certificate(tmp_path)
    shown = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    shown.load_cert_chain(certificate, key)

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        body = json.dumps({"issuer": issuer, "authorization_endpoint": f"{issuer}/enter"}).encode()
        writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body))
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(answer, "localhost", 0, ssl=shown) as server:
        issuer = f"https://localhost:{server.sockets[0].getsockname()[1]}"
        provider = Provider(Registration(issuer, "us", "a secret"), sleep=_no_pause)
        with pytest.raises(SignInError) as caught:
            await provider.address("http://here/back", state="s", nonce="n", verifier="v" * 43)
        assert caught.value.code == "signin.unreachable"
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        address = await provider.address("http://here/back", state="s", nonce="n", verifier="v" * 43)
    assert address.startswith(f"{issuer}/enter?")

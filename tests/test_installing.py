"""What installs the playground: uv is told what pip is told, or is not asked."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

ENVIRONMENT_OF_UV = runpy.run_path(str(Path(__file__).parents[1] / ".ci" / "install.py"))["environment_of_uv"]
ALWAYS = {"UV_INDEX_STRATEGY": "unsafe-best-match", "UV_SYSTEM_CERTS": "1", "UV_CONSTRAINT": "constraints.txt"}


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("", {}),
        ("global.index-url='https://a.example/simple'", {"UV_DEFAULT_INDEX": "https://a.example/simple"}),
        ("global.extra-index-url='file:///a\\nfile:///b'", {"UV_INDEX": "file:///a file:///b"}),
        (":env:.find-links='/wheels /more'\nglobal.find-links='/none'", {"UV_FIND_LINKS": "/wheels,/more"}),
        ("install.timeout='9'\nglobal.timeout='3'\ndownload.pre='true'", {"UV_HTTP_TIMEOUT": "9"}),
        ("global.constraint='/a.txt'\nglobal.quiet='1'", {"UV_CONSTRAINT": "/a.txt constraints.txt"}),
        ("site.x='1'\nglobal.cert='/a.pem'", {"SSL_CERT_FILE": "/a.pem"}),
    ],
)
def test_uv_is_told_what_pip_is_told(said: str, told: dict[str, str]) -> None:
    assert ENVIRONMENT_OF_UV(said) == ALWAYS | told


@pytest.mark.parametrize("said", ["global.proxy='http://a.example'", "install.no-binary=':all:'", ":env:.pre='1'"])
def test_what_only_pip_understands_is_left_to_pip(said: str) -> None:
    assert ENVIRONMENT_OF_UV(said) is None

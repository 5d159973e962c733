"""Which way requests go: by the environment, never around a proxy that it names, never through one to this machine."""

from __future__ import annotations

import pytest

from playground import proxies
from playground.proxies import drop_unusable, is_usable, proxy_for, shown
from playground.tasks.client import Service, open_client
from playground.tasks.responses import NoResponse

PROXY = "http://127.0.0.1:3128"


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http", "https", "all", "no"):
        monkeypatch.delenv(f"{name}_proxy", raising=False)
        monkeypatch.delenv(f"{name.upper()}_PROXY", raising=False)
    monkeypatch.setattr(proxies, "_DROPPED", {})


@pytest.mark.parametrize(
    ("environment", "url", "expected"),
    [
        ({}, "https://a.example/x", None),
        ({"HTTPS_PROXY": PROXY}, "https://a.example/x", PROXY),
        ({"HTTPS_PROXY": PROXY}, "http://a.example/x", None),
        ({"http_proxy": "127.0.0.1:3128"}, "http://a.example/x", PROXY),
        ({"ALL_PROXY": "socks5://127.0.0.1:1"}, "https://a.example", "socks5://127.0.0.1:1"),
        ({"ALL_PROXY": "socks5://127.0.0.1:1", "HTTPS_PROXY": PROXY}, "https://a.example", PROXY),
        *(({"ALL_PROXY": PROXY}, url, None) for url in ("http://127.0.0.1:7860/sandbox", "http://localhost:1", "http://[::1]:2")),
        *(({"ALL_PROXY": PROXY, "NO_PROXY": no}, "https://a.example/x", None)
          for no in ("*", "a.example", ".example", "example", "*.example", "b, A.EXAMPLE:443")),
        *(({"ALL_PROXY": PROXY, "NO_PROXY": no}, "https://a.example/x", PROXY)
          for no in ("b.example", "a.example:80", "xa.example", "ample", "")),
        ({"ALL_PROXY": PROXY, "NO_PROXY": "10.0.0.0/8"}, "http://10.2.3.4/x", None),
        ({"ALL_PROXY": PROXY, "NO_PROXY": "10.0.0.0/8"}, "http://11.2.3.4/x", PROXY),
    ],
)  # fmt: skip
def test_the_environment_tells_the_way(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], url: str, expected: str | None
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert proxy_for(url) == expected


@pytest.mark.parametrize("proxy", ["socks4://h:1", "quic://h:1", "socks5://", "http://h:99999", "http://"])
async def test_what_cannot_be_used_is_set_aside_and_nothing_goes_around_it(
    monkeypatch: pytest.MonkeyPatch, proxy: str
) -> None:
    monkeypatch.setenv("ALL_PROXY", proxy)
    monkeypatch.setenv("HTTP_PROXY", "")
    assert not is_usable(proxy)
    assert drop_unusable() == (shown(proxy),)
    assert drop_unusable() == ()
    assert proxy_for("http://a.example/") == proxy
    async with open_client(Service("http://a.example", None)) as client:
        answer = await client.fetch("task_1")
    assert isinstance(answer, NoResponse)
    assert (answer.arrived, answer.is_proxy) == (False, True)


def test_socks_without_its_package_is_not_usable(monkeypatch: pytest.MonkeyPatch) -> None:
    assert is_usable("socks5://127.0.0.1:1080")
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    assert not is_usable("socks5h://127.0.0.1:1080")
    assert is_usable(PROXY)


@pytest.mark.parametrize("proxy", ["http://127.0.0.1:1", "socks5://127.0.0.1:1"])
async def test_a_proxy_that_is_not_there_is_blamed(monkeypatch: pytest.MonkeyPatch, proxy: str) -> None:
    monkeypatch.setenv("ALL_PROXY", proxy)
    async with open_client(Service("http://a.example", None)) as client:
        answer = await client.fetch("task_1")
    assert isinstance(answer, NoResponse)
    assert (answer.arrived, answer.is_proxy) == (False, True)


def test_no_password_is_shown() -> None:
    assert shown("http://me:pass@word@10.0.0.1:80") == "http://10.0.0.1:80"

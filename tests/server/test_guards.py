"""What stands before the page: nobody else's address, nobody else's page, no side doors."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from pages import ROOT, Serve, Served, environment_for

SECRET = "mv_live_the_secret_of_the_house"  # noqa: S105 - of this test


@pytest.mark.parametrize(
    "path",
    [
        "/gradio_api/file=http://127.0.0.1:1/x",
        "/gradio_api/FILE=http://127.0.0.1:1/x",
        "/gradio_api/file%3Dhttp%3A%2F%2F127.0.0.1%3A1%2Fx",
        "/GRADIO_API/file=https://example.com/",
        "/gradio_api/file=/etc/passwd",
        "/gradio_api/proxy=http://127.0.0.1:1/x",
        "/gradio_api/upload",
        "/gradio_api/info",
        "//gradio_api/file=http://127.0.0.1:1/x",
    ],
)
def test_gradios_side_doors_are_shut(sandbox: Served, path: str) -> None:
    assert httpx.get(sandbox.url + path).status_code in {403, 404}


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "http://127.0.0.1:1"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
@pytest.mark.parametrize("path", ["/draft", "/runs/x/cancel", "/uploads", "/gradio_api/run/predict"])
def test_other_sites_change_nothing(sandbox: Served, path: str, headers: dict[str, str]) -> None:
    answer = httpx.post(sandbox.url + path, headers=headers, content="{}")
    assert answer.status_code == 403
    assert "other sites" in answer.text


def test_our_own_page_may(sandbox: Served) -> None:
    headers = {"Origin": sandbox.url, "Sec-Fetch-Site": "same-origin"}
    assert httpx.post(f"{sandbox.url}/runs/x/cancel", headers=headers).status_code == 404


@pytest.mark.parametrize("host", ["evil.example", "evil.example:7860", "127.0.0.1.evil.example", "10.0.0.1"])
def test_only_names_of_this_machine_are_taken(sandbox: Served, host: str) -> None:
    assert httpx.get(sandbox.url, headers={"Host": host}).status_code == 403


@pytest.mark.parametrize("host", ["localhost:1", "127.0.0.1", "[::1]:7860"])
def test_all_names_of_this_machine_are(sandbox: Served, host: str) -> None:
    assert httpx.get(f"{sandbox.url}/models", headers={"Host": host}).status_code == 200


def test_headers_are_safe(sandbox: Served) -> None:
    answer = httpx.get(sandbox.url, headers={"Origin": "https://evil.example"})
    assert not [name for name in answer.headers if name.startswith("access-control-")]
    policy = answer.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'self'" in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    cookie = answer.headers["set-cookie"]
    assert "playground_browser=" in cookie
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_a_browser_keeps_its_id(sandbox: Served) -> None:
    with httpx.Client() as browser:
        browser.get(sandbox.url)
        assert "set-cookie" not in browser.get(sandbox.url).headers


def test_a_public_address_is_taken_too(serve: Serve) -> None:
    served = serve(public_url="https://play.example")
    assert httpx.get(f"{served.url}/models", headers={"Host": "play.example"}).status_code == 200
    headers = {"Host": "play.example", "Origin": "https://play.example"}
    assert httpx.post(f"{served.url}/runs/x/cancel", headers=headers).status_code == 404
    assert "Secure" in httpx.get(served.url).headers["set-cookie"]


def test_nothing_without_the_password(serve: Serve) -> None:
    served = serve(password="open sesame")  # noqa: S106 - of this test
    for path in ("/", "/config", "/models", "/live", "/results/x/y", "/gradio_api/startup-events", "/workbench"):
        answer = httpx.get(served.url + path)
        assert answer.status_code == 401, path
        assert "password" in answer.text
    with httpx.Client(base_url=served.url, follow_redirects=True) as browser:
        wrong = browser.post("/login", data={"password": "open barley"})
        assert "That is not the password" in wrong.text
        assert browser.get("/models").status_code == 401
        assert browser.post("/login", data={"password": "open sesame"}).status_code == 200
        assert browser.get("/models").status_code == 200
        assert "open sesame" not in str(dict(browser.cookies))


def test_the_key_is_nowhere(serve: Serve) -> None:
    served = serve(api_key=SECRET, api_url="http://127.0.0.1:9")
    for path in ("/", "/config", "/models", "/live"):
        with httpx.stream("GET", served.url + path) as answer:
            first = next(answer.iter_text())
        assert SECRET not in first
    files = [path for path in served.data.parent.rglob("*") if path.is_file()]
    assert files
    assert not [path for path in files if SECRET.encode() in path.read_bytes()]


def refused(folder: Path, settings: dict[str, str]) -> str:
    """What a server says that does not start."""
    done = subprocess.run(
        [sys.executable, "-m", "playground", "serve"],
        cwd=ROOT,
        env=environment_for(folder / "data", settings),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    return done.stdout + done.stderr


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"api_key": SECRET, "host": "0.0.0.0"}, "PLAYGROUND_PASSWORD"),  # noqa: S104 - the case in point
        ({"port": "no number"}, "PLAYGROUND_PORT"),
    ],
)
def test_settings_that_do_not_do_are_said_in_words(tmp_path: Path, settings: dict[str, str], words: str) -> None:
    said = refused(tmp_path, settings)
    assert words in said
    assert SECRET not in said


def test_a_busy_port_is_said_in_words(sandbox: Served, tmp_path: Path) -> None:
    assert "is taken" in refused(tmp_path, {"port": sandbox.environment["PLAYGROUND_PORT"]})

"""What a visitor reaches of Gradio: the page's shell and its files, and nothing else under any spelling."""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import gradio as gr
import httpx
import patient
import pytest
from fairness import PATIENCE
from fastapi import FastAPI
from pages import Served
from starlette.routing import Mount

from playground.server.gradio_shell import KEPT, mount_gradio_shell, path_of
from playground.ui.page import build_page

FILE = {"path": "/etc/passwd", "meta": {"_type": "gradio.FileData"}}
CALL = json.dumps({"data": [FILE], "fn_index": 0, "session_hash": "made-up"}).encode()
API = ("run/predict", "api/predict", "call/predict", "queue/join", "upload", "component_server", "reset", "cancel")
SPELT = ("/gradio_api/{}", "/{}", "//gradio_api/{}", "/GRADIO_API/{}", "/%67radio_api/{}", "/gradio_api/./{}")
ASIDE = (
    *("/gradio_api%2Frun%2Fpredict", "/gradio_api/queue/data?session_hash=x", "/gradio_api/heartbeat/x"),
    *("/gradio_api/app_id", "/gradio_api/startup-events", "/gradio_api/info", "/gradio_api/openapi.json"),
    *("/gradio_api/deep_link", "/gradio_api/runs", "/gradio_api/file=/etc/passwd", "/gradio_api/theme.css"),
    *("/config", "/config/", "/CONFIG", "/%63onfig", "//config", "/./config", "/assets/../config"),
    *("/assets/%2e%2e/config", "/static/..%2f..%2findex.html", "/openapi.json", "/docs", "/redoc", "/monitoring"),
    *("/monitoring/summary", "/login", "/login/", "/logout", "/token", "/user", "/login_check", "/robots.txt"),
    *("/deep_link", "/pwa_icon", "/pwa_icon/192", "/manifest.json", "/svelte/x.js", "/runs", "/file=/etc/passwd"),
    *("/dev/reload", "/mcp", "/assets", "/static/"),
)


@pytest.fixture
def line(sandbox: Served) -> Iterator[HTTPConnection]:
    """A connection that sends paths as they are written."""
    connection = HTTPConnection(urlsplit(sandbox.url).netloc, timeout=PATIENCE)
    yield connection
    connection.close()


@pytest.mark.parametrize("path", [*ASIDE, *(spelling.format(name) for spelling in SPELT for name in API)])
def test_nothing_else_is_there(line: HTTPConnection, path: str) -> None:
    for method in ("GET", "POST", "PUT", "OPTIONS"):
        line.request(method, path, CALL, {"Content-Type": "application/json", "X-Forwarded-Prefix": "/gradio_api"})
        answer = line.getresponse()
        answer.read()
        assert answer.status in {403, 404, 405}, method


@pytest.mark.parametrize(
    ("language", "sentence", "back"), [("en", "nothing at this address", "Back"), ("zh", "没有内容", "回到表单")]
)
def test_whoever_goes_to_no_page_is_told_so_and_finds_back(
    sandbox: Served, language: str, sentence: str, back: str
) -> None:
    asked = {"Accept": "text/html,*/*", "Accept-Language": language}
    for path in ("costs", "grid/no-such-grid"):
        answer = patient.get(f"{sandbox.url}/{path}", headers=asked)
        assert answer.status_code == 404
        assert 'href="/"' in answer.text
        assert back in answer.text
    assert sentence in patient.get(f"{sandbox.url}/costs", headers=asked).text
    assert "<" not in patient.get(f"{sandbox.url}/costs", headers={"Accept-Language": language}).text


def test_the_shell_is_whole(sandbox: Served) -> None:
    page = patient.get(sandbox.url).text
    assert '"dependencies":[]' in page
    links = {link for link in re.findall(r'(?:src|href)="\./([\w./-]+)"', page) if link != "manifest.json"}
    assert links
    for link in (*links, "theme.css", "favicon.ico", "static/js/iframeResizer.contentWindow.min.js"):
        assert patient.get(f"{sandbox.url}/{link}").status_code == 200, link


def test_what_gradio_names_by_its_content_is_kept_for_ever_and_nothing_else(sandbox: Served) -> None:
    def kept(address: str) -> str:
        return str(patient.get(f"{sandbox.url}/{address}").headers.get("cache-control"))

    page = patient.get(sandbox.url).text
    scripts = re.findall(r'(?:src|href)="\./(assets/[\w./-]+)"', page)
    assert scripts
    assert {kept(address) for address in (*scripts, "theme.css?v=26b4ac")} == {"public, max-age=31536000, immutable"}
    for script in scripts:
        answer = patient.get(f"{sandbox.url}/{script}")
        assert answer.content == (Path(gr.__file__).parent / "templates" / "frontend" / script).read_bytes()
        assert answer.headers["content-type"].split(";")[0] in {"text/javascript", "text/css"}
        assert answer.headers["content-encoding"] == "gzip"
    assert not any(
        "immutable" in kept(address) for address in ("", "theme.css", "favicon.ico", "assets/no-12345678.js")
    )


@pytest.mark.parametrize("query", ["page=x", "deep_link=aaaaaaaaaaaaaaaaaaaaaaaa", "all_endpoints=1", "model=nobody"])
def test_the_shell_is_the_same_whatever_is_asked_for(sandbox: Served, query: str) -> None:
    forged = {"X-Forwarded-Host": "evil.example", "X-Gradio-Server": "http://evil.example", "Cookie": "access-token=x"}
    assert patient.get(f"{sandbox.url}/?{query}", headers=forged).text == patient.get(sandbox.url).text


async def test_no_other_route_of_gradios_is_left() -> None:
    app = FastAPI()
    mount_gradio_shell(app, build_page(), theme=gr.themes.Base(), head="")
    (mounted,) = [route for route in app.router.routes if isinstance(route, Mount)]
    assert {path_of(route) for route in mounted.app._app.router.routes} == KEPT  # type: ignore[attr-defined]  # noqa: SLF001 - what is behind the shell


async def test_the_hole_that_the_shell_closes_is_still_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of Gradio alone, mounted as its documentation says."""
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path / "cache"))
    secret = tmp_path / "outside" / "secret.txt"
    secret.parent.mkdir()
    secret.write_text("for nobody", encoding="utf-8")
    with gr.Blocks() as blocks:
        text, button = gr.Textbox(), gr.Button()
        button.click(lambda value: None, text, None, api_name="click", queue=False)  # noqa: ARG005 - it is called so
    app = gr.mount_gradio_app(FastAPI(), blocks, path="/", ssr_mode=False)
    call = {"data": [{**FILE, "path": str(secret)}], "fn_index": 0, "session_hash": "made-up"}
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
        await client.post("/gradio_api/run/click", json=call)
    copies = [path for path in (tmp_path / "cache").rglob("*") if path.is_file()]
    assert [path.read_text(encoding="utf-8") for path in copies] == ["for nobody"], (
        "This version of Gradio no longer copies any file that a request names into its cache. Look at what else "
        "docs/upstream.md reports: where all of it is mended, Gradio's own routes may be opened again where a page "
        "needs them, and this test goes together with the routes that playground/server/gradio_shell.py takes out."
    )


def test_a_server_that_nobody_asks_for_anything_sleeps(sandbox: Served) -> None:
    def worked() -> float:
        fields = Path(f"/proc/{sandbox.process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def worked_in_a_second() -> float:
        begun = worked()
        time.sleep(1)
        return worked() - begun

    # What an earlier test left may take a while; Gradio's queue took 50 ms of each second.
    assert any(worked_in_a_second() <= 0.02 for _ in range(30))

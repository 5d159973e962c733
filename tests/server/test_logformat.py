"""What is logged: as lines and as JSON, with what it belongs to, and never a secret or what a person wrote."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from ipaddress import ip_network
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote

import httpx
import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st
from prometheus_client import generate_latest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route

from playground import metrics
from playground.errors import BadRequestError
from playground.logcontext import LOG_CONTEXT, context_of_run
from playground.logsecrets import LogSecrets
from playground.people import own_keys
from playground.people.own_keys import OwnKeys
from playground.runs.database import Database
from playground.server import logformat
from playground.server.app import create_server
from playground.server.logformat import ACCESS, SafeFormatter, secrets_of
from playground.server.metrics import count_request
from playground.server.requestlog import Answered, RequestLog, RouteNotes
from playground.settings import Settings

LOG = logging.getLogger("playground.tests")
BROWSER = "b" * 32


@contextmanager
def written(style: Literal["lines", "json"] = "json", *secrets: str) -> Iterator[io.StringIO]:
    """What is logged within the block."""
    text = io.StringIO()
    handler = logging.StreamHandler(text)
    handler.setFormatter(SafeFormatter(style, secrets))
    access, root = logging.getLogger(ACCESS), logging.getLogger()
    level = access.level
    access.setLevel(logging.INFO)
    root.addHandler(handler)
    try:
        yield text
    finally:
        root.removeHandler(handler)
        access.setLevel(level)


def lines(text: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.getvalue().splitlines()]


def app_of(*endpoints: Any, **given: Any) -> RequestLog:
    run, boom = endpoints
    inner = Starlette(routes=[Route("/ok", run)])
    routes = [Route("/runs/{run}", run), Route("/boom", boom, methods=["POST"]), Mount("/sandbox", inner)]
    return RequestLog(RouteNotes(Starlette(routes=routes), routes), **given)


def visitor(app: Any, address: str = "1.2.3.4") -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app, client=(address, 1), raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://x", cookies={"playground_browser": BROWSER})


async def fine(request: Request) -> Response:
    LOG.warning("looked at %s", request.url.path.count("/"))
    return PlainTextResponse("ok")


async def boom(request: Request) -> Response:
    raise ValueError((await request.body()).decode())


async def test_a_request_is_one_line_that_names_route_and_run_and_no_id_of_a_cookie() -> None:
    seen: list[Answered] = []
    app = app_of(fine, boom, trusted=[ip_network("10.0.0.0/8")], watchers=[seen.append])
    with written() as text:
        async with visitor(app) as stranger, visitor(app, "10.0.0.1") as proxy:
            made = (await stranger.get("/runs/abc", headers={"X-Request-ID": "forged"})).headers["x-request-id"]
            kept = (await proxy.get("/runs/abc", headers={"X-Request-ID": "from-the-proxy.1"})).headers["x-request-id"]
            odd = (await proxy.get("/ok", headers={"X-Request-ID": "a b\tc"})).headers["x-request-id"]
            await stranger.get("/sandbox/ok")
            await stranger.get("/nowhere/at/all")
    assert re.fullmatch(r"[0-9a-f]{32}", made)
    assert re.fullmatch(r"[0-9a-f]{32}", odd)
    assert kept == "from-the-proxy.1"
    said = lines(text)
    first, second = [line for line in said if line.get("request") == made]
    assert (first["logger"], first["level"], first["message"]) == ("playground.tests", "warning", "looked at 2")
    assert (second["method"], second["route"], second["status"], second["run"]) == ("GET", "/runs/{run}", 200, "abc")
    assert second["ms"] >= 0
    assert first["person"] == second["person"] != BROWSER
    assert BROWSER not in text.getvalue()
    assert datetime.fromisoformat(first["time"]).tzinfo
    routes = [line["route"] for line in said if "route" in line]
    assert routes == ["/runs/{run}", "/runs/{run}", "none", "/sandbox/*", "none"]
    assert [answered.route for answered in seen] == routes


@examples(max_examples=25)
@given(prompt=st.text(min_size=12), style=st.sampled_from(["lines", "json"]))
def test_what_a_person_wrote_is_in_no_line_whatever_goes_wrong(prompt: str, style: Literal["lines", "json"]) -> None:
    async def go_wrong() -> None:
        async with visitor(app_of(fine, boom)) as page:
            assert (await page.post("/boom", content=prompt.encode("utf-8", "replace"))).status_code == 500
        refused = BadRequestError("request.unreadable", given=prompt)
        nothing: dict[str, str] = {}
        try:
            nothing[prompt]
        except KeyError as error:
            error.__cause__ = refused
            LOG.exception("a fault of ours")
            LOG.warning("it was not done: %s", error)
            LOG.warning("nor that: %s", refused)
            asyncio.get_running_loop().call_exception_handler(
                {"message": "Task exception was never retrieved", "exception": error, "future": repr(error)}
            )

    with written(style) as text:
        asyncio.run(go_wrong())
    said = text.getvalue()
    assert said.count("fault of ours") == 1
    assert "KeyError" in said
    for form in (prompt, repr(prompt)[1:-1], json.dumps(prompt)[1:-1]):
        assert form not in said


@examples(max_examples=25)
@given(secret=st.text(st.characters(codec="ascii", exclude_categories=["C"]), min_size=24).map(str.strip))
def test_what_is_secret_among_the_settings_is_in_no_line(secret: str) -> None:
    secret = f"q{secret}q" * 2
    given_secrets = {
        "api_key": "mv_live_" + re.sub(r"\W", "x", secret),
        "password": secret,
        "oidc_client_secret": f"{secret}!",
        "secret": re.sub(r",", ".", secret),
        "database_url": "postgresql://me:an%20odd%20one@db/ledger",
    }
    settings = Settings(**given_secrets)  # type: ignore[arg-type]  # pydantic reads texts
    with written("json", *secrets_of(settings)) as text:
        for one in (*given_secrets.values(), "an odd one", "an%20odd%20one"):
            LOG.warning("told: <%s>", one)
    assert {line["message"] for line in lines(text)} == {"told: <•••>"}


@pytest.mark.parametrize("style", ["lines", "json"])
@pytest.mark.parametrize("met", ["stored", "revealed after a restart"])
async def test_a_key_that_a_person_brought_is_in_no_line_and_no_label(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, style: Literal["lines", "json"], met: str
) -> None:
    key, secret = "mv_live_'odd\"key\\of/her%own", ["a-secret-of-twenty-four-letters"]

    def begin_anew() -> None:
        known = LogSecrets()
        for module in (logformat, own_keys):
            monkeypatch.setattr(module, "LOG_SECRETS", known)

    begin_anew()
    with closing(Database(tmp_path / "ledger.db")) as database:
        database.open()
        stored = OwnKeys(database, secret).store("p-ann", "https://api.example", key, 1.0)
        if met != "stored":
            begin_anew()
            assert OwnKeys(database, secret).reveal(stored.own_key) == key
    forms = (key, quote(key, safe=""), repr(key)[1:-1], json.dumps(key)[1:-1])
    app = app_of(fine, boom, watchers=[count_request])
    with written(style) as text:
        for form in forms:
            LOG.warning("the service was asked with <%s>", form)
        LOG.warning("a header %r", {"Authorization": f"Bearer {key}"})
        LOG.error("refused: %s", httpx.InvalidURL(key), exc_info=httpx.InvalidURL(key))
        async with visitor(app) as ann:
            await ann.get(f"/{quote(key, safe='')}", params={"key": key})
            await ann.post("/boom", content=key)
    told = text.getvalue() + generate_latest(metrics.REGISTRY).decode()
    assert "<•••>" in text.getvalue() or "<\\u2022" in text.getvalue()
    assert [form for form in (*forms, "odd", "of/her") if form in told] == []


def test_of_very_many_keys_the_oldest_is_forgotten_first() -> None:
    few = LogSecrets(most=2)
    for key in ("first-key", "second-key", "first-key", "third-key-longer"):
        few.hide(key)
    assert list(few.all()) == ["third-key-longer", "first-key"]


def test_lines_are_short_and_an_exception_says_where() -> None:
    with written("lines") as text:
        LOG.warning("the lease could not be renewed: %s", OSError(28, "No space left on device", "/data/x"))
        try:
            int("not a number")
        except ValueError:
            LOG.exception("an error of ours")
    first, second, where = text.getvalue().splitlines()
    assert first == "WARNING: the lease could not be renewed: OSError: No space left on device"
    assert second == "ERROR: an error of ours"
    assert re.fullmatch(r"  ValueError at test_logformat.py:\d+", where)


def test_the_work_on_a_run_logs_under_its_name_and_that_of_its_request() -> None:
    LOG_CONTEXT.set({"request": "r1", "person": "someone"})
    with written() as text:
        context_of_run("run-1", "p-ann").run(LOG.warning, "hello")
        LOG.warning("outside")
    inside, outside = lines(text)
    assert (inside["run"], inside["person"], inside["request"]) == ("run-1", "p-ann", "r1")
    assert "run" not in outside


@pytest.mark.parametrize("path", ["/models", "/history", "/healthz", "/workbench", "/gradio_api/x", "/sandbox/x"])
async def test_every_answer_of_the_server_has_an_id_and_a_known_route(tmp_path: Path, path: str) -> None:
    app = create_server(Settings(data=tmp_path), own_address="http://127.0.0.1:9")
    with written() as text:
        async with visitor(app) as page:
            answer = await page.get(path, headers={"Host": "127.0.0.1"})
    assert re.fullmatch(r"[0-9a-f]{32}", answer.headers["x-request-id"])
    told = [line["route"] for line in lines(text) if "route" in line]
    assert told == {
        "/healthz": [],
        "/sandbox/x": ["/sandbox/*"],
        "/gradio_api/x": ["/*"],
    }.get(path, [path])

"""The doors: who may ask for what, and what a page, a log or a file never holds."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator

import httpx
import patient
import pytest
import pytest_asyncio
from axe import complaints
from faultserver import FaultServer
from keptruns import keep_runs, kept_run, with_pictures
from moves import arrived, choose_other, expect_state, generate
from pages import Serve, Served, Visit
from playwright.async_api import Route, expect

KEY = "mv_live_0123456789abcdef_of_the_tests"
PASSWORD = "open sesame & cie"  # noqa: S105 - of the tests' own server


@pytest_asyncio.fixture(loop_scope="session")
async def stranger(playground: Served) -> AsyncIterator[httpx.AsyncClient]:
    """Someone who is not a browser on our page."""
    async with patient.AsyncClient(base_url=playground.url) as stranger:
        yield stranger


@pytest.fixture(scope="session")
def locked(serve: Serve, lasting_service: FaultServer) -> Served:
    """A server with a real key and a password, as others can reach it."""
    return serve(api_url=lasting_service.url, api_key=KEY, password=PASSWORD, host="0.0.0.0")  # noqa: S104


@pytest.mark.parametrize(
    "path",
    [
        "/gradio_api/file=http://169.254.169.254/latest/meta-data",
        "/gradio_api/FILE=HTTP://127.0.0.1:1/",
        "/GRADIO_API/file=http://127.0.0.1:1/",
        "/gradio_api/file=%68ttp://127.0.0.1:1/",
        "/gradio_api/file%3Dhttp%3A%2F%2F127.0.0.1:1/",
        "/%67radio_api/file=http://127.0.0.1:1/",
        "//gradio_api/file=http://127.0.0.1:1/",
        "/gradio_api/proxy=http://127.0.0.1:1/",
        "/gradio_api/stream/x/y/z/playlist.m3u8",
        "/gradio_api/upload",
        "/gradio_api/info",
        "/gradio_api/file=/etc/passwd",
        "/gradio_api/queue/join/../../file=http://127.0.0.1:1/",
        "/gradio_api/run/predict",
        "/gradio_api/startup-events",
        "/gradio_api/heartbeat/x",
    ],
)
async def test_gradios_side_doors_are_closed(stranger: httpx.AsyncClient, path: str) -> None:
    assert (await stranger.request("GET", httpx.URL(str(stranger.base_url).rstrip("/") + path))).status_code == 403


@pytest.mark.parametrize("path", ["/file=http://127.0.0.1:1/", "/proxy=http://127.0.0.1:1/", "/config/../file=x"])
async def test_nothing_fetches_by_address(stranger: httpx.AsyncClient, path: str) -> None:
    assert (await stranger.get(path)).status_code in {403, 404}


@pytest.mark.parametrize("path", ["/draft", "/form", "/generate", "/uploads", "/runs/x/cancel"])
@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
    ids=str,
)
async def test_posts_from_other_sites_are_refused(
    stranger: httpx.AsyncClient, path: str, headers: dict[str, str]
) -> None:
    assert (await stranger.post(path, headers=headers, content=b"{}")).status_code == 403


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "169.254.169.254", ""]
)
async def test_on_loopback_other_names_are_refused(stranger: httpx.AsyncClient, host: str) -> None:
    assert (await stranger.get("/models", headers={"Host": host})).status_code == 403


async def test_headers_are_safe(stranger: httpx.AsyncClient) -> None:
    answer = await stranger.get("/", headers={"Origin": "https://evil.example"})
    assert answer.status_code == 200
    assert [name for name in answer.headers if name.startswith("access-control-")] == []
    policy = answer.headers["content-security-policy"]
    assert "frame-ancestors 'self'" in policy
    assert "object-src 'none'" in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert len(cookie.split(";")[0].partition("=")[2]) >= 32


async def test_nobody_acts_on_anothers_run(
    playground: Served, service: FaultServer, stranger: httpx.AsyncClient
) -> None:
    kept = with_pictures(kept_run("anna" * 8, "mine alone", time.time()), playground.data)
    keep_runs(playground.data, [kept])
    run = kept.run_id
    async with patient.AsyncClient(base_url=playground.url, cookies={"playground_browser": kept.person}) as owner:
        assert (await owner.get(f"/results/{run}.zip")).status_code == 200, "it is there for whoever made it"
    await stranger.get("/")
    for action in ("cancel", "fetch_again", "let_go", "check_again", "stop_waiting"):
        assert (await stranger.post(f"/runs/{run}/{action}")).status_code == 404
    assert (await stranger.get(f"/results/{run}.zip")).status_code == 404
    async with stranger.stream("GET", f"/live?run={run}") as stream:
        data = await anext(line async for line in stream.aiter_lines() if line.startswith("data"))
    assert "data-run" not in data
    assert "mine alone" not in data
    assert service.seen("POST", "/cancel") == []


async def test_without_the_password_there_is_nothing_but_the_login(locked: Served) -> None:
    async with patient.AsyncClient(base_url=locked.url) as stranger:
        for path in ("/", "/config", "/models", "/live", "/results/x/y", "/gradio_api/startup-events", "/workbench"):
            answer = await stranger.get(path)
            assert answer.status_code == 401, path
            assert "This playground needs a password" in answer.text
        assert (await stranger.post("/draft", content=b"{}")).status_code == 401
        chinese = await stranger.get("/", headers={"Accept-Language": "zh-CN"})
        assert "此页面需要密码" in chinese.text


async def test_nothing_is_drawn_before_its_colours_are_known(locked: Served, visit: Visit) -> None:
    page = await visit(locked, opens_with="form.card", color_scheme="dark")

    async def late(route: Route) -> None:
        await asyncio.sleep(0.3)
        await route.continue_()

    await page.route("**/pages/door.js", late)
    await page.reload()
    await page.wait_for_function("() => performance.getEntriesByName('first-paint').length")
    drawn, arrived_at = await page.evaluate("""() => [
        performance.getEntriesByName('first-paint')[0].startTime,
        performance.getEntriesByType('resource').find(({ name }) => name.endsWith('/door.js')).responseEnd,
    ]""")
    assert drawn >= arrived_at


async def test_the_password_opens_and_a_wrong_one_says_so(locked: Served, service: FaultServer, visit: Visit) -> None:
    page = await visit(locked, opens_with="form.card")
    await page.get_by_label("Password").fill("wrong")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("alert")).to_have_text("That is not the password. Try again.")
    assert await complaints(page, "login") == []
    await expect(page.locator("body")).to_have_class("login schema-form dark")
    await page.get_by_label("Password").fill(PASSWORD)
    await page.keyboard.press("Enter")
    await page.wait_for_selector("body.ready")
    await generate(page, "a cat")
    await arrived(service)
    assert service.submits[0].headers["authorization"] == f"Bearer {KEY}"
    await expect_state(page, "succeeded")
    await choose_other(page, "Code")
    answers = [await page.request.get(locked.url + path) for path in ("/", "/config", "/models", "/look/pages/boot.js")]
    seen = [await page.content(), *[await answer.text() for answer in answers]]
    kept = [path.read_bytes().decode(errors="replace") for path in locked.data.rglob("*") if path.is_file()]
    assert len(kept) > 1
    log = locked.data.with_suffix(".log").read_text()
    assert [text for text in (*seen, *kept, log) if KEY in text or PASSWORD in text] == []

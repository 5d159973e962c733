"""Three servers on one PostgreSQL behind a balancer: each request may reach another, and one of them is stopped."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from balancer import ANSWERED_BY, Balancer
from databases import fresh, postgres_server
from faultserver import PIXEL, FaultServer
from moves import arrived, expect_state, press, tell, write
from pages import Serve
from playwright.async_api import Browser, FilePayload, Page, Response, expect

pytestmark = pytest.mark.slow

_PASSWORD = "a long one that all of them know"  # noqa: S105 - made up

_FILES_OF_THE_PAGE = ("/look/", "/assets/", "/static/")

_OWNER = "SELECT pid FROM runs JOIN processes USING (process)"


async def test_a_page_needs_no_server_of_its_own(
    serve: Serve, service: FaultServer, chromium: Browser, tmp_path: Path
) -> None:
    """Sign-in, upload, run, live changes, history, download, draft, an old tab; a server is stopped at work."""
    balancer = Balancer(tmp_path)
    shared = {
        "api_url": service.url,
        "data": str(tmp_path / "data"),
        "database_url": fresh("behind"),
        "password": _PASSWORD,
        "public_url": balancer.url,
        "schemas": str(Path(__file__).parent / "schemas"),
        "secret": "another one that all of them know as well",
        "stop_delay": "1",
        "trusted_proxies": "127.0.0.1",
    }
    replicas = {urlsplit(served.url).netloc: served for served in (serve(**shared) for _ in range(3))}
    tell(service, poll="processing")
    with balancer.before(tuple(replicas)):
        context = await chromium.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
        page = await context.new_page()
        answers: list[Response] = []
        page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 - it takes no method of a list
        await page.goto(f"{balancer.url}/?model=pictures")
        await page.get_by_label("Password").fill(_PASSWORD)
        await page.keyboard.press("Enter")
        await page.wait_for_selector("body.ready")
        await page.goto(f"{balancer.url}/?model=pictures")
        await page.wait_for_selector("body.ready")
        file: FilePayload = {"name": "one.png", "mimeType": "image/png", "buffer": PIXEL}
        await page.locator("#field-image_url-in").set_input_files([file])
        await expect(page.get_by_role("img", name="one.png")).to_be_visible()
        await write(page, "a fox")
        await press(page)
        await expect_state(page, "processing")
        (sent,) = await arrived(service)
        assert (await page.request.get(sent["image_url"])).ok

        ((pid,),) = postgres_server().run(_OWNER, database="behind")
        (stopped,) = (served for served in replicas.values() if served.process.pid == pid)
        stopped.process.terminate()
        stopped.process.wait()
        tell(service, poll="succeeded")
        await expect_state(page, "succeeded")  # nobody has touched the page
        source = await page.locator("#result figure img").first.get_attribute("src")
        kept = [await page.request.get(f"{balancer.url}/{source}") for _ in replicas]
        assert [await answer.body() for answer in kept] == [PIXEL] * 3
        await write(page, "a hen")
        await press(page)
        await expect(page.locator("#earlier .past")).to_have_count(2)
        await expect_state(page, "succeeded")
        await page.goto(f"{balancer.url}/history")
        await expect(page.locator("#runs .tile:visible")).to_have_count(2)
        await page.goto(f"{balancer.url}/?model=pictures")
        await page.wait_for_selector("body.ready")
        await expect(page.get_by_label("Prompt", exact=True)).to_have_value("a hen")
        await expect(page.get_by_role("img", name="one.png")).to_be_visible()

        await _grow_old(page)
        await context.close()

    assert sorted(service.charges.values()) == [1, 1]
    answered = [(answer.headers[ANSWERED_BY], urlsplit(answer.url).path) for answer in answers]
    assert {server for server, _ in answered} == set(replicas)
    assert len({server for server, path in answered if not path.startswith(_FILES_OF_THE_PAGE)}) > 1


async def _grow_old(page: Page) -> None:
    """A tab that an earlier version drew says so once its stream of changes begins anew, and keeps its form."""
    await page.locator("meta[name=playground-version]").evaluate("meta => { meta.content = '0.0.1' }")
    async with page.expect_response("**/draft"):  # kept before the page is loaded anew, by whichever server
        await write(page, "half a sentence")
    await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    await expect(page.get_by_text("The server was updated.")).to_be_visible()
    await page.reload()
    await expect(page.get_by_label("Prompt", exact=True)).to_have_value("half a sentence")

"""From a stranger to a signed-in person with a picture, and out again: nothing that was open stays so."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import uvicorn
from axe import complaints
from faultserver import FaultServer
from moves import expect_state, press
from openidprovider import ANN, CLIENT, SECRET, OpenIdProvider
from pages import Serve, Visit
from playwright.async_api import Page, expect

from playground.asgiserver import Server
from playground.sockets import listen, url_of

pytestmark = pytest.mark.slow

_SECRET = "what-keys-of-people-are-encrypted-with"  # noqa: S105 - the tests own


@asynccontextmanager
async def serving(provider: OpenIdProvider) -> AsyncIterator[None]:
    """The provider on a real socket, under the address that it has from then on."""
    socket = listen("127.0.0.1", 0)
    provider.issuer = url_of(socket)
    server = Server(uvicorn.Config(provider.app, log_level="error"), before_shutdown=lambda: None)
    running = asyncio.create_task(server.serve(sockets=[socket]))
    try:
        yield
    finally:
        server.should_exit = True
        await running


async def complaints_of_the_desk(page: Page, url: str) -> list[str]:
    """What axe finds on the pages of an admin and of an account; nothing is wider than a phone, keys are enough."""
    found = []
    for path in (
        "admin/runs",
        "admin/spending?by=person",
        "admin/servers",
        "admin/changes",
        "usage",
        "account",
        "admin",
    ):
        await page.goto(f"{url}/{path}")
        found += await complaints(page, path)
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    tabs = page.get_by_role("navigation", name="Admin").get_by_role("link")
    tops = "tabs => new Set(tabs.map((tab) => tab.getBoundingClientRect().top)).size"
    assert await tabs.evaluate_all(tops) == 1, "one row"
    await page.get_by_role("searchbox").press("Tab")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await page.get_by_label("Amount a day").fill("0")
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("Amount a day")).to_have_value("0")
    found += await complaints(page, "a person")
    await page.get_by_label("Amount a day").fill("much")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("alert")).to_be_visible()
    await page.get_by_label("Amount a day").fill("")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("alert")).to_have_count(0)
    return found


async def test_a_person_signs_in_makes_a_picture_signs_out_and_is_refused(
    serve: Serve, service: FaultServer, visit: Visit
) -> None:
    provider = OpenIdProvider()
    async with serving(provider):
        served = serve(
            api_url=service.url,
            oidc_issuer=provider.issuer,
            oidc_client_id=CLIENT,
            oidc_client_secret=SECRET,
            oidc_domains="example.com",
            admins=str(ANN["email"]),
            own_keys="1",
            secret=_SECRET,
            budget_person_day="20",
        )
        page = await visit(served, "qwen-image-2-0-pro", opens_with="body", viewport={"width": 360, "height": 740})
        other = await page.context.new_page()
        assert await page.locator("#form").count() == 0
        found = await complaints(page, "signed out")
        await page.get_by_role("link", name="Sign in").click()
        await page.wait_for_selector("body.ready")
        assert page.url == f"{served.url}/?model=qwen-image-2-0-pro"
        await page.locator("#field-prompt-in").fill("A lighthouse")
        await press(page)
        await expect_state(page, "succeeded")
        assert len(service.charges) == 1
        await other.goto(served.url)
        await other.wait_for_selector("body.ready")
        account = page.get_by_label("Account of Ann Lee")
        await account.click()
        found += await complaints(page, "menu of the account")
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        menu = page.locator("#bar .account .menu")
        await expect(menu).to_contain_text("ann@example.com")
        box = await menu.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 360
        await page.keyboard.press("Escape")
        await expect(menu).to_be_hidden()
        desk = await page.context.new_page()
        found += await complaints_of_the_desk(desk, served.url)
        await desk.close()
        await account.click()
        await menu.get_by_role("button", name="Sign out").click()
        await expect(page.get_by_role("link", name="Sign in")).to_be_visible()
        await expect(other.locator("#toast")).to_contain_text("You are signed out here")
        await other.locator("#field-prompt-in").fill("Another lighthouse")
        await press(other)
        await expect(other.get_by_text("You are signed out here").first).to_be_visible()
        assert len(service.charges) == 1
        await page.go_back()
        await expect(page.get_by_role("link", name="Sign in")).to_be_visible()
        assert found == []

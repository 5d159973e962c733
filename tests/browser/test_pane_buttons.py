"""What it takes to make another run from the result pane: Again, Try again, Generate, Cancel, and the menu."""

from __future__ import annotations

import pytest
from faultserver import FaultServer
from moves import (
    arrived,
    choose_model,
    choose_other,
    expect_state,
    generate,
    press,
    shown_run,
    tell,
    write,
)
from pages import Served, Visit
from playwright.async_api import Page, expect

pytestmark = pytest.mark.slow


async def test_another_run_is_made_from_what_was_made(playground: Served, service: FaultServer, visit: Visit) -> None:
    page = await visit(playground, "plain")
    await page.get_by_label("Seed", exact=True).fill("7")
    await generate(page, "a heron")
    await expect_state(page, "succeeded")
    await choose_model(page, "first")
    await page.get_by_role("button", name="Again, new seed").click()
    first, second = await arrived(service, 2)
    assert {**first, "seed": 0} == {**second, "seed": 0}
    assert second["seed"] != 7
    await expect(page.locator("#earlier .past")).to_have_count(2)
    await expect(page.locator("#playground-form")).to_have_attribute("data-model", "plain")
    keys = [request.headers["idempotency-key"] for request in service.submits]
    assert len(set(keys)) == 2
    assert sorted(service.charges.values()) == [1, 1]
    await expect(page.locator("#earlier .past img")).to_have_count(2)
    await expect_state(page, "succeeded")
    await open_and_close_the_menu(page, service)
    await offer_only_what_may_end_otherwise(page, service)
    await press_generate_once_more(page, service)
    await say_on_the_button_what_it_does(page, service)


async def open_and_close_the_menu(page: Page, service: FaultServer) -> None:
    """It gives the keyboard back."""
    more = page.get_by_role("button", name="More", exact=True)
    await more.focus()
    await page.keyboard.press("Enter")
    await expect(page.locator("#others")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.locator("#others")).to_be_hidden()
    await expect(more).to_be_focused()
    await choose_other(page, "Code")
    code = page.locator("[data-pane=code]")
    await expect(code).to_be_visible()
    for request in service.submits:
        await expect(code).not_to_contain_text(request.headers["idempotency-key"])
    await expect(code.locator("pre").first).to_contain_text("Idempotency-Key: $(uuidgen)")
    await code.get_by_role("button", name="Close").click()
    await expect(code).to_be_hidden()


async def offer_only_what_may_end_otherwise(page: Page, service: FaultServer) -> None:
    tell(service, submit="422 field")
    await generate(page, "a heron of a wrong size")
    await expect_state(page, "refused")
    await expect(page.get_by_role("button", name="Try again")).to_have_count(0)
    await expect(page.get_by_role("button", name="Use these settings")).to_be_visible()


async def press_generate_once_more(page: Page, service: FaultServer) -> None:
    """Try again is a press of *Generate* for the same."""
    service.requests.clear()
    before = await shown_run(page)
    tell(service, submit="402")
    await generate(page, "another heron")
    await expect(page.locator("#rail")).not_to_have_attribute("data-run", before)
    await expect_state(page, "refused")
    refused = await shown_run(page)
    await write(page, "not this")
    tell(service)
    await press(page, page.get_by_role("button", name="Try again"))
    await expect_state(page, "succeeded")
    assert [sent["prompt"] for sent in await arrived(service, 2)] == ["another heron", "another heron"]
    assert len({request.headers["idempotency-key"] for request in service.submits}) == 2
    assert await shown_run(page) != refused


async def say_on_the_button_what_it_does(page: Page, service: FaultServer) -> None:
    tell(service, poll="processing")
    button = page.locator("#generate")
    await write(page, "one")
    await page.evaluate(
        """() => {
            window.said = [];
            const button = document.getElementById("generate");
            new MutationObserver(() => window.said.push(button.textContent)).observe(button, { childList: true });
        }"""
    )
    await press(page)
    await expect(button).to_have_text("Generate another · 1 running")
    assert (await page.evaluate("window.said"))[0] == "Starting…"
    await generate(page, "two")
    await expect(button).to_have_text("Generate another · 2 running")
    tell(service)
    await expect(button).to_have_text("Generate")

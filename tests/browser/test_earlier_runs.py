"""Earlier runs: what they made and what was sent is brought back, to be looked at and to be used again."""

from __future__ import annotations

from faultserver import FaultServer
from moves import (
    arrived,
    choose_model,
    expect_state,
    field,
    generate,
    press,
    shown_run,
    tell,
    write,
)
from pages import Served, Visit
from playwright.async_api import Page, expect


async def test_earlier_brings_back_results_and_settings(playground: Served, service: FaultServer, visit: Visit) -> None:
    page = await visit(playground, "plain")
    await write(page, "first")
    await field(page, "size").get_by_label("16:9").check()
    await page.get_by_label("Seed", exact=True).fill("7")
    await press(page)
    await expect_state(page, "succeeded")
    first = await shown_run(page)
    await page.get_by_label("Seed", exact=True).fill("")
    await generate(page, "second")
    await arrived(service, 2)
    await expect(page.locator("#earlier .past img")).to_have_count(2)
    tell(service, submit="402")  # nothing need be made of what arrives
    await choose_model(page, "first")
    await page.locator(f"#earlier [data-show='{first}']").click()
    await expect(page.locator("#rail")).to_have_attribute("data-run", first)
    await page.get_by_role("button", name="Use these settings").click()
    await expect(page.locator("#playground-form")).to_have_attribute("data-model", "plain")
    await expect(page.get_by_label("Seed", exact=True)).to_have_value("7")
    await press(page)
    sent = await arrived(service, 3)
    assert sent[2] == sent[0] == {"prompt": "first", "n": 1, "size": "16:9", "seed": 7}
    assert sent[1] == {"prompt": "second", "n": 1, "size": "16:9"}
    await expect(page.locator("#earlier .past")).to_have_count(3)
    second = page.locator("#earlier .past").nth(1)
    await second.click()
    await page.get_by_role("button", name="Use these settings").click()
    await expect(page.get_by_label("Seed", exact=True)).to_have_value("")
    await bring_back_references(page, service)


async def bring_back_references(page: Page, service: FaultServer) -> None:
    service.requests.clear()
    before = await shown_run(page)
    await choose_model(page, "pictures")
    await write(page, "x")
    block = field(page, "image_urls")
    await block.locator("[data-url]").fill(f"{service.url}/files/1.png {service.url}/files/2.png")
    await press(page)
    await expect(page.locator("#rail")).not_to_have_attribute("data-run", before)
    await expect_state(page, "refused")
    for name in ("1.png", "2.png"):
        await block.get_by_role("button", name=f"Remove {name}").click()
    await expect(block.locator(".files li")).to_have_count(0)
    await page.get_by_role("button", name="Use these settings").click()
    await expect(block.locator(".files li")).to_have_count(2)
    await press(page)
    sent = await arrived(service, 2)
    assert sent[0] == sent[1] == {"prompt": "x", "image_urls": [f"{service.url}/files/{n}.png" for n in (1, 2)]}

"""From an empty page to a gallery, on the sandbox, as a person goes."""

from __future__ import annotations

import io
import json
from urllib.parse import urljoin

import patient
from moves import choose_model, expect_state, generate, open_details, press, record, recorded
from pages import Served, Visit
from PIL import Image
from playwright.async_api import Page, Route, expect

FRAMES = """async () => {
  const ask = () => new Promise((done) => { const number = requestAnimationFrame(() => done(number)); });
  for (let asked = 0; asked !== 1; ) {
    const before = await ask();
    await new Promise((done) => setTimeout(done, 300));
    asked = (await ask()) - before;
  }
}"""
"""Ends once nobody else asks the browser for a frame in 300 ms: it numbers them."""


async def test_from_empty_page_to_gallery_for_its_own_browser_only(sandbox: Served, visit: Visit) -> None:
    page = await visit(sandbox, "qwen-image-2-0-pro")
    await expect(page.locator("[role=status][data-status]")).to_have_attribute("data-status", "idle")
    await expect(page.get_by_role("heading", name="Qwen Image 2.0 Pro")).to_be_visible()
    await page.get_by_label("Prompt", exact=True).fill("A lighthouse in a storm")
    await page.locator("#field-size").get_by_role("radio", name="16:9").check()
    await page.locator("#field-resolution").get_by_role("radio", name="2K").check()
    await page.get_by_role("slider", name="Images").fill("2")
    await record(page)
    await press(page)
    await expect_state(page, "succeeded")
    processing = [line for line in (await recorded(page)).splitlines() if line.startswith("processing")]
    assert [line for line in processing if "Cancel" in line and "about $0.11 play money" in line]
    await expect(page.locator("[role=status][data-status]")).to_contain_text("$0.11 play money")
    await expect(page).to_have_title("✓ Done · Playground")
    pictures = page.locator("#result figure img")
    await expect(pictures).to_have_count(2)
    source = await pictures.first.get_attribute("src")
    kept = await page.request.get(f"{sandbox.url}/{source}")
    assert Image.open(io.BytesIO(await kept.body())).size == (2048, 1152)
    async with patient.AsyncClient() as stranger:
        assert (await stranger.get(f"{sandbox.url}/{source}")).status_code == 404
    await have_what_the_sandbox_made_byte_for_byte(page)
    await play_a_video(page)
    other = await visit(sandbox)
    await expect(other.locator("[data-status=idle]")).to_be_visible()
    await expect(other.locator("#earlier .past")).to_have_count(0)
    await other.evaluate(FRAMES)  # a page at rest asks for none


async def have_what_the_sandbox_made_byte_for_byte(page: Page) -> None:
    details = await open_details(page)
    received = json.loads(await details.locator("pre").last.inner_text())
    original = await (await page.request.get(received["output"]["images"][0]["url"])).body()
    source = str(await page.locator("#result figure img").first.get_attribute("src"))
    assert await (await page.request.get(urljoin(page.url, source))).body() == original


async def play_a_video(page: Page) -> None:
    await choose_model(page, "sandbox-video")
    await page.get_by_role("slider", name="Duration").fill("2")
    await generate(page, "Waves")
    clip = page.locator("#result video")
    await expect(clip).to_have_count(1)
    await expect_state(page, "succeeded")
    await clip.evaluate("(video) => { video.muted = true; return video.play(); }")
    await page.wait_for_function("() => document.querySelector('#result video').currentTime > 0.2")
    assert await clip.evaluate("(video) => video.videoWidth > 0 && video.readyState >= 2")
    assert await clip.evaluate("(video) => fetch(video.poster).then((answer) => answer.ok)")


async def test_scripts_that_come_after_the_shell_find_it(sandbox: Served, visit: Visit) -> None:
    page = await visit(sandbox, path="/models", opens_with="body")

    async def late(route: Route) -> None:
        await page.wait_for_selector("#generate", state="attached")
        await route.continue_()

    await page.route("**/look/*/pages/boot.js", late)
    await page.goto(sandbox.url)
    await expect(page.locator("body.ready")).to_be_visible()
    await page.locator(".chip").first.click()
    await expect(page.get_by_label("Prompt", exact=True)).not_to_have_value("")

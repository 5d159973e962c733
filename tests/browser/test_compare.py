"""Two results in a browser, looked at in every way by keys alone: what is seen is read off the screen."""

from __future__ import annotations

import io
import re
import time

import pytest
from keptruns import keep_runs, kept_run, with_pictures
from pages import Served, Visit
from PIL import Image
from playwright.async_api import Page, expect

pytestmark = pytest.mark.slow

FIRST, SECOND, BETWEEN = (0, 90, 140), (60, 90, 140), (60, 0, 0)
"""The colours of both pictures, and of what differs between them."""


async def seen(page: Page, across: float) -> object:
    """The colour that stands in the frame, at that share of its width."""
    box = await page.locator("#panes .view").first.bounding_box()
    assert box
    x, y = box["x"] + box["width"] * across, box["y"] + box["height"] * 0.3
    shot = await page.screenshot(clip={"x": x, "y": y, "width": 1, "height": 1})
    return Image.open(io.BytesIO(shot)).convert("RGB").getpixel((0, 0))


async def test_two_results_are_compared_by_keys_alone(sandbox: Served, visit: Visit) -> None:
    page = await visit(sandbox, path="/history")
    cookies = await page.context.cookies()
    browser = next(str(cookie["value"]) for cookie in cookies if cookie["name"] == "playground_browser")
    fox, tea = (
        with_pictures(kept_run(browser, about, time.time() - age, model="qwen-image-2-0-pro"), sandbox.data, count)
        for about, age, count in (("a fox", 0, 2), ("a tea house", 9, 1))
    )
    keep_runs(sandbox.data, [fox, tea])
    await page.reload()
    face = page.locator(f'#runs [data-tile="{fox.run_id}"] .face')
    await face.press("Enter")
    await page.get_by_role("dialog").get_by_role("link", name="Compare", exact=True).press("Enter")
    await expect(page.get_by_role("heading", name="Compare")).to_be_visible()
    await expect(page.get_by_text("All settings are the same.")).to_be_visible()

    await page.get_by_role("radio", name="Side by side").press("ArrowRight")
    await expect(page).to_have_url(re.compile("mode=slider"))
    slider = page.get_by_role("slider", name="Line between A and B")
    assert (await seen(page, 0.4), await seen(page, 0.6)) == (FIRST, SECOND)
    await slider.press("Shift+ArrowRight")
    await slider.press("ArrowRight")
    await expect(slider).to_have_attribute("aria-valuenow", "61")
    assert (await seen(page, 0.58), await seen(page, 0.64)) == (FIRST, SECOND)
    await slider.press("Home")
    assert await seen(page, 0.4) == SECOND

    await page.get_by_role("radio", name="Slider").press("ArrowRight")
    assert await seen(page, 0.5) == FIRST
    await page.keyboard.down(" ")
    await expect(page.get_by_role("button", name="Hold to see B")).to_have_attribute("aria-pressed", "true")
    assert await seen(page, 0.5) == SECOND
    await page.keyboard.up(" ")
    assert await seen(page, 0.5) == FIRST

    await page.get_by_role("radio", name="Flicker").press("ArrowRight")
    await expect(page.get_by_role("status").filter(has_text="100% of the picture differs visibly.")).to_be_visible()
    assert await seen(page, 0.5) == BETWEEN
    await page.keyboard.press("+")
    await expect(page.get_by_role("button", name="Show all of it")).to_have_text("1.5×")
    await page.get_by_role("group", name="Results to compare").press("ArrowRight")
    places = "(pictures) => pictures.map((one) => new DOMMatrix(getComputedStyle(one).transform).e / one.clientWidth)"
    first, second = await page.locator("#panes img").evaluate_all(places)
    assert first == second == pytest.approx(-0.35)
    await page.keyboard.press("0")
    await expect(page.get_by_role("button", name="Show all of it")).to_have_text("1×")
    await page.reload()
    await expect(page.get_by_role("radio", name="Difference")).to_be_checked()

    await page.goto(f"{sandbox.url}/history?run={tea.run_id}")
    await page.get_by_role("button", name="Compare with…").press("Enter")
    await expect(page.get_by_text("Click what to compare it with.")).to_be_visible()
    await expect(page.get_by_role("dialog")).to_be_hidden()
    await face.press("Enter")
    await expect(page).to_have_url(
        re.compile(rf"compare\?results={tea.run_id}/0-picture.png,{fox.run_id}/0-picture.png")
    )
    await expect(page.get_by_role("rowheader", name="Prompt")).to_be_visible()

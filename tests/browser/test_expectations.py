"""Presets by the keyboard alone; and what a click will take, told before it, while it runs, and when it is done."""

from __future__ import annotations

import re

import pytest
from fairness import PATIENCE
from faultserver import FaultServer
from moves import expect_state, generate, press, tell, until, write
from pages import Served, Visit
from playwright.async_api import Page, expect

WATCH_THE_BAR = """() => {
  window.seen = [];
  const note = () => {
    const bar = document.querySelector("#rail [role=progressbar]");
    const value = bar && Number(bar.getAttribute("aria-valuenow"));
    if (bar && window.seen.at(-1) !== value) window.seen.push(value);
  };
  new MutationObserver(note).observe(document.body, { subtree: true, childList: true, attributes: true });
}"""
NOTIFICATIONS = """() => {
  window.told = [];
  window.Notification = class extends EventTarget {
    static permission = "default";
    static async requestPermission() { return (this.permission = "granted"); }
    constructor(title, options) { super(); window.told.push({ title, ...options }); window.last = this; }
    close() {}
  };
}"""
SEEN_OR_NOT = """(state) => {
  Object.defineProperty(document, "visibilityState", { get: () => state, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


async def choose(page: Page, name: str) -> None:
    """Open the menu, go down to a preset by the arrow, and press Enter."""
    await page.locator("#preset-menu").focus()
    await page.keyboard.press("Enter")
    await expect(page.locator("[data-preset-save]")).to_be_focused()
    await page.keyboard.press("ArrowDown")
    await expect(page.locator("[data-preset]", has_text=name)).to_be_focused()


@pytest.mark.usefixtures("service")
async def test_a_preset_is_saved_applied_renamed_deleted_and_brought_back_by_keyboard(
    playground: Served, visit: Visit
) -> None:
    page = await visit(playground, "plain")
    keys, toast, prompt = page.keyboard, page.locator("#toast"), page.get_by_label("Prompt", exact=True)
    await write(page, "A fox")
    await page.locator("#preset-menu").focus()
    await keys.press("Enter")
    await expect(page.locator("[data-preset-save]")).to_be_focused()
    await keys.press("Enter")
    await keys.type("Fox")
    await keys.press("Enter")
    await expect(toast).to_contain_text("The form is saved as “Fox”.")
    await expect(page.locator("#preset-menu")).to_be_focused()
    await write(page, "An owl")
    await choose(page, "Fox")
    await keys.press("Enter")
    await expect(prompt).to_have_value("A fox")
    await expect(toast).to_contain_text("“Fox” is in the form.")
    await toast.get_by_role("button", name="Undo").focus()
    await keys.press("Enter")
    await expect(prompt).to_have_value("An owl")
    await choose(page, "Fox")
    await keys.press("Tab")
    await keys.press("Enter")
    await expect(page.get_by_label("Name of the preset")).to_be_focused()
    await keys.type("Reynard")
    await keys.press("Enter")
    await expect(page.locator("[data-preset]")).to_have_text("Reynard")
    await keys.press("Escape")
    await choose(page, "Reynard")
    for _ in range(2):
        await keys.press("Tab")
    await keys.press("Enter")
    await expect(toast).to_contain_text("“Reynard” is deleted.")
    await expect(page.locator("[data-preset]")).to_have_count(0)
    await toast.get_by_role("button", name="Undo").focus()
    await keys.press("Enter")
    await expect(page.locator("[data-preset]")).to_have_text("Reynard")
    await hide_settings_at_their_defaults(page)


async def test_a_bar_goes_up_to_95_at_most_and_a_tab_out_of_sight_tells_the_end(
    playground: Served, service: FaultServer, visit: Visit
) -> None:
    page = await visit(playground, "plain")
    await page.evaluate(NOTIFICATIONS)
    await page.get_by_role("radio", name="16:9").check(force=True)
    await page.get_by_role("slider", name="Images").fill("4")  # as no other test asks for them
    await generate(page, "A fox")
    await expect_state(page, "succeeded")
    await expect(page.locator("#cost")).to_contain_text(re.compile(r"usually about \d+ s"))
    tell(service, poll="queued", extra={"queue_position": 3})
    await page.evaluate(WATCH_THE_BAR)
    await press(page)
    bar = page.get_by_role("progressbar", name=re.compile("Usually about"))
    await expect(bar).to_have_attribute("aria-valuenow", "95", timeout=PATIENCE * 1000)
    await expect(page.locator("#rail")).to_contain_text("Place in the queue: 3")
    await page.get_by_role("button", name="Tell me when it is done").click()
    await expect(page.locator("#toast")).to_contain_text("Your browser will tell you")
    states: list[str] = []
    page.on("response", lambda answer: states.append(answer.url) if "/states?" in answer.url else None)
    await page.evaluate(SEEN_OR_NOT, "hidden")
    await until(lambda: len(states) > 0)
    assert await page.evaluate("told") == []
    tell(service)
    await page.wait_for_function("told.length > 0")
    (told,) = await page.evaluate("told")
    assert (told["title"], told["body"]) == ("Plain", "Done")
    await page.evaluate(SEEN_OR_NOT, "visible")
    await expect_state(page, "succeeded")
    await expect(bar).to_have_count(0)
    seen = await page.evaluate("seen")
    assert seen == sorted(seen)
    assert max(seen) == 95


async def hide_settings_at_their_defaults(page: Page) -> None:
    """On request, and for good."""
    await page.get_by_role("radio", name="16:9").check(force=True)
    await generate(page, "A fox")
    await expect_state(page, "succeeded")
    await page.locator("#more [data-menu]").click()
    await page.get_by_role("button", name="Details").click()
    settings = page.locator("#more .settings > div:visible dt")
    await expect(settings).to_have_text(["Images", "Aspect ratio"])
    await page.get_by_label("Hide defaults").check()
    await expect(settings).to_have_text(["Aspect ratio"])
    await page.reload()
    await page.locator("#more [data-menu]").click()
    await page.get_by_role("button", name="Details").click()
    await expect(page.get_by_label("Hide defaults")).to_be_checked()
    await expect(settings).to_have_text(["Aspect ratio"])

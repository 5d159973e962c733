"""The result pane: what a run was made with, and where it is found again."""

from __future__ import annotations

import re
import time

import pytest
from faultserver import FaultServer, Reply
from keptruns import keep_runs, kept_run, with_pictures
from moves import (
    arrived,
    choose_model,
    expect_state,
    field,
    generate,
    person_of,
    press,
    shown_run,
    state,
    tell,
    write,
)
from pages import Served, Visit
from playwright.async_api import FilePayload, Page, ViewportSize, expect
from shelf import WATCH_SHIFTS, Shelf, four, jpeg

pytestmark = pytest.mark.slow

LAPTOP: ViewportSize = {"width": 1280, "height": 800}


def named(run: str) -> re.Pattern[str]:
    """An address that names a run."""
    return re.compile(rf"[?&]run={run}(&|$)")


async def below_the_fold(page: Page, selector: str) -> bool:
    box = await page.locator(selector).bounding_box()
    assert box is not None
    height = await page.evaluate("innerHeight")
    return bool(box["y"] + box["height"] > height + 1)


async def test_a_result_is_told_shown_and_used_and_is_for_its_own_browser_only(
    playground: Served, service: FaultServer, visit: Visit
) -> None:
    page = await visit(playground, "plain", permissions=["clipboard-read", "clipboard-write"])
    await field(page, "size").get_by_label("16:9").check()
    await page.get_by_label("Seed", exact=True).fill("7")
    await generate(page, "a heron at dawn")
    await expect_state(page, "succeeded")
    await say_what_it_was_made_with_and_fold_its_states(page)
    assert len(service.submits) == 1
    await show_the_usual_time_in_the_shape_to_come(page, service)
    await keep_the_pictures_that_are_there(page, service)
    await fit_six_tall_pictures_on_a_laptop(page, service)
    await say_that_a_run_of_somebody_else_is_not_here(await visit(playground, path=f"/?run={await shown_run(page)}"))
    await choose_model(page, "pictures")
    await drop_a_result_on_a_field(page, service)


async def say_what_it_was_made_with_and_fold_its_states(page: Page) -> None:
    await expect(page.locator("#rail .step")).to_have_count(1)
    await expect(state(page)).to_contain_text("Done")
    await expect(page.locator("#rail")).to_contain_text("s · $0.056")
    await expect(page.locator("#more .strong")).to_have_text("Download")
    await expect(page.locator("#more .pane:visible")).to_have_count(0)
    caption = page.locator("#more .caption")
    await write(page, "something else by now")
    await expect(caption.locator(".words")).to_have_text("a heron at dawn")
    for fact in ("Plain", "16:9", "seed 7", "$0.056"):
        await expect(caption.locator(".facts")).to_contain_text(fact)
    await caption.get_by_role("button", name="Copy prompt").click()
    await expect(caption.get_by_role("button", name="Copied")).to_be_visible()
    assert await page.evaluate("navigator.clipboard.readText()") == "a heron at dawn"


async def show_the_usual_time_in_the_shape_to_come(page: Page, service: FaultServer) -> None:
    """Of runs like those that were made before."""
    tell(service, poll="processing")
    await page.get_by_label("Images", exact=True).fill("4")
    await generate(page, "four")
    waiting = page.locator("#stage .pic.waits")
    await expect(waiting).to_have_count(4)
    await expect(waiting.first).to_contain_text("Usually about")
    box = await waiting.first.bounding_box()
    assert box is not None
    assert box["width"] / box["height"] == pytest.approx(16 / 9, rel=0.02)
    tell(service, outputs=4)
    service.files = Shelf()
    await expect_state(page, "succeeded")
    await expect(page.locator("#stage img")).to_have_count(4)


async def keep_the_pictures_that_are_there(page: Page, service: FaultServer) -> None:
    """They stay the same while others come."""
    tell(service, poll="processing")
    await generate(page, "another")
    await expect_state(page, "processing")
    earlier = page.locator("#earlier .past")
    four_pictures = earlier.nth(1)
    await four_pictures.click()
    await expect(page.locator("#stage img")).to_have_count(4)
    there = (page.locator("#stage img").first, four_pictures.locator("img"))
    for picture in there:
        await picture.evaluate("(img) => (img.mine = true)")
    await page.evaluate(WATCH_SHIFTS)
    await page.wait_for_timeout(600)  # what moves within half a second of a click is not counted
    tell(service)
    await expect(earlier.locator("img")).to_have_count(3)
    for picture in there:
        await expect(picture).to_have_js_property("mine", value=True)
    assert await page.evaluate("window.shifts") == 0


@pytest.mark.usefixtures("service")
async def test_runs_are_found_where_they_were(playground: Served, visit: Visit) -> None:
    """By their address, and among the earlier ones, which stay where they were scrolled to."""
    page = await visit(playground, "plain", viewport={"width": 1280, "height": 480})
    person, now = await person_of(page), time.time()
    earlier = [kept_run(person, f"number {number}", now - 60 + number, model="plain") for number in range(4)]
    keep_runs(playground.data, [with_pictures(run, playground.data) for run in earlier])
    runs = [run.run_id for run in earlier]
    words = page.locator("#more .words")
    for number in (4, 5):
        await generate(page, f"number {number}")
        await expect(words).to_have_text(f"number {number}")
        await expect_state(page, "succeeded")
        runs.append(await shown_run(page))
        await expect(page).to_have_url(named(runs[-1]))
    await keep_what_was_scrolled_to(page)
    await page.go_back()
    await expect(words).to_have_text("number 5")
    await page.go_back()
    await expect(words).to_have_text("number 4")
    await page.go_forward()
    await expect(words).to_have_text("number 5")
    await page.locator(f"[data-show='{runs[4]}']").click()
    await expect(words).to_have_text("number 4")
    await page.reload()
    await expect(words).to_have_text("number 4")
    await expect(page).to_have_url(named(runs[4]))


async def keep_what_was_scrolled_to(page: Page) -> None:
    strip = page.locator(".strip")
    await strip.evaluate("(strip) => strip.scrollTo(0, 9999)")
    before = await strip.evaluate("(strip) => strip.scrollTop")
    assert before > 0
    last = strip.locator(".past").last
    await last.focus()
    await page.keyboard.press("Enter")
    await expect(page.locator("#more .words")).to_have_text("number 0")
    await expect(last).to_be_focused()
    await expect(last).to_have_attribute("aria-current", "true")
    assert await strip.evaluate("(strip) => strip.scrollTop") == before


async def test_an_empty_page_shows_the_examples_and_a_closed_section_the_references_in_use(
    sandbox: Served, visit: Visit
) -> None:
    page = await visit(sandbox, "qwen-image-2-0-pro")
    samples = page.locator("#stage .sample")
    await expect(samples).to_have_count(3)
    await expect(samples.first.locator("img")).to_have_js_property("complete", True)
    assert await samples.first.locator("img").evaluate("(img) => img.naturalWidth") == 320
    await samples.first.click()
    await expect(page.get_by_label("Prompt", exact=True)).not_to_have_value("")
    await show_references_in_use(page)
    await choose_model(page, "sandbox-video")
    await expect(samples.first).to_contain_text("Golden waves")


async def show_references_in_use(page: Page) -> None:
    head = page.locator("#advanced > summary")
    await expect(head).not_to_contain_text("in use")
    await head.click()
    files = [FilePayload(name=f"{n}.jpg", mimeType="image/jpeg", buffer=jpeg("navy")) for n in "ab"]
    await field(page, "image_urls").locator("input[type=file]").set_input_files(files)
    await expect(field(page, "image_urls").locator(".files img")).to_have_count(2)
    await head.click()
    await expect(head).to_contain_text("in use: 2")
    await expect(head.locator("img")).to_have_count(2)
    await head.click()
    await page.get_by_role("button", name="Remove a.jpg").click()
    await expect(head).to_contain_text("in use: 1")


async def say_that_a_run_of_somebody_else_is_not_here(other: Page) -> None:
    await expect(other.locator("#stage")).to_contain_text("That run is not here")
    await expect(state(other)).to_have_attribute("data-status", "idle")
    await expect(other.locator("#result img")).to_have_count(0)
    await generate(other, "now this")
    await expect_state(other, "succeeded")


async def fit_six_tall_pictures_on_a_laptop(page: Page, service: FaultServer) -> None:
    """With all that can be done with them."""
    tall = Reply(body=jpeg("teal", (90, 160)), headers={"Content-Type": "image/jpeg"})
    tell(service, outputs=6)
    service.files = Shelf(same=tall)
    await page.set_viewport_size(LAPTOP)
    await generate(page, "six posters")
    await expect_state(page, "succeeded")
    pictures = page.locator("#stage figure")
    await expect(pictures).to_have_count(6)
    boxes = [await picture.bounding_box() for picture in await pictures.all()]
    assert len({box["x"] for box in boxes if box}) in {3, 4}
    for part in ("#stage", "#more .acts", "#earlier .past >> nth=0"):
        assert not await below_the_fold(page, part)
    await page.set_viewport_size({"width": 390, "height": 844})
    boxes = [await picture.bounding_box() for picture in await pictures.all()]
    assert len({box["x"] for box in boxes if box}) == 2


async def drop_a_result_on_a_field(page: Page, service: FaultServer) -> None:
    """It is its reference; so is one of the earlier ones."""
    await page.set_viewport_size({"width": 1280, "height": 1400})
    service.requests.clear()
    await four(page, service)
    await expect(page.locator("#more .words")).to_have_text("four")
    await expect(page.locator("#stage figure img")).to_have_count(4)
    target = field(page, "image_urls")
    await page.get_by_role("button", name="Open picture 3").drag_to(target.locator(".drop"))
    await expect(target.locator(".files img")).to_have_count(1)
    await expect(field(page, "image_url").locator(".files img")).to_have_count(0)
    await page.locator("#earlier .past img").first.drag_to(target.locator(".drop"))
    await expect(target.locator(".files img")).to_have_count(2)
    await press(page)
    assert len((await arrived(service, 2))[1]["image_urls"]) == 2

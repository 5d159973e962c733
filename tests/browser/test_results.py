"""Results: the original bytes, all of them, in place, and each by itself in the large view, in which a clip plays.

What could not be fetched is fetched again without a new task.
"""

from __future__ import annotations

import io
import zipfile
from urllib.parse import urljoin

from faultserver import FaultServer, Reply
from moves import arrived, choose_model, expect_state, generate, press, tell, write
from pages import Motion, Served, Visit
from PIL import Image
from playwright.async_api import Page, expect
from shelf import PICTURES, WATCH_SHIFTS, Shelf, four, jpeg

from playground.sandbox.painter import Brief, paint_film

CLIP = Reply(
    body=paint_film(
        Brief(words="waves", seed="1", width=64, height=64, references=(), strength=0.6, seconds=1, loops=False)
    ),
    headers={"Content-Type": "video/mp4"},
)


def pixels(data: bytes) -> bytes:
    return Image.open(io.BytesIO(data)).convert("RGB").tobytes()


async def body(page: Page, address: str) -> bytes:
    """What the page's browser gets at an address of its server."""
    return await (await page.request.get(urljoin(page.url, address))).body()


async def test_results_are_there_to_be_looked_at_and_downloaded(
    playground: Served, service: FaultServer, visit: Visit
) -> None:
    page = await visit(playground, "plain")
    held = page.locator("[data-held]")
    before = await held.inner_text()
    await four(page, service)
    await expect(page.locator("#result figure img")).to_have_count(4)
    await expect(held).not_to_have_text(before)
    await offer_none_where_a_model_takes_none(page)
    await open_turn_and_close_the_lightbox(page)
    await count_zoom_and_download_in_the_large_view(page)
    await download_each_and_all(page)
    await use_any_picture_as_reference(page, service)
    service.requests.clear()
    await fetch_again_what_failed(page, service)
    await say_that_there_is_no_result(page, service)
    await let_nothing_jump(page, service)
    await play_a_clip(page, service, "reduce")
    await play_a_clip(page, service, "no-preference")


async def download_each_and_all(page: Page) -> None:
    await expect(page.locator("#result figure img")).to_have_count(4)
    assert await body(page, str(await page.locator("#result figure img").nth(2).get_attribute("src"))) == PICTURES[2]
    link = page.get_by_role("link", name="Download number 3")
    async with page.expect_download() as download:
        await link.click()
    assert (await download.value).suggested_filename.endswith(".jpg")
    assert pixels(await body(page, str(await link.get_attribute("href")))) == pixels(PICTURES[2])
    whole = await body(page, str(await page.get_by_role("link", name="Download all").get_attribute("href")))
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        pictures = sorted(name for name in archive.namelist() if name.endswith(".jpg"))
        assert [pixels(archive.read(name)) for name in pictures] == [pixels(picture) for picture in PICTURES]


async def open_turn_and_close_the_lightbox(page: Page) -> None:
    await page.get_by_role("button", name="Open picture 1").focus()
    await page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    await expect(dialog.get_by_role("img", name="Picture 1")).to_be_visible()
    await page.keyboard.press("ArrowRight")
    await expect(dialog.get_by_role("img", name="Picture 2")).to_be_visible()
    await dialog.get_by_role("button", name="Previous picture").click()
    await dialog.get_by_role("button", name="Previous picture").click()
    await expect(dialog.get_by_role("img", name="Picture 4")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(dialog).to_have_count(0)
    await expect(page.get_by_role("button", name="Open picture 4")).to_be_focused()


async def offer_none_where_a_model_takes_none(page: Page) -> None:
    await expect(page.locator("[data-reference]")).to_have_count(4)
    await expect(page.locator("[data-reference]:visible")).to_have_count(0)


async def fetch_again_what_failed(page: Page, service: FaultServer) -> None:
    """Some that fail do not take the others down."""
    shelf = await four(page, service, 1, 3)
    await expect(page.locator("#result figure img")).to_have_count(2)
    await expect(page.locator(".missing")).to_contain_text("Paid for, but 2 results could not be fetched yet.")
    await expect(page.locator(".pic.lost")).to_have_count(2)
    await expect(page.locator(".pic.lost").first).to_contain_text("Result 2")
    shelf.bad = ()
    await page.get_by_role("button", name="Fetch again").click()
    await expect(page.locator("#result figure img")).to_have_count(4)
    await expect(page.locator(".missing")).to_have_count(0)
    assert len(service.submits) == 1


async def say_that_there_is_no_result(page: Page, service: FaultServer) -> None:
    """A task that is done and names none is a problem in words."""
    tell(service, extra={"output": {"seed": 7}, "cost_actual": 0.05})
    await generate(page, "a fox that nobody sees")
    await expect(page.locator(".problem")).to_contain_text("contains no result")
    await expect(page.locator(".problem")).to_contain_text("You were charged for this.")
    await expect(page.locator(".problem")).not_to_contain_text("fetch it again")


async def let_nothing_jump(page: Page, service: FaultServer) -> None:
    """When the picture comes."""
    tell(service, poll="processing")
    await write(page, "Waves at night")
    await page.locator("#field-size").get_by_role("radio", name="16:9").check()
    await press(page)
    await expect_state(page, "processing")
    await expect(page.locator("#result .pic.waits")).to_be_visible()
    await page.evaluate(WATCH_SHIFTS)
    tell(service)
    service.files = Shelf(same=Reply(body=jpeg("teal", (1280, 720)), headers={"Content-Type": "image/jpeg"}))
    await expect_state(page, "succeeded")
    await expect(page.locator("#result figure img")).to_have_js_property("complete", True)
    assert await page.evaluate("window.shifts") < 0.05


async def count_zoom_and_download_in_the_large_view(page: Page) -> None:
    await page.get_by_role("button", name="Open picture 2").click()
    dialog = page.get_by_role("dialog", name="Large view")
    await expect(dialog).to_contain_text("2 of 4")
    await dialog.get_by_role("img", name="Picture 2").click()
    await expect(dialog).to_have_class("lightbox zoomed")
    await dialog.get_by_role("button", name="Fit to the window").click()
    await expect(dialog).to_have_class("lightbox")
    await page.keyboard.press("ArrowRight")
    await expect(dialog).to_contain_text("3 of 4")
    async with page.expect_download() as download:
        await dialog.get_by_role("link", name="Download").click()
    assert (await download.value).suggested_filename.endswith("_3.jpg")
    await expect(dialog).to_be_visible()
    await dialog.get_by_role("button", name="Close").click()
    await expect(dialog).to_have_count(0)


async def play_a_clip(page: Page, service: FaultServer, motion: Motion) -> None:
    """It plays by itself, without a sound, unless nothing is to move."""
    await page.emulate_media(reduced_motion=motion)
    tell(service, extra={"output": {"videos": [{"url": f"{service.url}/files/1.mp4"}]}})
    service.files = Shelf(same=CLIP)
    await generate(page, f"waves, {motion}")
    await expect(page.locator("#more .words")).to_have_text(f"waves, {motion}")
    await expect_state(page, "succeeded")
    clip = page.locator("#stage video")
    assert await clip.evaluate("(video) => video.muted")
    if motion == "reduce":
        assert await clip.evaluate("(video) => video.paused && !video.autoplay")
    else:
        await page.wait_for_function("() => !document.querySelector('#stage video').paused")


async def use_any_picture_as_reference(page: Page, service: FaultServer) -> None:
    """Where a model takes one; nothing need be made of it."""
    tell(service, submit="402")
    await choose_model(page, "pictures")
    await page.get_by_role("button", name="Use picture 3 as reference").click()
    await expect(page.locator("#field-image_url .files img")).to_have_count(1)
    await page.get_by_role("button", name="Use picture 1 as reference").click()
    await page.get_by_role("button", name="Use picture 2 as reference").click()
    await expect(page.locator("#field-image_urls .files img")).to_have_count(2)
    await press(page)
    sent = (await arrived(service, 2))[1]
    used = [await body(page, address) for address in (sent["image_url"], *sent["image_urls"])]
    assert list(map(pixels, used)) == [pixels(PICTURES[number]) for number in (2, 0, 1)]
    await expect_state(page, "refused")
    await choose_model(page, "plain")

"""A result by itself: the large view is turned, zoomed and left, and a clip plays."""

from __future__ import annotations

from faultserver import FaultServer, Reply
from moves import expect_state, generate, tell
from pages import Motion, Served, Visit
from playwright.async_api import Page, expect
from shelf import Shelf, four

from playground.sandbox.painter import Brief, paint_film

CLIP = Reply(
    body=paint_film(
        Brief(words="waves", seed="1", width=64, height=64, references=(), strength=0.6, seconds=1, loops=False)
    ),
    headers={"Content-Type": "video/mp4"},
)


async def test_the_large_view_counts_zooms_and_downloads_and_a_clip_plays(
    playground: Served, service: FaultServer, visit: Visit
) -> None:
    page = await visit(playground, "plain")
    await four(page, service)
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
    await play_a_clip(page, service, "reduce")
    await play_a_clip(page, service, "no-preference")


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

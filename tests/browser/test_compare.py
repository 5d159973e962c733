"""Two results in a browser, looked at in every way by keys alone: what is seen is read off the screen."""

from __future__ import annotations

import io
import re
import time
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest
from av import VideoFrame
from keptruns import keep_runs, kept_run, with_pictures, with_sound
from moves import person_of
from pages import Served, Visit
from PIL import Image
from playwright.async_api import Page, expect

from playground.runs.run import Output, Run
from playground.tasks.task import MediaKind

pytestmark = pytest.mark.slow

FIRST, SECOND, BETWEEN = (0, 90, 140), (60, 90, 140), (60, 0, 0)
"""The colours of both pictures, and of what differs between them."""


async def seen(page: Page, across: float) -> object:
    """The colour that stands in the frame, at that share of its width."""
    await page.locator("#panes img").evaluate_all("(all) => Promise.all(all.map((one) => one.decode()))")
    box = await page.locator("#panes .view").first.bounding_box()
    assert box
    x, y = box["x"] + box["width"] * across, box["y"] + box["height"] * 0.3
    shot = await page.screenshot(clip={"x": x, "y": y, "width": 1, "height": 1})
    return Image.open(io.BytesIO(shot)).convert("RGB").getpixel((0, 0))


def with_clip(run: Run, data: Path, seconds: int) -> Run:
    """The run with a clip of that length."""
    folder = data / "results" / run.run_id
    folder.mkdir(parents=True)
    with av.open(folder / "0-clip.webm", "w") as container:
        stream = container.add_stream("libvpx", rate=10)
        stream.width, stream.height = 32, 32
        for _ in range(10 * seconds):
            frame = VideoFrame.from_ndarray(np.full((32, 32, 3), FIRST, dtype=np.uint8), format="rgb24")
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return replace(run, outputs=(Output(0, MediaKind.VIDEO, "0-clip.webm", "video/webm", 1, 32, 32),))


async def test_results_are_compared_by_keys_alone(sandbox: Served, visit: Visit) -> None:
    page = await visit(sandbox, path="/history")
    browser = await person_of(page)
    await look_at_two_pictures_in_every_way(page, sandbox, browser)
    await wind_and_play_clips_together(page, sandbox, browser)
    await choose_sounds_and_play_them_one_after_another(page, sandbox, browser)


async def look_at_two_pictures_in_every_way(page: Page, sandbox: Served, browser: str) -> None:
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
    await expect(page.get_by_role("button", name="1.5× Show all of it")).to_be_visible()
    await page.get_by_role("group", name="Results to compare").press("ArrowRight")
    places = "(pictures) => pictures.map((one) => new DOMMatrix(getComputedStyle(one).transform).e / one.clientWidth)"
    first, second = await page.locator("#panes img").evaluate_all(places)
    assert first == second == pytest.approx(-0.35)
    await page.keyboard.press("0")
    await expect(page.get_by_role("button", name="1× Show all of it")).to_be_visible()
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


async def wind_and_play_clips_together(page: Page, sandbox: Served, browser: str) -> None:
    short, long = (
        with_clip(kept_run(browser, "a boat", time.time() - 20, model="sandbox-daydream"), sandbox.data, seconds)
        for seconds in (1, 2)
    )
    keep_runs(sandbox.data, [short, long])
    await page.goto(f"{sandbox.url}/compare?results={short.run_id}/0-clip.webm,{long.run_id}/0-clip.webm")
    position = page.get_by_role("slider", name="Position")
    await expect(position).to_have_attribute("max", re.compile(r"^2"))
    await position.press("End")
    await page.wait_for_function(
        "() => [...document.querySelectorAll('video')].map((one) => Math.round(one.currentTime)).join() === '1,2'"
    )
    await page.get_by_role("button", name="Play").press("Enter")
    await page.wait_for_function("() => [...document.querySelectorAll('video')].every((one) => one.currentTime < 0.9)")
    await page.get_by_role("button", name="Pause").press("Enter")
    await expect(page.get_by_role("button", name="Play")).to_be_visible()


async def choose_sounds_and_play_them_one_after_another(page: Page, sandbox: Served, browser: str) -> None:
    runs = [with_sound(kept_run(browser, f"take {number}", time.time() - number), sandbox.data) for number in range(3)]
    keep_runs(sandbox.data, runs)
    await page.goto(f"{sandbox.url}/history")
    for run in runs:
        await page.locator(f'#runs [data-tile="{run.run_id}"] .face').press("x")
    await page.keyboard.press("t")
    await page.keyboard.type("takes")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("Tagged: 3")).to_be_visible()
    await page.locator(f'#runs [data-tile="{runs[0].run_id}"] .face').press("c")
    await page.wait_for_selector("body.ready")
    await page.evaluate(
        """() => {
          window.heard = [];
          for (const one of document.querySelectorAll("audio"))
            for (const kind of ["playing", "ended"])
              one.addEventListener(kind, () => heard.push(`${kind} ${one.closest("figure").dataset.letter}`));
        }"""
    )
    await page.get_by_role("button", name="Play one after another").press("Enter")
    await page.wait_for_function("heard.length === 6")
    assert await page.evaluate("heard") == [f"{kind} {letter}" for letter in "ABC" for kind in ("playing", "ended")]
    await page.get_by_role("button", name="Play together").press("Enter")
    await page.wait_for_function("heard.length === 12")
    together = (await page.evaluate("heard"))[6:9]  # which of them is heard of first is up to the browser
    assert sorted(together) == ["playing A", "playing B", "playing C"]
    await expect(page.get_by_role("button", name="Pause")).to_have_count(0)

"""A grid in a browser, through all that may happen to it: reloaded midway, its server killed, its holes tried again."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from pages import Serve, Served, Visit
from playwright.async_api import Page, expect

pytestmark = pytest.mark.slow

MODEL = {
    "title": "Miniature",
    "required": ["prompt"],
    "properties": {
        "prompt": {"type": "string", "title": "Prompt", "x-playground": {"widget": "textarea"}},
        "size": {"type": "string", "title": "Size", "default": "96x96"},
    },
}
"""Its fourteen pictures are painted, written and shrunk in a moment, though the sandbox takes its time over each."""

WORDS = ("one", "two", "[fail", "four")
PROMPTS = ("Q fox", "Q] hen", "Q] owl")
"""The two last make of `[fail` what lets the sandbox fail: a fault in two of twelve cells."""


def _asked(served: Served) -> int:
    """How many tasks the sandbox has begun: each is charged."""
    with closing(sqlite3.connect(served.data / "sandbox" / "sandbox.sqlite")) as connection:
        return int(connection.execute("select count(*) from tasks").fetchone()[0])


async def _choose(page: Page, axis: int, variable: str) -> None:
    await page.locator(f'[data-axis="{axis}"] [data-vary]').select_option(variable)
    await expect(page.locator(f'[data-axis="{axis}"] [data-text="text"]')).to_be_visible()


async def test_twelve_cells_are_twelve_charges_whatever_happens_and_holes_are_tried_again(
    serve: Serve, visit: Visit, tmp_path: Path
) -> None:
    (tmp_path / "miniature.json").write_text(json.dumps(MODEL), encoding="utf-8")
    served = serve(most_runs_at_once="6", schemas=str(tmp_path))
    page = await visit(served, "miniature")
    await page.locator("#field-prompt textarea").fill("Q")
    await page.get_by_role("button", name="Grid…").click()
    await _choose(page, 0, "/prompt")
    await page.locator('[data-axis="0"] textarea').fill("\n".join(PROMPTS))
    await _choose(page, 1, "word")
    await page.locator('[data-axis="1"] [data-text="word"]').fill("Q")
    await page.keyboard.press("Enter")  # which pays for nothing
    await page.keyboard.press("Control+Enter")
    await page.locator('[data-axis="1"] textarea').fill("\n".join(WORDS))
    await expect(page.locator("#grid-said")).to_contain_text("3 prompts × 4 words = 12 pictures")
    await page.get_by_role("button", name="Start 12 runs").click()
    await page.wait_for_url("**/grid/*")
    succeeded = page.locator('[data-cell-status="succeeded"]')
    await expect(succeeded.first).to_be_visible()
    await page.reload()
    await expect(page.locator("[data-cell]")).to_have_count(12)
    served.kill()
    served.start()
    await expect(page.locator("#grid-state")).to_have_text("10 of 12 done")
    await expect(page.locator('[data-open-cells=""]')).to_be_visible()
    assert _asked(served) == 12
    failed = page.locator('[data-cell-status="failed"]')
    assert [await cell.get_attribute("data-cell") for cell in await failed.all()] == ["7", "8"]
    await expect(failed.first).to_contain_text("The model could not finish")
    header = page.get_by_role("columnheader", name=PROMPTS[0])
    await page.locator(".scroller").evaluate("one => one.scrollTo(0, one.scrollHeight)")
    await expect(header).to_be_in_viewport()
    await page.locator("[data-grid-retry]").click()
    await expect(page.locator('[data-open-cells="yes"]')).to_be_visible()
    await expect(page.locator('[data-open-cells=""]')).to_be_visible()
    assert _asked(served) == 14
    async with page.expect_download() as download:
        await page.get_by_role("button", name="Picture").click()
    assert (await download.value).suggested_filename.endswith(".png")
    await page.get_by_role("link", name="History").click()
    grid = page.get_by_role("link", name=re.compile("Grid of 12 cells"))
    await page.locator("[data-day] .tile").evaluate_all("tiles => tiles.forEach(tile => { tile.hidden = true })")
    await expect(grid).to_be_visible()  # also on a day of whose runs none is there any more
    await grid.click()
    await expect(page.locator("#grid-state")).to_have_text("10 of 12 done")

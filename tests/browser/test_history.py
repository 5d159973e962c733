"""The history in a browser: found by any word in any script, and worked through by keys alone."""

from __future__ import annotations

import re
import time
from contextlib import closing

import patient
import pytest
from batching import batch_request
from keptbatches import end_all, keep_batch
from keptruns import keep_runs, kept_run, with_pictures
from moves import person_of
from pages import Served, Visit
from playwright.async_api import Locator, Page, expect

from playground.runs.ledger import Ledger
from playground.runs.run import Run, RunStatus

pytestmark = pytest.mark.slow

MODEL = "qwen-image-2-0-pro"


def _tile(page: Page, run: Run) -> Locator:
    return page.locator(f'#runs [data-tile="{run.run_id}"]')


def _tiles(page: Page) -> Locator:
    return page.locator("#runs .tile:visible")


def _keep_batch(served: Served, person: str, at: float) -> str:
    """A batch that has ended; its id."""
    with closing(Ledger(served.data / "ledger.sqlite3")) as ledger:
        ledger.open()
        batch_id, sent = keep_batch(ledger, batch_request("an owl", person=person), at)
        end_all(ledger, [(run, RunStatus.SUCCEEDED) for run in sent])
    return batch_id


async def _delete_elsewhere(served: Served, person: str, run: Run, batch_id: str) -> None:
    """What another device of the same person asks for."""
    async with patient.AsyncClient(base_url=served.url, cookies={"playground_browser": person}) as device:
        for path, sent in (("delete", {"runs": [run.run_id]}), ("batches/delete", {"batch": batch_id})):
            answer = await device.post(f"/history/{path}", json=sent, headers={"X-Playground": "1"})
            assert answer.status_code == 200, answer.text


async def test_five_thousand_runs_are_scrolled_and_found_in_english_and_chinese(sandbox: Served, visit: Visit) -> None:
    page = await visit(sandbox, path="/history")
    browser, now = await person_of(page), time.time()
    await expect(page.get_by_role("heading", name="Nothing here yet")).to_be_visible()
    prompts = {123: "a heron at dusk", 4_321: "a Heron in the reeds", 2_500: "山间晨雾中的茶馆", 4_999: "雾中的灯塔"}
    runs = [
        kept_run(browser, prompts.get(number, f"number {number}"), now - 3_600 * number, model=MODEL)
        for number in range(5_000)
    ]
    keep_runs(sandbox.data, runs)
    batch = _keep_batch(sandbox, browser, now - 3_600 * 100.5)
    await page.reload()
    await expect(_tiles(page)).to_have_count(60)
    await page.locator("[data-older]").scroll_into_view_if_needed()
    await expect(_tile(page, runs[100])).to_be_attached()
    tile = page.locator(f'[data-batch-tile="{batch}"]')
    await expect(tile).to_be_visible()
    await _delete_elsewhere(sandbox, browser, runs[100], batch)
    await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")  # as when one comes back to the tab
    for gone in (tile, _tile(page, runs[100])):  # though neither is on the first page
        await expect(gone).to_be_hidden()
    await expect(_tile(page, runs[101])).to_be_visible()
    search = page.get_by_role("searchbox")
    await search.press_sequentially("heron", delay=20)
    await expect(_tiles(page)).to_have_count(2)
    await expect(page).to_have_url(re.compile(r"/history\?q=heron$"))
    await search.fill("雾中")
    await expect(_tiles(page)).to_have_count(2)
    await expect(_tile(page, runs[4_999])).to_be_visible()
    await page.reload()
    await expect(search).to_have_value("雾中")
    await expect(_tiles(page)).to_have_count(2)
    await search.fill("zebra")
    await expect(page.get_by_role("heading", name="Nothing found")).to_be_visible()
    await page.get_by_role("link", name="Show everything").click()
    await expect(page).to_have_url(re.compile(r"/history$"))
    await expect(search).to_be_focused()
    await expect(_tile(page, runs[0])).to_be_visible()


async def _delete_after_all(page: Page) -> None:
    """Ask for it, leave the question, ask again and agree."""
    sure = page.get_by_role("dialog", name="Delete 2 runs?")
    await page.keyboard.press("Delete")
    await page.keyboard.press("Escape")
    await expect(sure).to_be_hidden()
    await page.keyboard.press("Delete")
    await expect(sure.get_by_role("button", name="Delete")).to_be_focused()
    await sure.dispatch_event("close")  # the news of the first closing, as late as on a busy machine
    await page.keyboard.press("Enter")


async def _walk_through_the_bar(page: Page, bar: Locator, *, after: Locator, before: Locator) -> None:
    """By Tab: what can be done with the selection comes after the tile last selected, and then the list goes on."""
    await page.keyboard.press("Tab")
    await expect(bar.get_by_role("button", name="Favourite")).to_be_focused()
    await bar.get_by_role("button", name="Select none").focus()
    await page.keyboard.press("Tab")
    await expect(before.locator(".face")).to_be_focused()
    await bar.get_by_role("button", name="Favourite").focus()
    await page.keyboard.press("Shift+Tab")
    await expect(after.locator(".face")).to_be_focused()


async def test_keys_alone_open_favour_rate_select_and_delete_and_another_tab_sees_it(
    sandbox: Served, visit: Visit
) -> None:
    page = await visit(sandbox, path="/history")
    browser, now = await person_of(page), time.time()
    runs = [
        with_pictures(kept_run(browser, f"picture {number}", now - number, model=MODEL, size="16:9"), sandbox.data)
        for number in range(5)
    ]
    keep_runs(sandbox.data, runs)
    await page.reload()
    first, second, third = (_tile(page, run).locator(".face") for run in runs[:3])
    await first.focus()
    await page.keyboard.press("ArrowRight")
    await expect(second).to_be_focused()
    await page.keyboard.press("f")
    await expect(_tile(page, runs[1]).get_by_role("button", name="Favourite")).to_have_attribute("aria-pressed", "true")
    await page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="One run")
    await expect(dialog.locator(".prompt")).to_contain_text("picture 1")
    await expect(dialog.locator(".settings")).to_contain_text("16:9")
    await page.keyboard.press("4")
    await expect(dialog.get_by_role("button", name="4 of 5")).to_have_attribute("aria-pressed", "true")
    await page.keyboard.press("ArrowRight")
    await expect(dialog.locator(".prompt")).to_contain_text("picture 2")
    await expect(page).to_have_url(re.compile(f"run={runs[2].run_id}"))
    await page.keyboard.press("Escape")
    await expect(dialog).to_be_hidden()
    await expect(third).to_be_focused()
    await expect(page).to_have_url(re.compile(r"/history$"))
    await expect(_tile(page, runs[1])).to_contain_text("4 of 5")

    await page.keyboard.press("x")
    await page.keyboard.press("ArrowRight")
    await page.keyboard.press("x")
    bar = page.get_by_role("region", name="Selected runs")
    await expect(bar).to_contain_text("2 selected")
    await _walk_through_the_bar(page, bar, after=_tile(page, runs[3]), before=_tile(page, runs[4]))
    await _delete_after_all(page)
    await expect(_tiles(page)).to_have_count(3)
    await expect(_tile(page, runs[4]).locator(".face")).to_be_focused()
    other = await page.context.new_page()
    await other.goto(f"{sandbox.url}/history")
    await expect(_tiles(other)).to_have_count(3)
    await page.get_by_role("button", name="Undo").press("Enter")
    await expect(_tiles(page)).to_have_count(5)
    await expect(page.get_by_text("2 runs are here again.")).to_be_visible()
    await expect(_tiles(other)).to_have_count(5)  # told by the tab that has them back
    await _tile(other, runs[0]).locator(".face").press("f")
    await expect(_tile(other, runs[0]).locator(".star")).to_have_attribute("aria-pressed", "true")
    await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")  # as when one comes back to the tab
    await expect(_tile(page, runs[0]).locator(".star")).to_have_attribute("aria-pressed", "true")

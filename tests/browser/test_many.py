"""Many runs with one click: variations with a slot for each, and a table with a bad line."""

from __future__ import annotations

import json

from faultserver import FaultServer
from moves import arrived, expect_state, field, press, tell, until
from pages import Served, Visit
from playwright.async_api import Page, expect


async def test_variations_have_a_slot_each_and_so_have_the_lines_of_a_table(
    playground: Served, service: FaultServer, visit: Visit
) -> None:
    tell(service, poll="processing")
    page = await visit(playground, "first")
    await field(page, "prompt").locator("[data-raw]").fill("a {red|blue} fox")
    await expect(page.locator("#many-said")).to_have_text("Makes 2 pictures: red · blue")
    await page.get_by_label("Variations").select_option("2")
    await expect(page.locator("#cost")).to_contain_text("4 runs")
    await press(page)
    await expect(page.locator('.slot[data-cell-status="processing"]')).to_have_count(4)
    prompts = [sent["prompt"] for sent in await arrived(service, 4)]
    assert sorted(prompts) == ["a blue fox"] * 2 + ["a red fox"] * 2
    address = page.url
    assert "batch=" in address
    tell(service)
    await expect_state(page, "succeeded")
    await expect(page.locator(".slot img")).to_have_count(4)
    await page.locator(".slot .open").nth(2).click()
    await expect(page.locator("#more .caption")).to_contain_text("a blue fox")
    await page.locator(".way-back").click()
    await expect(page.locator(".slot img")).to_have_count(4)
    await page.reload()
    await expect(page.locator(".slot img")).to_have_count(4)
    assert page.url == address
    assert sorted(service.charges.values()) == [1] * 4
    await page.locator("#many-plain").click()
    await expect(page.locator("#many-said")).to_have_text("Sent as plain text: a {red|blue} fox")
    await send_nothing_until_a_table_is_right(page, service)


_PASTE = """(box, text) => {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/plain", text);
  box.dispatchEvent(new ClipboardEvent("paste", { bubbles: true, cancelable: true, clipboardData }));
}"""


async def send_nothing_until_a_table_is_right(page: Page, service: FaultServer) -> None:
    """It has a bad line at first."""
    service.requests.clear()
    service.charges.clear()
    table = 'prompt,steps\n"a fox, red",1\na hen,many\n'
    await page.evaluate(
        """(text) => {
          const files = new DataTransfer();
          files.items.add(new File([text], "prompts.csv", { type: "text/csv" }));
          document.body.dispatchEvent(new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer: files }));
        }""",
        table,
    )
    await expect(page.locator("#list-preview [data-line]")).to_have_attribute("data-line", "3")
    await expect(page.locator("#list-go")).to_have_attribute("aria-disabled", "true")
    await page.locator("#list-text").fill(table.replace("many", "2"))
    await expect(page.locator("#list-go")).to_have_text("Generate 2")
    await page.locator("#list-text").evaluate(_PASTE, "a fox\n" * 200_000)
    await expect(page.locator("#list-said")).to_contain_text("This has 200,001 lines, and at most 1,000 can be sent")
    await expect(page.locator("#list-text")).to_have_value(table.replace("many", "2"))
    assert service.submits == []
    await page.locator("#list-go").click()
    await expect(page.locator("#list")).to_be_hidden()
    await expect_state(page, "succeeded")
    await until(lambda: len(service.charges) == 2)
    inputs = [json.loads(request.body)["input"] for request in service.submits]
    assert sorted((one["prompt"], one["steps"]) for one in inputs) == [("a fox, red", 1), ("a hen", 2)]

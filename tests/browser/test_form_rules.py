"""The form: what is wrong stands beside its field, nothing is sent meanwhile, nothing is lost; parts come and go."""

from __future__ import annotations

from faultserver import FaultServer
from filling import redrawn
from moves import arrived, choose_model, expect_state, field, issue, press, tell, write
from pages import Served, Visit
from playwright.async_api import Locator, Page, Response, expect


async def test_what_is_wrong_is_named_and_nothing_is_sent_meanwhile_and_parts_come_and_go(
    playground: Served, service: FaultServer, visit: Visit
) -> None:
    page = await visit(playground, "strict")
    await name_every_wrong_field_at_once(page)
    assert service.submits == []
    await go_to_the_first_wrong_field(page)
    assert service.submits == []
    await name_a_wrong_row_in_its_row(page)
    assert service.submits == []
    tell(service, submit="402")  # nothing need be made of what arrives
    await count_and_do_not_truncate(page)
    assert [sent["prompt"] for sent in await arrived(service)] == ["🐈" * 800]
    service.requests.clear()
    await choose_model(page, "widgets")
    await say_where_json_breaks(page)
    assert service.submits == []
    await choose_model(page, "nested")
    await have_parts_come_and_go(page, service)


async def name_every_wrong_field_at_once(page: Page) -> None:
    await page.get_by_label("Accent", exact=True).fill("red")
    await page.get_by_text("Advanced").click()
    await page.get_by_label("Guidance", exact=True).fill("a lot")
    await page.get_by_label("Steps", exact=True).fill("9.5")
    await page.get_by_text("Advanced").click()
    await expect(page.get_by_label("Guidance", exact=True)).to_be_hidden()
    await press(page)
    await expect(issue(page, "guidance")).to_have_text("Guidance must be a number, such as 7 or 0.5.")
    await expect(page.get_by_label("Guidance", exact=True)).to_be_visible()
    await expect(issue(page, "steps")).to_have_text("Steps must be a whole number, such as 7.")
    await expect(issue(page, "prompt")).to_have_text("Prompt is needed.")
    await expect(issue(page, "subject")).to_have_text("Subject is needed.")
    await expect(issue(page, "accent")).to_have_text(
        "Accent does not have the form this model asks for. For example: #ff8800"
    )
    await expect(page.get_by_label("Guidance", exact=True)).to_have_value("a lot")
    await expect_state(page, "idle")


async def go_to_the_first_wrong_field(page: Page) -> None:
    await page.get_by_label("Subject", exact=True).fill("a cat")
    await page.get_by_label("Accent", exact=True).fill("")
    await page.get_by_label("Guidance", exact=True).fill("")
    await page.get_by_label("Steps", exact=True).fill("3")
    await page.get_by_text("Advanced").click()
    await expect(page.get_by_label("Steps", exact=True)).to_be_hidden()
    await write(page, "x")
    await page.evaluate("scrollTo(0, 0)")
    await press(page)
    await expect(issue(page, "steps")).to_have_text("Steps must be at least 10; this is 3.")
    await expect(page.get_by_label("Steps", exact=True)).to_be_in_viewport()
    await expect(page.get_by_label("Steps", exact=True)).to_be_focused()


async def name_a_wrong_row_in_its_row(page: Page) -> None:
    await page.get_by_label("Steps", exact=True).fill("")
    await page.get_by_role("button", name="Add Tags").click()
    await page.locator("#field-tags-0-in").fill("x")
    await press(page)
    await expect(issue(page, "tags-0")).to_contain_text("needs at least 2 characters; this one has 1.")
    await page.locator("#field-tags-0-in").fill("fine")
    await page.get_by_role("button", name="Add to Tags").click()
    await page.locator("#field-tags-1-in").fill("fine")
    await press(page)
    await expect(issue(page, "tags")).to_have_text("Tags has the same entry twice.")


async def count_and_do_not_truncate(page: Page) -> None:
    await page.locator("#field-tags-1-in").fill("finer")
    counter = page.locator("#field-prompt [data-count]")
    await write(page, "🐈" * 612)
    await expect(counter).to_have_text("612 / 800")
    fine = str(await counter.evaluate("element => getComputedStyle(element).color"))
    await write(page, "🐈" * 812)
    await expect(counter).to_have_text("812 / 800")
    await expect(counter).not_to_have_css("color", fine)
    await press(page)
    await expect(issue(page, "prompt")).to_have_text("Prompt can have at most 800 characters; this one has 812.")
    await expect(page.get_by_label("Prompt", exact=True)).to_have_value("🐈" * 812)
    await expect(page.get_by_label("Prompt", exact=True)).to_have_attribute("aria-invalid", "true")
    await write(page, "🐈" * 800)
    await expect(issue(page, "prompt")).to_be_empty()
    await press(page)


async def say_where_json_breaks(page: Page) -> None:
    await write(page, "x")
    await page.get_by_label("Settings", exact=True).fill('{"a": 1,\n "b": }')
    await expect(page.locator("#field-settings [data-json-note]")).to_have_text("This is not valid JSON yet.")
    await press(page)
    await expect(issue(page, "settings")).to_contain_text("line 2, column 7")


async def have_parts_come_and_go(page: Page, service: FaultServer) -> None:
    """All on one form: what is there at the first press, and is switched back or gone at the second."""
    await write(page, "a cat")
    camera = page.locator("#field-camera > select")
    await camera.select_option("Fixed")
    await page.locator("#field-camera-height-in").fill("9")
    await camera.select_option("Moving")
    await page.locator("#field-camera-speed-in").fill("1.5")
    await expect(field(page, "light-angle")).to_have_count(0)
    await page.get_by_role("button", name="Add Light").click()
    await page.locator("#field-light-angle-in").fill("30")
    labels = await name_values(page)
    await move_rows_by_a_slow_press(page)
    await expect(field(page, "depth")).to_have_count(0)
    await field(page, "mode").get_by_label("rich").check()
    await expect(page.locator("#field-depth-in")).to_have_value("3")
    await expect(page.get_by_label("Prompt", exact=True)).to_have_value("a cat")
    await page.locator("#field-depth-in").fill("7")
    await press(page)
    [first] = await arrived(service)
    assert str(first["camera"]) == "{'speed': Decimal('1.5')}"
    assert first["light"] == {"angle": 30, "soft": True}
    assert first["labels"] == {"sky": 12, "a/b c": 2}
    assert first["frames"] == [{"url": "two"}, {"url": "one", "role": "end"}]
    assert first["depth"] == 7
    await camera.select_option("Fixed")
    await expect(page.locator("#field-camera-height-in")).to_have_value("9")
    await expect(field(page, "camera-speed")).to_have_count(0)
    await page.get_by_role("button", name="Remove Light").click()
    await expect(field(page, "light-angle")).to_have_count(0)
    await labels.get_by_role("button", name="Remove number 1").click()
    await expect(labels.locator(".row")).to_have_count(1)
    await field(page, "mode").get_by_label("plain").check()
    await expect(field(page, "depth")).to_have_count(0)
    await press(page)
    second = (await arrived(service, 2))[1]
    assert second["camera"] == {"height": 9}
    assert "light" not in second
    assert second["labels"] == {"a/b c": 2}
    assert "depth" not in second


async def name_values(page: Page) -> Locator:
    """A map takes names and values; the keyboard stays in a value whose name draws the form anew."""
    await page.get_by_role("button", name="Add Labels").click()
    block = field(page, "labels")
    await expect(block.locator(".row")).to_have_count(1)
    boxes = block.locator(".row [data-raw]")
    await boxes.nth(0).fill("sky")
    async with page.expect_response("**/form"):
        await page.keyboard.press("Tab")
        await page.keyboard.type("1")
    await expect(page.locator("#field-labels-sky-in")).to_be_focused()
    await page.keyboard.type("2")
    await expect(boxes.nth(1)).to_have_value("12")
    await page.get_by_role("button", name="Add to Labels").click()
    await expect(block.locator(".row")).to_have_count(2)
    await boxes.nth(2).fill("a/b c")
    await boxes.nth(3).fill("2")
    return block


async def move_rows_by_a_slow_press(page: Page) -> None:
    """Rows of objects keep their values."""
    await page.get_by_role("button", name="Add Frames").click()
    await expect(page.locator("#field-frames > .row")).to_have_count(1)
    await page.get_by_role("button", name="Add to Frames").click()
    await expect(page.locator("#field-frames > .row")).to_have_count(2)
    await page.locator("#field-frames-0-url-in").fill("one")
    await redrawn(page, field(page, "frames-0-role").get_by_label("end").check())
    await page.locator("#field-frames-1-url-in").fill("two")
    await field(page, "frames").get_by_role("button", name="Move number 2 up").hover()
    async with page.expect_response("**/form") as answered:  # the form is live: leaving the box has it drawn anew
        await page.mouse.down()
    await (await answered.value).finished()
    await page.evaluate("new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)))")
    await page.mouse.up()
    await expect(page.locator("#field-frames-0-url-in")).to_have_value("two")


async def test_what_replaces_the_form_can_be_taken_back_and_what_will_be_sent_is_seen(
    sandbox: Served, visit: Visit
) -> None:
    page = await visit(sandbox, "sandbox-everything")
    await fill_by_an_example_and_leave_out_what_it_leaves_out(page)
    await choose_model(page, "qwen-image-2-0-pro")
    prompt = page.get_by_label("Prompt", exact=True)
    await prompt.fill("my own words")
    await page.locator(".chip").first.click()
    await expect(prompt).not_to_have_value("my own words")
    await page.get_by_role("button", name="Undo").click()
    await expect(prompt).to_have_value("my own words")
    await expect(page.locator("#toast")).to_be_hidden()
    await expect(page.locator("#advanced")).not_to_have_attribute("open", "")
    await page.get_by_text("Advanced").click()

    def keeps_it(answer: Response) -> bool:
        return "/draft" in answer.url and "cat.png" in (answer.request.post_data or "")

    async with page.expect_response(keeps_it):
        await page.locator("#field-image_urls [data-url]").fill("https://example.com/cat.png")
    await page.reload()
    await page.wait_for_selector("body.ready")
    await expect(page.locator("#field-image_urls .files li")).to_be_visible()


async def fill_by_an_example_and_leave_out_what_it_leaves_out(page: Page) -> None:
    await page.locator("#form").get_by_role("button", name="Silk ribbons").click()
    await expect(page.get_by_label("Prompt", exact=True)).to_have_value("Ribbons of silk in the wind")
    await expect(page.get_by_label("Palette", exact=True)).to_have_value("6")
    await expect(page.get_by_label("Accent colour", exact=True)).to_have_value("#ff7a59")
    await expect(field(page, "size").get_by_label("16:9")).to_be_checked()
    await expect(page.locator("#field-tags-1-in")).to_have_value("gold")
    await expect(page.get_by_label("Guidance", exact=True)).to_have_value("")

"""The schema workbench, as somebody who writes a schema goes."""

from __future__ import annotations

import json
import re
from pathlib import Path

import httpx
from axe import complaints
from moves import held_back
from pages import Served, Visit
from playwright.async_api import FilePayload, Page, expect

_LINK = re.compile("#schema=[A-Za-z0-9_-]+$")
SCHEMA = """{
  "title": "Little Painter",
  "type": "object",
  "required": ["prompt"],
  "properties": {
    "prompt": {"type": "string", "title": "Prompt"},
    "steps": {"type": "integer", "title": "Steps", "minimum": 1, "maximum": 9, "default": 4},
    "frames": {"type": "array", "title": "Frames", "items": {"type": "string", "title": "Frame"}},
    "image_url": {"type": "string", "title": "Picture", "format": "uri"}
  }
}"""


async def open_bench(visit: Visit, served: Served, text: str | None = SCHEMA, **options: object) -> Page:
    """The workbench of a new visitor, with a schema written in it, once its form is drawn."""
    page = await visit(served, path="/workbench", **options)
    if text is not None:
        await write(page, text)
        await expect(page.get_by_role("heading", name="Little Painter")).to_be_visible()
    return page


async def write(page: Page, text: str) -> None:
    await page.locator("#schema").fill(text)


async def expect_payload(page: Page, payload: object) -> None:
    await expect(page.locator("#payload pre")).to_have_text(json.dumps(payload, indent=2))


async def test_the_main_page_leads_to_the_workbench(sandbox: Served, visit: Visit) -> None:
    page = await visit(sandbox)
    async with held_back(page, "**/workbench/draw") as asked:
        await page.get_by_role("link", name="Schema workbench").click()
        await expect(page.get_by_role("heading", name="Schema workbench")).to_be_visible()
        await asked.wait()
        await expect(page.locator("#form .waiting")).to_be_visible()  # and not that there is nothing
        await expect(page.locator("#form .invite")).to_be_hidden()
    await expect(page.locator("#field-prompt")).to_be_visible()


async def test_a_schema_that_is_typed_becomes_a_form_and_its_payload(sandbox: Served, visit: Visit) -> None:
    page = await open_bench(visit, sandbox, None)
    await write(page, "")
    await page.locator("#schema").press_sequentially('{\n"properties": {"colour": {"type": "string"')
    await expect(page.locator("#slip")).to_contain_text("the text ends too early")
    await page.locator("#schema").press_sequentially("}}}")
    await expect(page.get_by_label("Colour", exact=True)).to_be_visible()
    await expect(page.locator("#slip")).to_be_empty()
    await page.get_by_label("Colour", exact=True).fill("red")
    await expect_payload(page, {"colour": "red"})


async def test_a_slip_is_told_with_line_and_column_and_leads_there(sandbox: Served, visit: Visit) -> None:
    page = await open_bench(visit, sandbox)
    await write(page, SCHEMA.replace('"required": ["prompt"],', '"required": ["prompt",],'))
    slip = page.get_by_role("alert").get_by_role("button", name="Line 4, column 24: nothing follows this comma")
    await slip.click()
    assert await page.evaluate("document.activeElement.selectionStart") == SCHEMA.index('"],\n') + 1
    await expect(page.locator(".marks .bad")).to_have_count(1)
    await expect(page.locator("#stale")).to_be_visible()
    await expect(page.get_by_role("heading", name="Little Painter")).to_be_visible()


async def test_the_form_lives_and_the_payload_follows(sandbox: Served, visit: Visit) -> None:
    page = await open_bench(visit, sandbox)
    await expect(page.locator("#issues")).to_contain_text("Prompt is needed.")
    await page.get_by_label("Prompt", exact=True).fill("a fox")
    await expect(page.locator("#issues")).to_contain_text("Nothing is wrong")
    await page.get_by_role("slider", name="Steps").fill("7")
    await page.get_by_role("button", name="Add Frames").click()
    await page.get_by_role("button", name="Add to Frames").click()
    await page.locator("#field-frames-1 input").fill("second")
    await page.get_by_role("button", name="Remove number 1").click()
    await expect_payload(page, {"prompt": "a fox", "steps": 7, "frames": ["second"]})
    await page.get_by_role("button", name="Start the form over").click()
    await expect_payload(page, {"steps": 4})


async def test_another_default_shows_and_what_was_filled_in_stays(sandbox: Served, visit: Visit) -> None:
    page = await open_bench(visit, sandbox)
    await page.get_by_label("Prompt", exact=True).fill("a fox")
    await write(page, SCHEMA.replace('"default": 4', '"default": 6'))
    await expect_payload(page, {"prompt": "a fox", "steps": 6})


async def test_an_issue_leads_to_its_field(sandbox: Served, visit: Visit) -> None:
    page = await open_bench(visit, sandbox)
    await page.get_by_role("button", name="Prompt is needed.").click()
    await expect(page.locator("#field-prompt")).to_contain_text("Prompt is needed.")
    await expect(page.get_by_label("Prompt", exact=True)).to_be_focused()


async def test_each_field_says_why_and_leads_to_its_line(sandbox: Served, visit: Visit) -> None:
    page = await open_bench(visit, sandbox)
    row = page.locator('[data-why="/steps"]')
    await expect(row).to_contain_text("slider")
    await expect(row).to_contain_text("A number with a lower and an upper bound, a starting value")
    await row.get_by_role("button", name="Go to line 7").click()
    selected = await page.evaluate("getSelection().toString()")
    assert selected.startswith('"steps": {"type": "integer"')
    await row.get_by_role("button", name="Go to the field Steps").click()
    await expect(page.get_by_role("slider", name="Steps")).to_be_focused()


async def test_findings_stand_beside_their_lines(sandbox: Served, visit: Visit) -> None:
    page = await open_bench(visit, sandbox)
    await write(page, SCHEMA.replace('"default": 4', '"default": "four", "x-playground": {"widget": "color"}'))
    await expect(page.locator("#findings h2")).to_have_text("1 problem · 1 warning")
    await expect(page.locator("#findings")).to_contain_text("The widget color does not fit here")
    await expect(page.locator(".marks i")).to_have_count(1)
    await page.locator("#findings").get_by_role("button", name="Go to line 7").first.click()
    await expect(page.locator("#schema")).to_be_focused()


async def test_a_link_gives_the_same_text_to_another_visitor(sandbox: Served, visit: Visit) -> None:
    page = await open_bench(visit, sandbox, SCHEMA.replace("Prompt", "提示词 🎨"))
    await page.get_by_role("button", name="Share").click()
    await expect(page.get_by_label("Link to this schema")).to_have_value(_LINK)
    link = await page.get_by_label("Link to this schema").input_value()
    other = await visit(sandbox)
    asked: list[str] = []
    other.on("request", lambda request: asked.append(request.url))
    await other.goto(link)
    await expect(other.get_by_role("heading", name="Little Painter")).to_be_visible()
    await expect(other.locator("#schema")).to_have_value(SCHEMA.replace("Prompt", "提示词 🎨"))
    assert not [address for address in asked if "schema=" in httpx.URL(address).query.decode()]


async def test_a_damaged_or_boundless_link_is_said_in_words(sandbox: Served, visit: Visit) -> None:
    page = await visit(sandbox)
    await page.goto(f"{sandbox.url}/workbench#schema=%%%")
    await expect(page.get_by_role("alert").filter(has_text="This link is damaged")).to_be_visible()
    await expect(page.get_by_role("heading", name="The form appears here")).to_be_visible()
    boundless = await page.evaluate(
        """async () => {
          const stream = new Blob(["x".repeat(5e6)]).stream().pipeThrough(new CompressionStream("deflate-raw"));
          const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
          return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_");
        }"""
    )
    other = await visit(sandbox)
    await other.goto(f"{sandbox.url}/workbench#schema={boundless}")
    await expect(other.get_by_role("alert").filter(has_text="This link is damaged")).to_be_visible()


async def test_saving_gives_the_text_under_the_models_name(sandbox: Served, visit: Visit, tmp_path: Path) -> None:
    page = await open_bench(visit, sandbox)
    await page.get_by_label("File name").fill("")
    await write(page, SCHEMA.replace("Little", "My Little"))
    await expect(page.get_by_label("File name")).to_have_value("my-little-painter")
    async with page.expect_download() as download:
        await page.get_by_role("button", name="Save as file").click()
    saved = await download.value
    assert saved.suggested_filename == "my-little-painter.json"
    await saved.save_as(tmp_path / "saved.json")
    assert (tmp_path / "saved.json").read_text(encoding="utf-8") == SCHEMA.replace("Little", "My Little")


async def test_a_new_schema_does_not_take_the_name_of_the_one_before(sandbox: Served, visit: Visit) -> None:
    page = await open_bench(visit, sandbox, None)
    name = page.get_by_label("File name")
    await page.get_by_label("Start from…").select_option("sandbox-video")
    await expect(page.get_by_role("heading", name="Sandbox Video")).to_be_visible()
    await write(page, await page.locator("#schema").input_value() + "\n")
    await expect(name).to_have_value("sandbox-video")
    await write(page, SCHEMA)
    await expect(name).to_have_value("little-painter")
    await page.reload()
    await expect(page.get_by_role("heading", name="Little Painter")).to_be_visible()
    await expect(name).to_have_value("little-painter")
    await write(page, '{"properties": {}}')
    await expect(name).to_have_value("model")
    await name.fill("mine")
    await write(page, SCHEMA)
    await expect(page.get_by_role("heading", name="Little Painter")).to_be_visible()
    await expect(name).to_have_value("mine")


async def test_a_file_can_be_opened_and_undone_and_survives_a_reload(
    sandbox: Served, visit: Visit, tmp_path: Path
) -> None:
    file = tmp_path / "tiny.json"
    file.write_text('{"title": "Tiny", "properties": {"word": {"type": "string"}}}', encoding="utf-8")
    page = await open_bench(visit, sandbox)
    await page.get_by_label("Open a file").set_input_files(file)
    await expect(page.get_by_role("heading", name="Tiny")).to_be_visible()
    await expect(page.get_by_label("File name")).to_have_value("tiny")
    await page.reload()
    await expect(page.get_by_role("heading", name="Tiny")).to_be_visible()
    await page.get_by_label("Start from…").select_option("sandbox-video")
    await expect(page.get_by_label("File name")).to_have_value("sandbox-video")
    await expect(page.get_by_role("heading", name="Tiny")).to_have_count(0)
    await page.locator("#schema").press("Control+z")
    await expect(page.get_by_role("heading", name="Tiny")).to_be_visible()


async def test_a_file_dropped_on_the_page_is_read(sandbox: Served, visit: Visit) -> None:
    page = await open_bench(visit, sandbox)
    dropped = await page.evaluate_handle(
        """() => {
          const data = new DataTransfer();
          data.items.add(new File(['{"title": "Dropped", "properties": {}}'], "dropped.json"));
          return data;
        }"""
    )
    await page.dispatch_event("#editor", "drop", {"dataTransfer": dropped})
    await expect(page.get_by_role("heading", name="Dropped")).to_be_visible()


async def test_two_megabytes_are_refused_in_words_and_the_form_stays(sandbox: Served, visit: Visit) -> None:
    page = await open_bench(visit, sandbox)
    await page.evaluate(
        """() => {
          const area = document.getElementById("schema");
          area.value = `{"title": "${"x".repeat(2e6)}"}`;
          area.dispatchEvent(new Event("input", { bubbles: true }));
        }"""
    )
    await expect(page.locator("#slip")).to_contain_text("This schema has more than 1,000,000 bytes")
    await expect(page.get_by_role("heading", name="Little Painter")).to_be_visible()


async def test_recursion_and_remote_references_survive(sandbox: Served, visit: Visit) -> None:
    page = await open_bench(visit, sandbox)
    await write(
        page,
        '{"title": "Tree", "properties": {"child": {"$ref": "#"}, "far": {"$ref": "https://example.com/schema.json"}, '
        '"pic": {"type": "string", "format": "uri", "title": "image url", "default": "https://example.com/pixel.png"}}}',
    )
    await page.get_by_role("button", name="Add Tree").click()
    await expect(page.locator("#field-child-child")).to_be_visible()
    await expect(page.locator("#findings")).to_contain_text("https://example.com/schema.json leads nowhere")


async def test_files_stay_where_they_are(sandbox: Served, visit: Visit) -> None:
    page = await open_bench(visit, sandbox)
    picture = FilePayload(name="cat.png", mimeType="image/png", buffer=b"\x89PNG")
    await page.get_by_label("Picture", exact=True).set_input_files(picture)
    await expect(page.locator("#field-image_url")).to_contain_text("The workbench does not upload files")


async def test_the_keyboard_is_not_caught_in_the_editor(sandbox: Served, visit: Visit) -> None:
    page = await open_bench(visit, sandbox, None)
    await write(page, "{")
    await page.locator("#schema").press("End")
    await page.keyboard.press("Enter")
    await page.keyboard.press("Tab")
    await expect(page.locator("#schema")).to_have_value("{\n    ")
    await page.keyboard.press("Escape")
    await page.keyboard.press("Tab")
    await expect(page.locator("#schema")).not_to_be_focused()


async def test_it_fits_every_screen_and_every_reader(sandbox: Served, visit: Visit) -> None:
    page = await open_bench(visit, sandbox)
    await write(page, SCHEMA.replace('"default": 4', '"default": 40'))
    await expect(page.locator("#findings li")).to_have_count(1)
    found: list[str] = []
    for width in (390, 1280):
        await page.set_viewport_size({"width": width, "height": 844})
        assert await page.evaluate("document.documentElement.scrollWidth") <= width
        found += await complaints(page, f"{width} pixels wide")
    assert found == []


async def test_it_speaks_chinese(sandbox: Served, visit: Visit) -> None:
    page = await visit(sandbox, path="/workbench", locale="zh-CN")
    await expect(page.get_by_role("heading", name="Schema 工作台")).to_be_visible()
    await expect(page.locator("#findings")).to_contain_text("可以生成好用的表单")
    await page.get_by_role("button", name="English").click()
    await expect(page.get_by_role("heading", name="Schema workbench")).to_be_visible()

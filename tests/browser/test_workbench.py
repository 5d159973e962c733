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


async def rewrite(page: Page) -> None:
    """The schema as at first, and nothing filled in: another one stood there in between."""
    await write(page, '{"title": "In Between", "properties": {}}')
    await expect(page.get_by_role("heading", name="In Between")).to_be_visible()
    await write(page, SCHEMA)
    await expect(page.get_by_role("heading", name="Little Painter")).to_be_visible()
    await expect_payload(page, {"steps": 4})


async def write(page: Page, text: str) -> None:
    await page.locator("#schema").fill(text)


async def expect_payload(page: Page, payload: object) -> None:
    await expect(page.locator("#payload pre")).to_have_text(json.dumps(payload, indent=2))


async def test_a_schema_is_written_and_its_form_lives_beside_it(sandbox: Served, visit: Visit) -> None:
    page = await visit(sandbox)
    async with held_back(page, "**/workbench/draw") as asked:
        await page.get_by_role("link", name="Schema workbench").click()
        await expect(page.get_by_role("heading", name="Schema workbench")).to_be_visible()
        await asked.wait()
        await expect(page.locator("#form .waiting")).to_be_visible()  # and not that there is nothing
        await expect(page.locator("#form .invite")).to_be_hidden()
    await expect(page.locator("#field-prompt")).to_be_visible()
    await type_a_schema(page)
    for act in (
        live_and_be_followed,
        show_another_default,
        lead_from_an_issue_to_its_field,
        say_why_and_lead_to_the_line,
        put_findings_beside_their_lines,
        tell_a_slip,
        refuse_two_megabytes,
        leave_files_where_they_are,
        survive_recursion_and_remote_references,
        leave_the_editor_by_keyboard,
    ):
        await rewrite(page)
        await act(page)


async def type_a_schema(page: Page) -> None:
    await write(page, "")
    await page.locator("#schema").press_sequentially('{\n"properties": {"colour": {"type": "string"')
    await expect(page.locator("#slip")).to_contain_text("the text ends too early")
    await page.locator("#schema").press_sequentially("}}}")
    await expect(page.get_by_label("Colour", exact=True)).to_be_visible()
    await expect(page.locator("#slip")).to_be_empty()
    await page.get_by_label("Colour", exact=True).fill("red")
    await expect_payload(page, {"colour": "red"})


async def live_and_be_followed(page: Page) -> None:
    """The form lives, and its payload follows."""
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


async def show_another_default(page: Page) -> None:
    """It shows, and what was filled in stays."""
    await page.get_by_label("Prompt", exact=True).fill("a fox")
    await write(page, SCHEMA.replace('"default": 4', '"default": 6'))
    await expect_payload(page, {"prompt": "a fox", "steps": 6})
    await page.get_by_role("button", name="Start the form over").click()
    await expect_payload(page, {"steps": 6})


async def lead_from_an_issue_to_its_field(page: Page) -> None:
    await page.get_by_role("button", name="Prompt is needed.").click()
    await expect(page.locator("#field-prompt")).to_contain_text("Prompt is needed.")
    await expect(page.get_by_label("Prompt", exact=True)).to_be_focused()


async def say_why_and_lead_to_the_line(page: Page) -> None:
    row = page.locator('[data-why="/steps"]')
    await expect(row).to_contain_text("slider")
    await expect(row).to_contain_text("A number with a lower and an upper bound, a starting value")
    await row.get_by_role("button", name="Go to line 7").click()
    selected = await page.evaluate("getSelection().toString()")
    assert selected.startswith('"steps": {"type": "integer"')
    await row.get_by_role("button", name="Go to the field Steps").click()
    await expect(page.get_by_role("slider", name="Steps")).to_be_focused()


async def put_findings_beside_their_lines(page: Page) -> None:
    await write(page, SCHEMA.replace('"default": 4', '"default": "four", "x-playground": {"widget": "color"}'))
    await expect(page.locator("#findings h2")).to_have_text("1 problem · 1 warning")
    await expect(page.locator("#findings")).to_contain_text("The widget color does not fit here")
    await expect(page.locator(".marks i")).to_have_count(1)
    await page.locator("#findings").get_by_role("button", name="Go to line 7").first.click()
    await expect(page.locator("#schema")).to_be_focused()


async def tell_a_slip(page: Page) -> None:
    """With line and column, and lead there."""
    await write(page, SCHEMA.replace('"required": ["prompt"],', '"required": ["prompt",],'))
    slip = page.get_by_role("alert").get_by_role("button", name="Line 4, column 24: nothing follows this comma")
    await slip.click()
    assert await page.evaluate("document.activeElement.selectionStart") == SCHEMA.index('"],\n') + 1
    await expect(page.locator(".marks .bad")).to_have_count(1)
    await expect(page.locator("#stale")).to_be_visible()
    await expect(page.get_by_role("heading", name="Little Painter")).to_be_visible()


async def refuse_two_megabytes(page: Page) -> None:
    """In words, and the form stays."""
    await page.evaluate(
        """() => {
          const area = document.getElementById("schema");
          area.value = `{"title": "${"x".repeat(2e6)}"}`;
          area.dispatchEvent(new Event("input", { bubbles: true }));
        }"""
    )
    await expect(page.locator("#slip")).to_contain_text("This schema has more than 1,000,000 bytes")
    await expect(page.get_by_role("heading", name="Little Painter")).to_be_visible()


async def leave_files_where_they_are(page: Page) -> None:
    picture = FilePayload(name="cat.png", mimeType="image/png", buffer=b"\x89PNG")
    await page.get_by_label("Picture", exact=True).set_input_files(picture)
    await expect(page.locator("#field-image_url")).to_contain_text("The workbench does not upload files")


async def survive_recursion_and_remote_references(page: Page) -> None:
    await write(
        page,
        '{"title": "Tree", "properties": {"child": {"$ref": "#"}, "far": {"$ref": "https://example.com/schema.json"}, '
        '"pic": {"type": "string", "format": "uri", "title": "image url", "default": "https://example.com/pixel.png"}}}',
    )
    await page.get_by_role("button", name="Add Tree").click()
    await expect(page.locator("#field-child-child")).to_be_visible()
    await expect(page.locator("#findings")).to_contain_text("https://example.com/schema.json leads nowhere")


async def leave_the_editor_by_keyboard(page: Page) -> None:
    """It is not caught there."""
    await write(page, "{")
    await page.locator("#schema").press("End")
    await page.keyboard.press("Enter")
    await page.keyboard.press("Tab")
    await expect(page.locator("#schema")).to_have_value("{\n    ")
    await page.keyboard.press("Escape")
    await page.keyboard.press("Tab")
    await expect(page.locator("#schema")).not_to_be_focused()


async def test_a_link_gives_the_same_text_to_another_visitor_and_the_page_fits_every_screen(
    sandbox: Served, visit: Visit
) -> None:
    page = await open_bench(visit, sandbox, SCHEMA.replace("Prompt", "提示词 🎨"))
    await page.get_by_role("button", name="Share").click()
    await expect(page.get_by_label("Link to this schema")).to_have_value(_LINK)
    link = await page.get_by_label("Link to this schema").input_value()
    other = await visit(sandbox, path="/models", opens_with="body")
    asked: list[str] = []
    other.on("request", lambda request: asked.append(request.url))
    await other.goto(link)
    await expect(other.get_by_role("heading", name="Little Painter")).to_be_visible()
    await expect(other.locator("#schema")).to_have_value(SCHEMA.replace("Prompt", "提示词 🎨"))
    assert not [address for address in asked if "schema=" in httpx.URL(address).query.decode()]
    await say_that_a_link_is_damaged_or_boundless(other, sandbox.url)
    await fit_every_screen_and_every_reader(page, sandbox)


async def say_that_a_link_is_damaged_or_boundless(page: Page, url: str) -> None:
    """In words."""
    await page.goto(f"{url}/models")  # to go to where one is, with another end, loads nothing
    await page.evaluate("localStorage.clear(), sessionStorage.clear()")
    await page.goto(f"{url}/workbench#schema=%%%")
    await expect(page.get_by_role("alert").filter(has_text="This link is damaged")).to_be_visible()
    await expect(page.get_by_role("heading", name="The form appears here")).to_be_visible()
    boundless = await page.evaluate(
        """async () => {
          const stream = new Blob(["x".repeat(5e6)]).stream().pipeThrough(new CompressionStream("deflate-raw"));
          const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
          return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_");
        }"""
    )
    await write(page, SCHEMA)
    await expect(page.get_by_role("alert").filter(has_text="This link is damaged")).to_have_count(0)
    await page.goto(f"{url}/models")
    await page.goto(f"{url}/workbench#schema={boundless}")
    await expect(page.get_by_role("alert").filter(has_text="This link is damaged")).to_be_visible()


async def test_files_are_opened_named_and_saved(sandbox: Served, visit: Visit, tmp_path: Path) -> None:
    page = await open_bench(visit, sandbox, None)
    await name_a_new_schema_anew(page)
    await rewrite(page)
    await save_under_the_models_name(page, tmp_path)
    await rewrite(page)
    await open_undo_and_reload(page, tmp_path)
    await drop_on_the_page(page)


async def save_under_the_models_name(page: Page, tmp_path: Path) -> None:
    await page.get_by_label("File name").fill("")
    await write(page, SCHEMA.replace("Little", "My Little"))
    await expect(page.get_by_label("File name")).to_have_value("my-little-painter")
    async with page.expect_download() as download:
        await page.get_by_role("button", name="Save as file").click()
    saved = await download.value
    assert saved.suggested_filename == "my-little-painter.json"
    await saved.save_as(tmp_path / "saved.json")
    assert (tmp_path / "saved.json").read_text(encoding="utf-8") == SCHEMA.replace("Little", "My Little")


async def name_a_new_schema_anew(page: Page) -> None:
    """It does not take the name of the one before."""
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


async def open_undo_and_reload(page: Page, tmp_path: Path) -> None:
    file = tmp_path / "tiny.json"
    file.write_text('{"title": "Tiny", "properties": {"word": {"type": "string"}}}', encoding="utf-8")
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


async def drop_on_the_page(page: Page) -> None:
    dropped = await page.evaluate_handle(
        """() => {
          const data = new DataTransfer();
          data.items.add(new File(['{"title": "Dropped", "properties": {}}'], "dropped.json"));
          return data;
        }"""
    )
    await page.dispatch_event("#editor", "drop", {"dataTransfer": dropped})
    await expect(page.get_by_role("heading", name="Dropped")).to_be_visible()


async def fit_every_screen_and_every_reader(page: Page, sandbox: Served) -> None:
    await write(page, SCHEMA.replace('"default": 4', '"default": 40'))
    await expect(page.locator("#findings li")).to_have_count(1)
    found: list[str] = []
    for width in (390, 1280):
        await page.set_viewport_size({"width": width, "height": 844})
        assert await page.evaluate("document.documentElement.scrollWidth") <= width
        found += await complaints(page, f"{width} pixels wide")
    assert found == []
    await speak_chinese(page, sandbox)


async def speak_chinese(page: Page, sandbox: Served) -> None:
    """As the browser does, or where it is chosen."""
    answer = await page.request.get(f"{sandbox.url}/workbench", headers={"Accept-Language": "zh-CN"})
    assert "Schema 工作台</h1>" in await answer.text()
    await page.get_by_role("button", name="中文").click()
    await expect(page.get_by_role("heading", name="Schema 工作台")).to_be_visible()
    await write(page, SCHEMA)
    await expect(page.locator("#findings")).to_contain_text("可以生成好用的表单")
    await page.get_by_role("button", name="English").click()
    await expect(page.get_by_role("heading", name="Schema workbench")).to_be_visible()

"""Settings in files: generate, download, drop, generate again, and the service gets the same."""

from __future__ import annotations

import asyncio
import base64
import io
import json
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

from faultanswers import Reply
from faultserver import FaultServer
from moves import arrived, choose_model, expect_state, field, generate, press, read_toast, tell, write
from pages import Served, Visit
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from playwright.async_api import FilePayload, Page, expect

from playground.files.metadata import read_metadata

_DROP = """([name, data]) => {
    const bytes = Uint8Array.from(atob(data), (char) => char.charCodeAt(0));
    const transfer = new DataTransfer();
    transfer.items.add(new File([bytes], name));
    const where = document.querySelector("#result");
    for (const type of ["dragover", "drop"])
        where.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: transfer }));
}"""

_DRAG = """(selector) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File(["x"], "x.png"));
    document.querySelector(selector).dispatchEvent(
        new DragEvent("dragover", { bubbles: true, cancelable: true, dataTransfer: transfer }));
}"""


def picture(encoder: str, **more: Any) -> bytes:
    data = io.BytesIO()
    Image.effect_noise((64, 48), 50).convert("RGB").save(data, encoder, **more)
    return data.getvalue()


def answers(service: FaultServer, **files: bytes) -> None:
    """Each task gives these files."""
    urls = [{"url": f"{service.url}/files/{name.replace('_', '.')}"} for name in files]
    replies = {name.replace("_", "."): Reply(body=data) for name, data in files.items()}
    tell(service, files=replies, extra={"output": {"images": urls, "seed": 77}})


async def drop(page: Page, name: str, data: bytes) -> None:
    """Drop a file on the result pane."""
    await page.evaluate(_DROP, [name, base64.b64encode(data).decode()])


async def carry_settings(page: Page, *, carried: bool) -> None:
    """Say whether downloads carry their settings."""
    await page.get_by_role("button", name="More", exact=True).click()
    await page.get_by_label("Include settings").set_checked(carried)


async def download(page: Page, link: str = "#more a[download]") -> tuple[str, bytes]:
    """What a link saves, and under which name."""
    async with page.expect_download() as coming:
        await page.locator(link).first.click()
    saved = await coming.value
    data = await asyncio.to_thread(Path(await saved.path()).read_bytes)
    return saved.suggested_filename, data


async def test_what_is_dropped_brings_back_model_and_form(
    playground: Served, service: FaultServer, visit: Visit
) -> None:
    page, other = await visit(playground, "widgets"), await visit(playground, "plain")
    await write(page, '赛博朋克 <&> "🚀"')
    await field(page, "ratio").locator("[data-raw]").fill("0.1")
    await field(page, "quality").get_by_role("radio", name="fine").check()
    for number, (encoder, suffix) in enumerate({"PNG": "png", "JPEG": "jpg", "WEBP": "webp"}.items(), 1):
        original = picture(encoder)
        answers(service, **{f"a_{suffix}": original})
        await field(page, "seed").locator("[data-raw]").fill(str(4294967296 - number))
        service.requests.clear()
        await press(page)
        await expect(page.locator("#earlier .past img")).to_have_count(number)
        await expect_state(page, "succeeded")
        name, stamped = await download(page)
        assert name.endswith(f".{suffix}")
        assert stamped != original, suffix
        assert (await download(page, "#stage a.save"))[1] == original, suffix
        tell(service, submit="402")  # nothing need be made of what arrives again
        await read_toast(other)
        await drop(other, name, stamped)
        await expect(other.locator("#playground-form")).to_have_attribute("data-model", "widgets")
        await expect(other.locator("#toast")).to_contain_text("Settings restored: Widgets.")
        await press(other)
        first, second = await arrived(service, 2)
        assert second == first, suffix
        await expect_state(other, "refused")
        await choose_model(other, "plain")
    service.requests.clear()
    await bring_back_references_where_they_are_kept(page, other, service, playground.data)
    await choose_model(page, "widgets")
    await bring_back_the_zip(page, other, service)


async def bring_back_references_where_they_are_kept(page: Page, other: Page, service: FaultServer, data: Path) -> None:
    answers(service, a_png=picture("PNG"))
    await choose_model(page, "pictures")
    await write(page, "like this")
    uploads = [FilePayload(name=f"{n}.png", mimeType="image/png", buffer=picture("PNG")) for n in range(3)]
    await field(page, "image_url").locator("input[type=file]").set_input_files(uploads[0])
    await field(page, "image_urls").locator("input[type=file]").set_input_files(uploads[1:])
    await expect(page.locator("li[data-token]")).to_have_count(3)
    await press(page)
    await expect(page.locator("#more .words")).to_have_text("like this")
    await expect_state(page, "succeeded")
    name, stamped = await download(page)

    tell(service, submit="402")
    await drop(other, name, stamped)
    await expect(other.locator("li[data-token]")).to_have_count(3)
    await press(other)
    first, second = await arrived(service, 2)
    assert second == first

    lost = await field(other, "image_url").locator("li[data-token]").get_attribute("data-token")
    file = data / "uploads" / str(lost).removeprefix("upload:")
    await asyncio.to_thread(file.unlink)
    await choose_model(other, "plain")
    await drop(other, name, stamped)
    await expect(other.locator("li[data-token]")).to_have_count(2)
    await expect(other.locator("#toast")).to_contain_text("Picture: 1 file is no longer kept here and left out")


async def bring_back_the_zip(page: Page, other: Page, service: FaultServer) -> None:
    originals = {"a_png": picture("PNG"), "b_jpg": picture("JPEG")}
    answers(service, **originals)
    service.requests.clear()
    await field(page, "seed").locator("[data-raw]").fill("")
    await generate(page, "two of them")
    await expect(page.locator("#stage figure img")).to_have_count(2)
    await expect_state(page, "succeeded")
    name, packed = await download(page)
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        pictures = [archive.read(one) for one in archive.namelist() if one != "settings.json"]
        record = json.loads(archive.read("settings.json"), parse_float=Decimal)
    assert name.endswith(".zip")
    assert (record["model"], record["seed"], record["input"]["prompt"]) == ("widgets", 77, "two of them")
    assert [(read_metadata(one) or {})["input"] for one in pictures] == [record["input"]] * 2

    tell(service, submit="402")
    await drop(other, name, packed)
    await expect(other.locator("#playground-form")).to_have_attribute("data-model", "widgets")
    await press(other)
    first, second = await arrived(service, 2)
    assert second == first

    await carry_settings(page, carried=False)
    _, bare = await download(page)
    with zipfile.ZipFile(io.BytesIO(bare)) as archive:
        assert [archive.read(one) for one in archive.namelist()] == list(originals.values())
    await page.reload()
    await expect(page.get_by_label("Include settings")).not_to_be_checked()


async def test_what_is_dropped_is_laid_over_the_form_or_said_to_be_of_no_use(
    playground: Served, service: FaultServer, visit: Visit
) -> None:
    """One visitor does it all, from model to model."""
    page = await visit(playground, "plain")
    await say_that_the_model_is_unknown(page)
    assert service.submits == []
    await give_the_original_or_its_settings_with_it(page, service)
    tell(service, submit="402")  # nothing need be made of what arrives
    service.requests.clear()
    await leave_a_slider_out_until_it_is_touched(page, service)
    service.requests.clear()
    await choose_model(page, "widgets")
    await lay_a_foreign_picture_over_the_form(page, service)
    await choose_model(page, "pictures")
    await show_where_to_drop_and_load_nothing_of_a_stranger(page, service)


async def give_the_original_or_its_settings_with_it(page: Page, service: FaultServer) -> None:
    original = picture("PNG")
    answers(service, a_png=original)
    await generate(page, "bare")
    await expect_state(page, "succeeded")
    await carry_settings(page, carried=False)
    assert (await download(page))[1] == original
    await carry_settings(page, carried=True)
    assert read_metadata((await download(page))[1]) is not None
    tell(service, extra={"output": {"texts": ["A poem"]}})  # which has no room for settings
    await generate(page, "a poem")
    await expect(page.locator("#more .words")).to_have_text("a poem")
    await expect_state(page, "succeeded")
    name, packed = await download(page)
    assert name.endswith(".zip")
    assert (read_metadata(packed) or {})["input"]["prompt"] == "a poem"


async def say_that_the_model_is_unknown(page: Page) -> None:
    await write(page, "stays")
    record = {"playground": "0.1.0", "model": "nowhere-9", "input": {"prompt": "x"}}
    await drop(page, "a.json", json.dumps(record).encode())
    await expect(page.locator("#toast")).to_contain_text("There is no model “nowhere-9” here.")
    await drop(page, "holiday.png", picture("PNG"))
    await expect(page.locator("#toast")).to_contain_text("This model takes no reference files.")
    await expect(page.get_by_label("Prompt", exact=True)).to_have_value("stays")


async def leave_a_slider_out_until_it_is_touched(page: Page, service: FaultServer) -> None:
    settings = json.dumps({"playground": "1", "model": "plain", "input": {"prompt": "a fox"}}).encode()
    await drop(page, "a.json", settings)
    images = field(page, "n")
    slider = page.get_by_role("slider", name="Images")
    await expect(images.get_by_text("Default", exact=True)).to_be_visible()
    await expect(slider).to_have_accessible_description("Default")
    await press(page)
    await arrived(service)
    await expect_state(page, "refused")
    await slider.press("ArrowRight")
    await expect(images.locator(".as-default")).to_be_empty()
    await expect(slider).to_have_value("2")
    await press(page)
    await arrived(service, 2)
    await expect_state(page, "refused")
    back = images.get_by_role("button", name="Use the default for Images")
    await back.press("Enter")
    await expect(slider).to_be_focused()
    await expect(slider).to_have_value("1")
    await expect(images.get_by_text("Default", exact=True)).to_be_visible()
    await press(page)
    assert [sent.get("n") for sent in await arrived(service, 3)] == [None, 2, None]


async def lay_a_foreign_picture_over_the_form(page: Page, service: FaultServer) -> None:
    notes = PngInfo()
    notes.add_text("parameters", "a fox\nNegative prompt: blur\nSteps: 20, Seed: 41, Size: 1024x576, Model: x")
    await field(page, "name").locator("[data-raw]").fill("kept")
    await drop(page, "fox.png", picture("PNG", pnginfo=notes))
    await expect(page.locator("#toast")).to_contain_text(
        "This picture was made with AUTOMATIC1111. Used from it: Prompt, Seed, Aspect ratio."
    )
    await press(page)
    [sent] = await arrived(service)
    assert {name: sent[name] for name in ("prompt", "seed", "size", "name")} == {
        "prompt": "a fox",
        "seed": 41,
        "size": "16:9",
        "name": "kept",
    }


async def show_where_to_drop_and_load_nothing_of_a_stranger(page: Page, service: FaultServer) -> None:
    link = f"{service.url}/router/reboot?who=victim"
    sent = {"prompt": "nice", "image_url": link, "image_urls": [link, "javascript:alert(1)"]}
    notes = PngInfo()
    notes.add_itxt("playground", json.dumps({"playground": "1", "model": "pictures", "input": sent}))
    await page.evaluate(_DRAG, "#result")
    await expect(page.locator("#drop-hint")).to_contain_text("Drop a picture made here to get its settings back")
    await page.evaluate(_DRAG, "[data-uploads]")
    await expect(page.locator("#drop-hint")).to_be_hidden()
    await drop(page, "nice.png", picture("PNG", pnginfo=notes))
    await expect(page.locator(".files li a")).to_have_count(2)
    await expect(page.locator(".files li a").first).to_have_attribute("href", link)
    await page.wait_for_timeout(500)
    assert not [asked for asked in service.requests if asked.path.startswith("/router/")]
    assert await page.locator(".files li img").count() == 0

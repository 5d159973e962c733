"""Reference pictures: dropped, picked, pasted or linked; what arrives at the service are addresses it can read."""

from __future__ import annotations

import asyncio
import base64
import io
import json
from pathlib import Path
from typing import Any

import patient
from faultserver import FaultServer
from formpages import browser, held, working
from moves import arrived, choose_model, expect_state, field, held_back, issue, press, tell, write
from pages import Served, Visit
from PIL import Image
from playwright.async_api import FilePayload, Page, Route, expect
from starlette.applications import Starlette

from playground.server.files import upload_routes
from playground.server.form import form_routes
from playground.settings import Settings

SCHEMAS = Path(__file__).parent / "schemas"


def picture(name: str, colour: str = "teal") -> FilePayload:
    """A small PNG."""
    kept = io.BytesIO()
    Image.new("RGB", (48, 32), colour).save(kept, "PNG")
    return {"name": name, "mimeType": "image/png", "buffer": kept.getvalue()}


async def choose(page: Page, name: str, *files: FilePayload) -> None:
    await page.locator(f"#field-{name}-in").set_input_files(list(files))


async def hand_over(page: Page, kind: str, target: str, *files: FilePayload) -> None:
    """Drop or paste files, as the browser's own events have them."""
    data = [[file["name"], file["mimeType"], base64.b64encode(file["buffer"]).decode()] for file in files]
    await page.locator(target).evaluate(
        """(element, [kind, files]) => {
            const transfer = new DataTransfer();
            for (const [name, type, text] of files)
                transfer.items.add(new File([Uint8Array.from(atob(text), (c) => c.charCodeAt(0))], name, { type }));
            const event = kind === "drop"
                ? new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer: transfer })
                : new ClipboardEvent("paste", { bubbles: true, cancelable: true, clipboardData: transfer });
            element.dispatchEvent(event);
        }""",
        [kind, data],
    )


async def colours(addresses: list[str]) -> list[Any]:
    """The colour of the first pixel of what lies at each address, read as the service would read it."""
    async with patient.AsyncClient() as reader:
        answers = [await reader.get(address) for address in addresses]
    assert [answer.status_code for answer in answers] == [200] * len(answers)
    return [Image.open(io.BytesIO(answer.content)).convert("RGB").getpixel((0, 0)) for answer in answers]


TEAL, RED, BLUE = (0, 128, 128), (255, 0, 0), (0, 0, 255)


async def remove_all(page: Page) -> None:
    """Take out all pictures and links."""
    rows = page.locator(".files li")
    for left in reversed(range(await rows.count())):
        await rows.last.get_by_role("button", name="Remove").click()
        await expect(rows).to_have_count(left)


async def press_and_read(page: Page, service: FaultServer) -> Any:
    """Generate; the input that reached the service."""
    before = len(service.submits)
    await press(page)
    [*_, sent] = await arrived(service, before + 1)
    assert len(service.submits) == before + 1
    return sent


async def test_pictures_arrive_as_addresses_however_they_came_or_are_said_to_be_of_no_use(
    playground: Served, service: FaultServer, visit: Visit
) -> None:
    tell(service, submit="402")  # nothing need be made of what arrived
    page = await visit(playground, "pictures")
    await say_at_once_what_cannot_be_used_and_send_nothing(page, service)
    await choose_model(page, "pictures")
    await write(page, "x")
    ways = (move_and_remove, drop_and_paste, drop_anywhere, link, wait_for_one, switch_meanwhile, overtake)
    for way in (*ways, choose_one_and_several):
        await remove_all(page)
        await way(page, service)
    [*_, sent] = await arrived(service, len(ways) + 1)
    assert all(address.startswith(f"{playground.url}/uploads/") for address in sent["image_urls"])
    await page.reload()
    await expect(field(page, "image_url").get_by_role("img", name="one.png")).to_be_visible()


async def choose_one_and_several(page: Page, service: FaultServer) -> None:
    await choose(page, "image_url", picture("one.png"))
    await choose(page, "image_urls", picture("two.png", "red"), picture("three.png", "blue"))
    await expect(field(page, "image_urls").locator(".files img")).to_have_count(2)
    await expect(field(page, "image_url").get_by_role("img", name="one.png")).to_be_visible()
    sent = await press_and_read(page, service)
    assert await colours([sent["image_url"]]) == [TEAL]
    assert sorted(await colours(sent["image_urls"])) == [BLUE, RED]
    assert len(set(sent["image_urls"])) == 2


async def move_and_remove(page: Page, service: FaultServer) -> None:
    for name, colour in {"red.png": "red", "teal.png": "teal", "blue.png": "blue"}.items():
        await choose(page, "image_urls", picture(name, colour))
        await expect(page.get_by_role("img", name=name)).to_be_visible()
    await page.get_by_role("button", name="Move blue.png forward").click()
    await page.get_by_role("button", name="Remove red.png").click()
    sent = await press_and_read(page, service)
    assert await colours(sent["image_urls"]) == [BLUE, TEAL]
    assert "image_url" not in sent


async def drop_and_paste(page: Page, service: FaultServer) -> None:
    await hand_over(page, "drop", "#field-image_urls .drop", picture("a.png", "red"))
    await expect(page.get_by_role("img", name="a.png")).to_be_visible()
    await hand_over(page, "paste", "#field-image_urls [data-url]", picture("b.png", "blue"))
    await expect(page.get_by_role("img", name="b.png")).to_be_visible()
    assert await colours((await press_and_read(page, service))["image_urls"]) == [RED, BLUE]


async def drop_anywhere(page: Page, service: FaultServer) -> None:
    await hand_over(page, "drop", "#result", picture("one.png", "teal"))
    await expect(field(page, "image_url").get_by_role("img", name="one.png")).to_be_visible()
    await hand_over(page, "drop", "#result", picture("two.png", "red"), picture("three.png", "blue"))
    await expect(field(page, "image_urls").locator(".files img")).to_have_count(2)
    sent = await press_and_read(page, service)
    assert await colours([sent["image_url"], *sent["image_urls"]]) == [TEAL, RED, BLUE]


async def link(page: Page, service: FaultServer) -> None:
    """Links are sent as they are."""
    box = field(page, "image_url").locator("[data-url]")
    await box.fill(f"{service.url}/files/left-in-the-box.png")
    links = field(page, "image_urls").locator("[data-url]")
    await links.fill(f"{service.url}/files/1.png?a=b&c=%20")
    await links.press("Enter")
    await links.fill(f"{service.url}/files/2.png {service.url}/files/3.png")
    await links.press("Enter")
    await expect(field(page, "image_urls").locator(".files li")).to_have_count(3)
    looked_at = [asked.path for asked in service.requests if asked.path.startswith("/files/")]
    assert not [path for path in looked_at if "task_" not in path]  # until a person asks; results come by themselves
    show = field(page, "image_urls").get_by_role("link", name="Show: 1.png")
    await expect(show).to_have_attribute("href", f"{service.url}/files/1.png?a=b&c=%20")
    await expect(show).to_have_attribute("rel", "noopener noreferrer")
    sent = await press_and_read(page, service)
    assert sent["image_url"] == f"{service.url}/files/left-in-the-box.png"
    assert sent["image_urls"] == [
        f"{service.url}/files/1.png?a=b&c=%20",
        f"{service.url}/files/2.png",
        f"{service.url}/files/3.png",
    ]
    await box.fill("")


async def wait_for_one(page: Page, service: FaultServer) -> None:
    """Generate waits for a file on its way."""
    before = len(service.submits)
    async with held_back(page, "**/uploads") as on_its_way:
        await choose(page, "image_url", picture("slow.png"))
        await on_its_way.wait()
        await press(page)
        await expect(page.locator("#generate")).to_have_attribute("aria-busy", "true")
        assert len(service.submits) == before
    [*_, sent] = await arrived(service, before + 1)
    assert await colours([sent["image_url"]]) == [TEAL]


async def switch_meanwhile(page: Page, service: FaultServer) -> None:
    """A file that comes while another model's form is there is in its own form once one is back."""
    await _leave_while_it_comes(page, "plain")
    await choose_model(page, "pictures")
    await expect(field(page, "image_url").get_by_role("img", name="slow.png")).to_be_visible()
    assert await colours([(await press_and_read(page, service))["image_url"]]) == [RED]


async def _leave_while_it_comes(page: Page, model: str) -> None:
    async with page.expect_response("**/uploads"), held_back(page, "**/uploads") as on_its_way:
        await choose(page, "image_url", picture("slow.png", "red"))
        await on_its_way.wait()
        await choose_model(page, model)


async def overtake(page: Page, service: FaultServer) -> None:
    """Files stand in the order in which they were chosen, whichever comes first."""
    is_other_there = asyncio.Event()

    async def overtaken(route: Route) -> None:
        if b"two.png" in (route.request.post_data_buffer or b""):
            await is_other_there.wait()
            return await route.continue_()
        answer = await route.fetch()
        await route.fulfill(response=answer)
        return is_other_there.set()

    await page.route("**/uploads", overtaken)
    await choose(page, "image_urls", picture("two.png", "red"), picture("three.png", "blue"))
    await page.evaluate(REDRAW)
    await expect(field(page, "image_urls").locator(".files img")).to_have_count(2)
    await page.unroute("**/uploads", overtaken)
    assert await colours((await press_and_read(page, service))["image_urls"]) == [RED, BLUE]


REDRAW = """() => {
  const button = document.getElementById("playground-form").appendChild(document.createElement("button"));
  button.dataset.edit = JSON.stringify({ do: "redraw" });
  button.click();
}"""
"""The form is drawn anew, as after a click in it."""


async def test_a_service_that_cannot_reach_the_files_gets_nothing(tmp_path: Path) -> None:
    """What is wrong with a field is shown beside it like all else that is: a page is not opened for that."""
    settings = Settings(data=tmp_path, schemas=SCHEMAS, api_url="https://service.invalid")
    async with working(settings) as parts:
        app = Starlette(routes=[*form_routes(parts), *upload_routes(parts)])
        async with browser(app) as client:
            place = {"sent": json.dumps(await held(client, "pictures")), "path": json.dumps(["image_url"])}
            kept = (
                await client.post("/uploads", data=place, files={"file": ("one.png", picture("")["buffer"])})
            ).json()
            sent = await held(client, "pictures", prompt="x", image_url=[kept["token"]])
            told = (await client.post("/generate", params={"promised": 1}, json=sent)).json()
    assert told["status"] == "invalid"
    [[path, sentence]] = told["issues"]
    assert (path, "nothing was sent" in sentence) == (["image_url"], True)


async def test_the_sandbox_reads_published_files(sandbox: Served, visit: Visit) -> None:
    page = await visit(sandbox, "qwen-image-2-0-pro")
    await write(page, "Waves")
    await page.get_by_text("Advanced").click()
    await choose(page, "image_urls", picture("one.png"))
    await expect(page.get_by_role("img", name="one.png")).to_be_visible()
    await press(page)
    await expect_state(page, "succeeded")
    await expect(page.locator("#result figure img")).to_have_count(1)
    await page.get_by_role("button", name="Use as reference").click()
    await expect(field(page, "image_urls").locator(".files img")).to_have_count(2)
    await choose_model(page, "sandbox-everything")
    await _leave_while_it_comes(page, "sandbox-video")
    await choose_model(page, "sandbox-everything")
    slow = field(page, "image_url").locator(".files li")
    await expect(slow).to_have_count(1)
    await choose_model(page, "sandbox-video")  # whose field has the same name
    await expect(field(page, "image_url")).to_be_attached()
    await expect(slow).to_have_count(0)


async def paste_text_of_which_a_picture_comes_along(page: Page) -> None:
    """It is pasted as text."""
    is_prevented = await page.get_by_label("Prompt", exact=True).evaluate(
        """(box) => {
            const transfer = new DataTransfer();
            transfer.setData("text/plain", "a fox");
            transfer.items.add(new File(["x"], "fox.png", { type: "image/png" }));
            const event = new ClipboardEvent("paste", { bubbles: true, cancelable: true, clipboardData: transfer });
            return !box.dispatchEvent(event);
        }"""
    )
    assert not is_prevented
    await expect(page.locator(".files li")).to_have_count(0)


async def hand_over_what_is_of_no_use(page: Page) -> None:
    note: FilePayload = {"name": "note.rtf", "mimeType": "application/rtf", "buffer": b"hello"}
    await hand_over(page, "drop", "#result", note)
    await expect(page.locator("#toast")).to_contain_text(
        "note.rtf contains no settings, and this model does not take such a file."
    )
    await choose(page, "image_url", {"name": "notes.png", "mimeType": "image/png", "buffer": b"not a picture at all"})
    await expect(issue(page, "image_url")).to_contain_text("notes.png")
    await expect(field(page, "image_url").locator(".files li")).to_have_count(0)


async def hand_over_too_many(page: Page) -> None:
    await hand_over(page, "drop", "#field-image_url .drop", picture("one.png"), picture("two.png"))
    await expect(issue(page, "image_url")).to_have_text("Only one file fits here: one.png was used.")
    await choose(page, "image_urls", *(picture(f"{number}.png", "red") for number in range(4)))
    await expect(issue(page, "image_urls")).to_have_text("At most 3 files fit here; you have 4.")
    await expect(field(page, "image_urls").locator(".files li")).to_have_count(4)
    await press(page)
    await expect(issue(page, "image_urls")).to_have_text("More pictures can have at most 3 entries; there are 4.")
    links = field(page, "image_urls").locator("[data-url]")
    await links.fill("not a url")
    await page.keyboard.press("Enter")
    await expect(issue(page, "image_urls")).to_have_text("“not” is not a link: links begin with https://")
    await links.fill("")


async def move_by_keyboard(page: Page) -> None:
    """The keyboard stays with a picture that it moved."""
    await choose(page, "image_urls", picture("one.png"), picture("two.png", "red"), picture("three.png", "blue"))
    names = field(page, "image_urls").locator(".files img")
    await expect(names).to_have_count(3)
    forward = page.get_by_role("button", name="Move three.png forward")
    await forward.focus()
    await page.keyboard.press("Enter")
    await expect(forward).to_be_focused()
    await page.keyboard.press("Enter")
    for place, name in enumerate(("three.png", "one.png", "two.png")):
        await expect(names.nth(place)).to_have_attribute("alt", name)
    await page.get_by_role("button", name="Remove three.png").focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("button", name="Remove one.png")).to_be_focused()


async def say_at_once_what_cannot_be_used_and_send_nothing(page: Page, service: FaultServer) -> None:
    await paste_text_of_which_a_picture_comes_along(page)
    await write(page, "x")
    await hand_over_what_is_of_no_use(page)
    await hand_over_too_many(page)
    await expect_state(page, "idle")
    assert service.submits == []
    await remove_all(page)
    await move_by_keyboard(page)
    await remove_all(page)
    async with page.expect_response("**/uploads"), held_back(page, "**/uploads"):
        await choose(page, "image_url", picture("two.png", "red"))
        await press(page)  # which waits, and is not for the next model
        await choose_model(page, "plain")
        await write(page, "half typed")
    await asyncio.sleep(0.5)
    assert service.submits == []

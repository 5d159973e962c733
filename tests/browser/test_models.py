"""Several models: what one form holds stays its own, drafts come back, files come, change and break meanwhile."""

from __future__ import annotations

import json
from pathlib import Path

from faultserver import FaultServer
from moves import arrived, choose_model, expect_state, field, generate, press, read_toast, state, tell, write
from pages import Served, Visit
from playwright.async_api import Page, expect


async def make_dirty(page: Page) -> None:
    """Fill in the model `first` from top to bottom."""
    await write(page, "a prompt")
    await page.get_by_label("Mood", exact=True).fill("a mood")
    await page.get_by_label("Steps", exact=True).fill("77")
    await field(page, "choice").get_by_label("three").check()
    await page.get_by_label("Loud", exact=True).check()
    await page.get_by_label("Code", exact=True).fill("s3cret")
    await page.get_by_role("button", name="Add Words", exact=True).click()
    await page.locator("#field-words-0-in").fill("a word")


FIRST = {"prompt": "a prompt", "mood": "a mood", "steps": 77, "choice": "three", "loud": True, "words": ["a word"]}


def schemas_of(served: Served) -> Path:
    return Path(served.environment["PLAYGROUND_SCHEMAS"])


async def test_each_model_keeps_its_own(playground: Served, service: FaultServer, visit: Visit) -> None:
    page = await visit(playground, "broken")
    await list_a_broken_file(page)
    await page.get_by_role("combobox", name="Search models").press("Escape")
    await expect(page.locator("#models")).to_be_hidden()
    await find_models(page, playground)
    await choose_model(page, "first")
    await make_dirty(page)
    await choose_model(page, "second")  # nothing of the one reaches the next
    await expect(page.get_by_role("heading", name="Second")).to_be_visible()
    await press(page)
    assert await arrived(service) == [{"prompt": "a prompt", "choice": "five", "loud": False}]
    await page.get_by_label("Tone", exact=True).fill("a tone")
    await choose_model(page, "first")  # switched back everything is there
    await press(page)
    assert (await arrived(service, 2))[1] == FIRST
    await choose_model(page, "second")
    await expect(page.get_by_label("Tone", exact=True)).to_have_value("a tone")
    await choose_model(page, "first")
    await page.get_by_label("Code", exact=True).fill("s3cret")
    await page.reload()  # but for secrets
    await page.wait_for_selector("body.ready")
    await expect(page.get_by_label("Code", exact=True)).to_have_value("")
    await press(page)
    assert (await arrived(service, 3))[2] == FIRST
    assert b"s3cret" not in b"".join(path.read_bytes() for path in playground.data.glob("*") if path.is_file())
    await switch_while_a_run_goes_on(page, service)


async def find_models(page: Page, playground: Served) -> None:
    await page.get_by_role("button", name="Model").click()
    await expect(page.locator("#models [role=option]:visible")).not_to_have_count(0)
    await page.get_by_role("combobox", name="Search models").fill("every CONTROL")
    await expect(page.locator("#models [role=option]:visible")).to_have_count(1)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="Widgets")).to_be_visible()
    await expect(page).to_have_url(f"{playground.url}/?model=widgets")
    await page.get_by_role("button", name="Model").click()
    await page.get_by_role("combobox", name="Search models").fill("xyzzy")
    await expect(page.get_by_text("No model of that name")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("button", name="Model")).to_be_focused()


async def list_a_broken_file(page: Page) -> None:
    """With its reason."""
    await page.get_by_role("button", name="Model").click()
    broken = page.locator("#models .broken")
    await expect(broken).to_contain_text("broken")
    await expect(broken).to_contain_text("unavailable")
    await expect(broken).to_contain_text("ends too early")
    before = await page.locator("#playground-form").get_attribute("data-model")
    await broken.click(force=True)
    await expect(page.locator("#playground-form")).to_have_attribute("data-model", str(before))


async def switch_while_a_run_goes_on(page: Page, service: FaultServer) -> None:
    """It is not touched."""
    service.charges.clear()
    tell(service, poll="processing")
    await generate(page, "another prompt")
    await expect_state(page, "processing")
    await choose_model(page, "second")
    await expect(state(page)).to_have_attribute("data-status", "processing")
    tell(service)
    await expect_state(page, "succeeded")
    await expect(page.locator("#result figure img")).to_have_count(1)
    assert len(service.charges) == 1


async def test_a_model_that_is_not_here_is_said_to_be_missing(playground: Served, visit: Visit) -> None:
    page = await visit(playground, "nowhere")
    await expect(page.locator("[data-general]")).to_contain_text("There is no model “nowhere” here")


async def test_models_come_change_break_and_go_while_the_server_runs(
    apart: Served, service: FaultServer, visit: Visit
) -> None:
    tell(service, submit="402")  # nothing need be made of what arrives
    page = await visit(apart, "plain")
    for act in (come_change_and_go, say_in_words_that_a_model_broke, show_what_changed_before_anything_is_sent):
        service.requests.clear()
        await read_toast(page)
        await act(page, apart, service)


async def come_change_and_go(page: Page, apart: Served, service: FaultServer) -> None:
    file = schemas_of(apart) / "newcomer.json"
    schema = {"title": "Newcomer", "type": "object", "properties": {"prompt": {"type": "string", "title": "Prompt"}}}
    file.write_text(json.dumps(schema))
    await page.wait_for_timeout(600)  # a look at the folder is good for half a second
    await choose_model(page, "newcomer")
    await generate(page, "one")
    await arrived(service)
    schema["properties"] = {"prompt": {"type": "string", "title": "Prompt"}, "tone": {"title": "Tone", "const": "new"}}
    schema["required"] = ["tone"]
    file.write_text(json.dumps(schema))
    await page.wait_for_timeout(600)
    await generate(page, "two")
    await expect(page.locator("#toast")).to_contain_text("This model was just updated")
    await press(page)
    assert (await arrived(service, 2))[1] == {"prompt": "two", "tone": "new"}
    file.unlink()
    await page.wait_for_timeout(600)
    await press(page)
    await expect(page.locator("[data-general]")).to_contain_text("newcomer")
    assert len(service.submits) == 2


async def say_in_words_that_a_model_broke(page: Page, apart: Served, service: FaultServer) -> None:
    file = schemas_of(apart) / "fragile.json"
    file.write_text('{"title": "Fragile", "type": "object", "properties": {"prompt": {"type": "string"}}}')
    await page.wait_for_timeout(600)
    await choose_model(page, "fragile")
    file.write_text("{")
    await page.wait_for_timeout(600)
    await page.locator("#field-prompt-in").fill("a cat")
    await press(page)
    await expect(page.locator("[data-general]")).to_contain_text("ends too early")
    assert service.submits == []


async def show_what_changed_before_anything_is_sent(page: Page, apart: Served, service: FaultServer) -> None:
    """Of a schema that changes under an open form."""
    file = schemas_of(apart) / "moving.json"
    schema = {"title": "Moving", "type": "object", "properties": {"prompt": {"type": "string", "title": "Prompt"}}}
    file.write_text(json.dumps(schema))
    await page.wait_for_timeout(600)
    await choose_model(page, "moving")
    await page.get_by_label("Prompt", exact=True).fill("a cat")
    new = {**schema["properties"], "draft": {"type": "boolean", "title": "Draft", "default": True}}  # type: ignore[dict-item]
    file.write_text(json.dumps({**schema, "properties": new}))
    await page.wait_for_timeout(600)
    await press(page)
    await expect(page.locator("#toast")).to_contain_text("This model was just updated")
    await expect(page.get_by_label("Draft", exact=True)).to_be_checked()
    await expect(page.get_by_label("Prompt", exact=True)).to_have_value("a cat")
    assert service.submits == []
    await press(page)
    assert await arrived(service) == [{"prompt": "a cat", "draft": True}]

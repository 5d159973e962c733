"""`SchemaForm` in apps of other people: real Gradio, a real browser, and a client of the API."""

from __future__ import annotations

import filecmp
import json
import os
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import patient
import pytest
import pytest_asyncio
from fairness import PATIENCE
from forking import fork_app
from pages import ROOT, wait
from PIL import Image
from playwright.async_api import Browser, Locator, Page, expect
from ports import free_port

from tests.component.test_add_a_widget import APP, WIDGET

GALLERY = Path(__file__).with_name("gallery_app.py")
NUMBER = 2**53 + 1
_AT_REST = """(() => {
  const ask = window.requestAnimationFrame.bind(window);
  const isCount = /\\(performance\\.now\\(\\)\\s*-\\s*\\w+\\(\\w+\\)\\)\\s*\\/\\s*1e3/;
  window.requestAnimationFrame = (work) => (isCount.test(String(work)) ? 0 : ask(work));
})()"""
"""Gradio counts the time of an event frame by frame, and goes on when it is over: a page at rest would be at work."""


pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="session")]


@contextmanager
def started(script: str, *words: str, **extra: str) -> Iterator[str]:
    """An app for a while; its address."""
    port = int(extra.setdefault("GRADIO_SERVER_PORT", str(free_port())))
    environment = {**os.environ, "GRADIO_ANALYTICS_ENABLED": "False", "PYTHONPATH": str(ROOT), **extra}
    app = fork_app(script, words, environment)
    url = f"http://127.0.0.1:{port}"
    try:
        wait(url)
        yield url
    finally:
        app.terminate()
        app.wait(PATIENCE)


@pytest.fixture(scope="module")
def gallery() -> Iterator[str]:
    port = str(free_port())
    with started(str(GALLERY), port, "Soft", GRADIO_SERVER_PORT=port) as url:
        yield url


def is_odd(url: str) -> bool:
    """Whether nothing should be refused there: events are, while something is wrong with the form."""
    return not url.endswith("/gradio_api/run/predict")


@asynccontextmanager
async def faultless(chromium: Browser) -> AsyncIterator[Page]:
    """A page in which nothing goes wrong, for one test after another: it has loaded Gradio once."""
    page = await chromium.new_page(locale="en-US", viewport={"width": 1100, "height": 500}, reduced_motion="reduce")
    page.set_default_timeout(PATIENCE * 1000)
    await page.add_init_script(_AT_REST)
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("response", lambda got: wrong.append(got.url) if got.status >= 400 and is_odd(got.url) else None)
    yield page
    assert not wrong


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def page(chromium: Browser) -> AsyncIterator[Page]:
    async with faultless(chromium) as page:
        yield page


async def tab(page: Page, url: str, name: str) -> None:
    await page.goto(url)
    await page.get_by_role("tab", name=name).click()
    await page.locator("[data-form-root]:visible").first.wait_for()


async def held(page: Page, place: str, expected: Any) -> None:
    """Once the text in a box is that JSON."""
    box = page.locator(f"{place} textarea")
    for _ in range(round(10 * PATIENCE)):
        if (text := await box.input_value()) and json.loads(text) == expected:
            return
        await page.wait_for_timeout(100)
    assert json.loads(text or "null") == expected


async def test_it_is_filled_in_by_hand_by_an_example_and_by_a_handler(page: Page, gallery: str) -> None:
    await tab(page, gallery, "One")
    prompt = page.locator("#one").get_by_label("Prompt", exact=True)
    await expect(prompt).to_have_value("A tea house in fog")
    await say_what_is_wrong_and_call_nothing(page, prompt)
    await reach_the_function_exactly(page, prompt)
    await fill_by_an_example(page, prompt)
    await fill_and_change_by_a_handler(page, prompt)


async def reach_the_function_exactly(page: Page, prompt: Locator) -> None:
    await prompt.fill("A lighthouse")
    await held(page, "#live", {"prompt": "A lighthouse"})  # as one types
    await page.locator("#one").get_by_label("16:9", exact=True).check()
    await prompt.press("Control+Enter")
    await held(page, "#sent", {"prompt": "A lighthouse", "size": "16:9"})


async def say_what_is_wrong_and_call_nothing(page: Page, prompt: Locator) -> None:
    await prompt.fill("")
    await prompt.press("Control+Enter")
    await expect(page.locator("#one [id$=field-prompt] .issue")).to_have_text("Prompt is needed.")
    await expect(prompt).to_be_focused()
    await expect(page.locator("#sent textarea")).to_have_value("")
    await expect(page.locator(".toast-body")).to_have_count(0)


async def test_it_is_taken_read_and_rendered_again(page: Page, gallery: str, tmp_path: Path) -> None:
    await tab(page, gallery, "Two")
    await say_by_a_toast_what_is_wrong(page)
    await take_many_digits_and_files(page, tmp_path)
    await only_be_read(page)
    await page.get_by_role("tab", name="Rendered").click()
    await page.locator("[data-form-root]:visible").first.wait_for()
    await keep_what_was_typed_when_rendered_again(page)


async def say_by_a_toast_what_is_wrong(page: Page) -> None:
    """Where nobody has touched the form."""
    await page.get_by_role("button", name="Take").click()
    await expect(page.locator(".toast-body")).to_contain_text("Name is needed.")
    await page.locator("#two").get_by_label("Big").fill("many")
    await page.get_by_role("button", name="Take").click()
    await expect(page.locator("#two [id$=field-big] .issue")).not_to_be_empty()


async def fill_and_change_by_a_handler(page: Page, prompt: Locator) -> None:
    """It gives it another schema."""
    await prompt.fill("typed before")
    await page.get_by_role("button", name="Fill").click()
    await expect(prompt).to_have_value("Filled")
    await prompt.press("Control+Enter")
    await held(page, "#sent", {"prompt": "Filled", "n": 4})
    await page.get_by_role("button", name="Another schema").click()
    await expect(page.locator("#one h1")).to_have_text("Sandbox: every widget")
    await expect(prompt).to_have_value("")  # nothing of the other form
    await prompt.fill("for the other")
    await prompt.press("Control+Enter")
    await expect(page.locator("#sent textarea")).to_have_value(re.compile('"for the other", "palette": "dawn"'))


async def fill_by_an_example(page: Page, prompt: Locator) -> None:
    await page.get_by_text("From an example").click()
    await expect(prompt).to_have_value("From an example")
    await prompt.press("Control+Enter")
    await held(page, "#sent", {"prompt": "From an example", "size": "16:9"})


async def take_many_digits_and_files(page: Page, tmp_path: Path) -> None:
    """They come as they are."""
    Image.new("RGB", (8, 8), "red").save(tmp_path / "red.png")
    form = page.locator("#two")
    await form.get_by_label("Name").fill("x")
    await form.get_by_label("Big").fill(str(NUMBER))
    await form.locator("input[type=file]").set_input_files(tmp_path / "red.png")
    await expect(form.get_by_role("img", name="red.png")).to_be_visible()
    await page.wait_for_function("() => document.querySelector('#two .files img').naturalWidth === 8")
    await page.get_by_role("button", name="Take").click()
    await expect(page.locator("#got textarea")).not_to_have_value("")
    got = json.loads(await page.locator("#got textarea").input_value())
    assert (got["name"], got["big"]) == ("x", NUMBER)
    assert filecmp.cmp(got["photo_url"], tmp_path / "red.png", shallow=False)


async def only_be_read(page: Page) -> None:
    """One that is not interactive is."""
    prompt = page.locator("#read").get_by_label("Prompt", exact=True)
    await expect(prompt).to_have_value("To be read")
    await expect(prompt).to_be_disabled()


async def keep_what_was_typed_when_rendered_again(page: Page) -> None:
    names = page.get_by_label("Name").locator("visible=true")
    await names.fill("kept")
    await page.get_by_label("2", exact=True).locator("visible=true").check()
    await expect(page.get_by_role("heading", name="Form 2")).to_be_visible()
    await expect(names.first).to_have_value("kept")
    await expect(names.nth(1)).to_have_value("")


async def test_clients_of_the_api_send_the_payload_itself(gallery: str) -> None:
    async with patient.AsyncClient(base_url=gallery) as caller:
        told = (await caller.get("/gradio_api/info")).json()["named_endpoints"]["/send"]["parameters"][0]
        assert told["type"]["properties"]["prompt"]["maxLength"] == 800
        body = {"data": [{"prompt": "By a client", "n": 2}]}
        event = (await caller.post("/gradio_api/call/send", json=body)).json()["event_id"]
        answer = (await caller.get(f"/gradio_api/call/send/{event}")).text
        assert json.loads(json.loads(answer.split("data: ")[1].splitlines()[0])[0]) == {"prompt": "By a client", "n": 2}
        event = (await caller.post("/gradio_api/call/send", json={"data": [{"n": 99}]})).json()["event_id"]
        assert "Prompt is needed." in (await caller.get(f"/gradio_api/call/send/{event}")).text


async def test_the_example_apps_work(page: Page) -> None:
    with started(str(ROOT / "examples" / "one_schema.py")) as url:
        await page.goto(url)
        await page.get_by_label("Prompt", exact=True).fill("Shown")
        await page.get_by_role("button", name="Show the payload").click()
        await expect(page.get_by_text('"Shown"')).to_be_visible()
    with started(str(ROOT / "examples" / "openapi_form.py")) as url:
        await page.goto(url)
        await page.get_by_label("Name", exact=True).fill("Tom")
        await page.get_by_label("Name", exact=True).press("Control+Enter")
        await expect(page.get_by_text("POST https://pets.example/pets")).to_be_visible()
        await page.get_by_label("Book a visit").check()
        await expect(page.get_by_label("Day", exact=True)).to_be_visible()
        await page.get_by_label("Day", exact=True).fill("2027-01-02")
        await page.get_by_label("Day", exact=True).press("Control+Enter")
        await expect(page.get_by_text("2027-01-02")).to_be_visible()


async def test_the_app_of_the_docs_has_its_stars_clicked_and_sent(page: Page, tmp_path: Path) -> None:
    app = APP.replace("demo.launch()", "demo.launch(ssr_mode=False, quiet=True)")
    (tmp_path / "app.py").write_text(f"{WIDGET}\n{app}")
    with started(str(tmp_path / "app.py")) as url:
        await page.goto(url)
        await click_stars_and_send_them(page)


async def click_stars_and_send_them(page: Page) -> None:
    score, service = page.locator('[data-title="Score"]'), page.locator('[data-title="Service"]')
    await expect(service.locator("output")).to_have_text("4")
    await expect(score.locator("output")).to_have_text("")
    await score.locator("label").nth(2).click()
    await expect(score.locator("output")).to_have_text("3")
    lit = await score.locator(".stars span").evaluate_all("all => all.map(one => getComputedStyle(one).color)")
    assert (lit[0], lit[4]) == (lit[2], lit[3])
    assert lit[0] != lit[4]
    await page.get_by_role("button", name="Submit").click()
    await expect(page.locator(".json-holder, [class*=json]").first).to_contain_text('"score": 3')
    await expect(page.locator(".json-holder, [class*=json]").first).to_contain_text('"service": 4')

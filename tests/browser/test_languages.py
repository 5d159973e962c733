"""No text of ours is in a language of its own: all of it comes from the catalog of the page's language."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator

import pytest
from fairness import PATIENCE
from faultserver import FaultServer, Reply
from forking import fork_app
from moves import expect_state, press, shown_run, tell
from pages import ROOT, Served, Visit, environment_for, wait
from playwright.async_api import Page, expect
from pseudo import LANGUAGE, has_escaped, pseudo, speaking, write_model

pytestmark = pytest.mark.slow

NAMES = ("Playground", "curl", "Python", "JavaScript")
"""What is called the same in every language."""

ABROAD = ROOT / "tests" / "support" / "abroad.py"
PASSWORD = "1234567890"  # noqa: S105 - of this test alone

SCHEMA = {
    "title": "Ω",
    "properties": {"prompt": {"title": "Ω", "type": "string", "default": 5, "x-playground": {"9": 1}}},
}

SHOWN = """() => {
  const apart = "pre, code, script, style, q, .mono, [data-slug] b, [data-language], [data-languages], [data-json-box]";
  const isShown = (element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest(apart);
  const found = [document.title];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) if (isShown(walker.currentNode.parentElement)) found.push(walker.currentNode.data);
  for (const element of document.querySelectorAll("body *")) {
    if (!isShown(element)) continue;
    for (const name of ["aria-label", "aria-description", "aria-valuetext", "title", "placeholder", "alt"])
      if (element.hasAttribute(name)) found.push(element.getAttribute(name));
    for (const part of ["::before", "::after"]) {
      const { content } = getComputedStyle(element, part);
      if (content.startsWith('"')) found.push(content);
    }
  }
  return found.map((text) => text.trim()).filter(Boolean);
}"""
"""All that a person sees or is read, but for what is no sentence: JSON, code, names of languages, a service's words."""


@pytest.fixture(scope="module")
def abroad(lasting_service: FaultServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server with one more language, whose catalog was put beside the others."""
    data, schemas = tmp_path_factory.mktemp("abroad") / "data", tmp_path_factory.mktemp("schemas")
    settings = {"api_url": lasting_service.url, "schemas": str(write_model(schemas)), "password": PASSWORD}
    place = speaking(tmp_path_factory.mktemp("package"))
    environment = environment_for(data, settings) | {"PYTHONPATH": os.pathsep.join([str(place), *sys.path])}
    process = fork_app(str(ABROAD), [str(place), "serve"], environment)
    url = f"http://127.0.0.1:{environment['PLAYGROUND_PORT']}"
    wait(url)
    yield Served(url, process, environment)
    process.terminate()
    process.wait(PATIENCE)


async def escaped(page: Page, *names: str) -> list[str]:
    """What is shown, and in no catalog."""
    return [text for text in await page.evaluate(SHOWN) if has_escaped(text, *NAMES, *names)]


async def test_no_text_escapes_the_catalog(abroad: Served, service: FaultServer, visit: Visit) -> None:
    """From the door through a run, what can go wrong and the form to the workbench, in one go."""
    page = await visit(abroad, locale=LANGUAGE, opens_with="#password")
    await look_at_the_door(page)
    await look_at_a_run(page, service)
    for script, state in PROBLEMS:
        await look_at_a_problem(page, service, script, state)
    await look_at_the_form(page)
    await look_at_the_workbench(page, abroad)
    await page.goto(abroad.url)
    await page.wait_for_selector("body.ready")
    switch = page.locator("[data-languages]")
    assert {"English", "Ελληνικά", "中文"} <= {*await switch.locator("option").all_inner_texts()}
    await switch.select_option("zh")
    await expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    await expect(page.locator("#generate")).to_have_text("生成")


async def look_at_the_door(page: Page) -> None:
    assert await escaped(page) == []
    await page.locator("#password").fill("9")
    await page.keyboard.press("Enter")
    await expect(page.locator("#wrong")).to_be_visible()
    assert await escaped(page) == []
    await page.locator("#password").fill(PASSWORD)
    await page.keyboard.press("Enter")
    await page.wait_for_selector("body.ready")


async def look_at_the_form(page: Page) -> None:
    await expect(page.locator("html")).to_have_attribute("lang", LANGUAGE)
    await expect(page.locator("#cost kbd")).to_contain_text(pseudo("Ctrl"))
    assert await escaped(page) == []
    await page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
    assert await escaped(page) == []
    await page.locator("#model").click()
    assert await escaped(page, "broken", "model") == []
    await page.keyboard.press("Escape")
    for _ in range(4):  # lists and groups grow, one after the other
        await page.locator("button[data-edit]:visible").last.click()
        await expect(page.locator("[aria-busy=true]")).to_have_count(0)
    await page.locator("[data-url]").first.fill("9")
    await page.keyboard.press("Enter")
    await page.locator("#field-prompt textarea").fill("")
    await press(page)
    await expect(page.locator("#field-prompt-issue")).to_be_visible()
    assert await escaped(page) == []


async def look_at_a_run(page: Page, service: FaultServer) -> None:
    tell(service, poll="processing")
    await page.locator("#field-prompt textarea").fill("γάτα")
    await page.locator("#field-steps input").fill("3")
    await press(page)
    await expect_state(page, "processing")
    assert await escaped(page) == []
    tell(service)
    await expect_state(page, "succeeded")
    assert await escaped(page) == []
    await page.locator("[data-menu]").click()
    assert await escaped(page) == []
    for pane in ("details", "code"):
        await page.locator(f"[data-toggle={pane}]").click()
        assert await escaped(page) == []
        await page.locator(f"[data-close={pane}]").click()
        await page.locator("[data-menu]").click()
    await page.keyboard.press("Escape")
    await page.locator("[data-open]").first.click()
    assert await escaped(page) == []
    await page.keyboard.press("Escape")


PROBLEMS: tuple[tuple[dict[str, object], str], ...] = (
    ({"outcome": "failed"}, "failed"),
    ({"submit": [Reply(422, {"error": {"message": "όχι"}})]}, "refused"),
    ({"submit": [Reply(401, {})]}, "refused"),
    ({"submit": [Reply(402, {})]}, "refused"),
    ({"submit": [Reply(429, {}, {"Retry-After": "3600"})]}, "refused"),
)


async def look_at_a_problem(page: Page, service: FaultServer, script: dict[str, object], state: str) -> None:
    tell(service, **script)
    before = await shown_run(page)
    await press(page)
    await expect(page.locator("#rail")).not_to_have_attribute("data-run", before)
    await expect_state(page, state)
    assert await escaped(page) == [], script


async def look_at_the_workbench(page: Page, abroad: Served) -> None:
    await page.goto(f"{abroad.url}/workbench")
    await page.wait_for_selector("#editor")
    assert await escaped(page) == []
    for text in (json.dumps(SCHEMA), "{,}"):
        await page.locator("#schema").fill(text)
        await expect(page.locator("#findings li, #slip:not(:empty)").first).to_be_visible()
        await page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
        assert await escaped(page) == []

"""What each control holds is what arrives at the service, exactly."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any

from faultserver import FaultServer
from moves import arrived, field, generate, press, tell
from pages import Served, Visit
from playwright.async_api import Page, Route, expect

UNTOUCHED: dict[str, Any] = {
    "prompt": "a cat",
    "caption": "",
    "strength": Decimal("0.5"),
    "enhance": True,
    "size": "1:1",
    "level": 1,
    "palette": "dawn",
    "version": "v2",
}
"""What a form sends of which only the prompt was filled in: the defaults, even an empty one, and what is required."""


async def fill(page: Page, **texts: str) -> None:
    for name, text in texts.items():
        await page.locator(f"#field-{name}-in").fill(text)


async def pick(page: Page, name: str, label: str) -> None:
    await field(page, name).get_by_label(label, exact=True).check()


async def type_texts(page: Page) -> dict[str, Any]:
    await fill(
        page,
        prompt="  Zürich 猫 🐈\n\n<b>&amp;</b> ",
        name='"; DROP TABLE',
        caption="below",
        count="9007199254740993",
        ratio="0.1",
        strength="0.35",
        seed="4294967295",
        accent="#FF8800",
        day="2026-11-22",
        publish_at="2026-11-22T14:30:05",
        code="s3cret wörd",
        settings='{"a": [1, 2.50, null], "b": 9007199254740993}',
    )
    return {
        "prompt": "  Zürich 猫 🐈\n\n<b>&amp;</b> ",
        "name": '"; DROP TABLE',
        "caption": "below",
        "count": 9007199254740993,
        "ratio": Decimal("0.1"),
        "strength": Decimal("0.35"),
        "seed": 4294967295,
        "accent": "#FF8800",
        "day": "2026-11-22",
        "publish_at": "2026-11-22T14:30:05Z",
        "code": "s3cret wörd",
        "settings": {"a": [1, Decimal("2.50"), None], "b": 9007199254740993},
    }


async def choose(page: Page) -> dict[str, Any]:
    await page.get_by_label("Enhance", exact=True).uncheck()
    await pick(page, "watermark", "No")
    await pick(page, "size", "16:9")
    await pick(page, "quality", "fine")
    await pick(page, "level", "2.5")
    await pick(page, "licence", "open")
    await pick(page, "moods", "warm")
    await pick(page, "moods", "calm")
    await page.get_by_label("Palette", exact=True).select_option("Dusk")
    await page.get_by_label("City", exact=True).select_option("City 287")
    return {
        "enhance": False,
        "watermark": False,
        "size": "16:9",
        "quality": "fine",
        "level": Decimal("2.5"),
        "licence": "open",
        "moods": ["calm", "warm"],
        "palette": "dusk",
        "city": "City 287",
    }


async def give_a_value_of_ones_own(page: Page) -> dict[str, Any]:
    """One of these or your own is one control."""
    own = page.get_by_label("Engine: your own value", exact=True)
    await expect(own).to_be_hidden()
    await page.get_by_label("Engine", exact=True).select_option("Other…")
    await own.fill("faster")
    return {"engine": "faster"}


async def add_remove_and_move_rows(page: Page) -> dict[str, Any]:
    await field(page, "tags").get_by_role("button", name="Add Tags", exact=True).click()
    for number, word in enumerate(("red", "green", "blue")):
        if number:
            await page.get_by_role("button", name="Add to Tags").click()
        await page.locator(f"#field-tags-{number}-in").fill(word)
    await page.get_by_role("button", name="Move number 3 up").click()
    await expect(page.locator("#field-tags-1-in")).to_have_value("blue")
    await page.get_by_role("button", name="Remove number 1").click()
    await expect(page.locator("#field-tags-2")).to_have_count(0)
    return {"tags": ["blue", "green"]}


async def empty_by_hand(page: Page) -> None:
    """What was filled in and is emptied again is not sent."""
    await fill(page, prompt="a cat", caption="x", name="x", count="3", settings="{}")
    await fill(page, caption="", name="", count="", settings="")
    await pick(page, "watermark", "Yes")
    await pick(page, "watermark", "Default")
    await page.get_by_label("City", exact=True).select_option("City 001")
    await page.get_by_label("City", exact=True).select_option("Default")
    await pick(page, "moods", "dark")
    await field(page, "moods").get_by_label("dark").uncheck()


async def set_to_none(page: Page) -> dict[str, Any]:
    """Null is a quiet way out that is seen and sent."""
    await expect(field(page, "level").get_by_text("None", exact=True)).to_have_count(0)
    await page.get_by_role("button", name="Set to none: Level").click()
    await expect(field(page, "level").get_by_label("None", exact=True)).to_be_checked()
    return {"level": None}


async def throw_the_dice(page: Page) -> dict[str, Any]:
    """It throws a seed within bounds."""
    dice = page.get_by_role("button", name="Random seed")
    thrown = set()
    for _ in range(5):
        await dice.click()
        thrown.add(await page.get_by_label("Seed", exact=True).input_value())
    assert len(thrown) > 1
    await expect(dice.locator("svg")).to_be_visible()
    await expect(dice).to_have_text("")
    assert all(0 <= int(seed) <= 4294967295 for seed in thrown)
    return {"seed": int(await page.get_by_label("Seed", exact=True).input_value())}


async def pick_a_colour(page: Page) -> dict[str, Any]:
    await page.locator("#field-accent [data-swatch]").fill("#12ab34")
    await expect(page.get_by_label("Accent", exact=True)).to_have_value("#12ab34")
    return {"accent": "#12ab34"}


async def test_what_each_control_holds_arrives_and_nothing_else(
    playground: Served, service: FaultServer, visit: Visit
) -> None:
    tell(service, submit="402")  # nothing need be made of what arrived
    page = await visit(playground, "widgets")
    await generate(page, "a cat")
    assert await arrived(service) == [UNTOUCHED]  # what nobody touched is not sent
    [request] = service.submits
    assert json.loads(request.body)["model"] == "widgets"
    assert request.headers["content-type"] == "application/json"
    assert len(request.headers["idempotency-key"]) == 36
    assert "authorization" not in request.headers
    await empty_by_hand(page)
    await press(page)
    emptied = {name: value for name, value in UNTOUCHED.items() if name != "caption"}
    assert (await arrived(service, 2))[1] == emptied
    filled: dict[str, Any] = UNTOUCHED
    for act in (type_texts, choose, give_a_value_of_ones_own, add_remove_and_move_rows):
        filled = filled | await act(page)
    await press(page)
    assert (await arrived(service, 3))[2] == filled
    for act in (set_to_none, throw_the_dice, pick_a_colour):
        filled = filled | await act(page)
    await press(page)
    assert (await arrived(service, 4))[3] == filled


async def test_the_script_that_a_widget_brings_along_runs_on_the_page(sandbox: Served, visit: Visit) -> None:
    page = await visit(sandbox)

    async def as_if_text_areas_brought_one(route: Route) -> None:
        answer = await route.fetch()
        drawn = (await answer.text()).replace("data-form-root ", 'data-form-root data-scripts=\\"textarea\\" ')
        await route.fulfill(response=answer, body=drawn)

    await page.route("**/form", as_if_text_areas_brought_one)
    script = "export default (field) => { field.querySelector('textarea').value += '!'; };"
    await page.route(
        "**/look/*/form/widgets/textarea.js", lambda route: route.fulfill(body=script, content_type="text/javascript")
    )
    await page.locator(".chip").nth(1).click()
    await expect(page.locator("#field-prompt-in")).to_have_value(re.compile("!$"))
    await page.locator(".chip").first.click()
    await expect(page.locator("#field-prompt-in")).not_to_have_value(re.compile("!!$"))
    await expect(page.locator("#field-prompt-in")).to_have_value(re.compile("!$"))

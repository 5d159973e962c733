"""What each control holds is what arrives at the service, exactly."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any

from faultserver import FaultServer
from moves import arrived, field, generate, press, write
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


async def test_what_nobody_touched_is_not_sent(playground: Served, service: FaultServer, visit: Visit) -> None:
    page = await visit(playground, "widgets")
    await generate(page, "a cat")
    assert await arrived(service) == [UNTOUCHED]


async def test_texts_and_numbers_arrive_as_they_were_typed(
    playground: Served, service: FaultServer, visit: Visit
) -> None:
    page = await visit(playground, "widgets")
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
    await press(page)
    assert await arrived(service) == [
        UNTOUCHED
        | {
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
    ]


async def test_choices_arrive_with_their_type(playground: Served, service: FaultServer, visit: Visit) -> None:
    page = await visit(playground, "widgets")
    await write(page, "a cat")
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
    await press(page)
    assert await arrived(service) == [
        UNTOUCHED
        | {
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
    ]


async def test_one_of_these_or_your_own_is_one_control(playground: Served, service: FaultServer, visit: Visit) -> None:
    page = await visit(playground, "widgets")
    await write(page, "a cat")
    own = page.get_by_label("Engine: your own value", exact=True)
    await expect(own).to_be_hidden()
    await page.get_by_label("Engine", exact=True).select_option("Other…")
    await own.fill("faster")
    await press(page)
    assert await arrived(service) == [UNTOUCHED | {"engine": "faster"}]


async def test_what_is_emptied_by_hand_is_not_sent(playground: Served, service: FaultServer, visit: Visit) -> None:
    page = await visit(playground, "widgets")
    await fill(page, prompt="a cat", caption="x", name="x", count="3", settings="{}")
    await fill(page, caption="", name="", count="", settings="")
    await pick(page, "watermark", "Yes")
    await pick(page, "watermark", "Default")
    await page.get_by_label("City", exact=True).select_option("City 001")
    await page.get_by_label("City", exact=True).select_option("Default")
    await pick(page, "moods", "dark")
    await field(page, "moods").get_by_label("dark").uncheck()
    await press(page)
    expected = {name: value for name, value in UNTOUCHED.items() if name != "caption"}
    assert await arrived(service) == [expected]


async def test_null_is_a_quiet_way_out_that_is_seen_and_sent(
    playground: Served, service: FaultServer, visit: Visit
) -> None:
    page = await visit(playground, "widgets")
    await write(page, "a cat")
    await expect(field(page, "level").get_by_text("None", exact=True)).to_have_count(0)
    await page.get_by_role("button", name="Set to none: Level").click()
    await expect(field(page, "level").get_by_label("None", exact=True)).to_be_checked()
    await press(page)
    assert await arrived(service) == [UNTOUCHED | {"level": None}]


async def test_the_dice_throws_a_seed_within_bounds(playground: Served, service: FaultServer, visit: Visit) -> None:
    page = await visit(playground, "widgets")
    await write(page, "a cat")
    dice = page.get_by_role("button", name="Random seed")
    thrown = set()
    for _ in range(5):
        await dice.click()
        thrown.add(await page.get_by_label("Seed", exact=True).input_value())
    assert len(thrown) > 1
    await expect(dice.locator("svg")).to_be_visible()
    await expect(dice).to_have_text("")
    assert all(0 <= int(seed) <= 4294967295 for seed in thrown)
    await press(page)
    [sent] = await arrived(service)
    assert str(sent["seed"]) == await page.get_by_label("Seed", exact=True).input_value()


async def test_a_colour_picked_is_a_colour_sent(playground: Served, service: FaultServer, visit: Visit) -> None:
    page = await visit(playground, "widgets")
    await write(page, "a cat")
    await page.locator("#field-accent [data-swatch]").fill("#12ab34")
    await expect(page.get_by_label("Accent", exact=True)).to_have_value("#12ab34")
    await press(page)
    assert await arrived(service) == [UNTOUCHED | {"accent": "#12ab34"}]


async def test_rows_are_added_removed_and_moved(playground: Served, service: FaultServer, visit: Visit) -> None:
    page = await visit(playground, "widgets")
    await write(page, "a cat")
    await field(page, "tags").get_by_role("button", name="Add Tags", exact=True).click()
    for number, word in enumerate(("red", "green", "blue")):
        if number:
            await page.get_by_role("button", name="Add to Tags").click()
        await page.locator(f"#field-tags-{number}-in").fill(word)
    await page.get_by_role("button", name="Move number 3 up").click()
    await expect(page.locator("#field-tags-1-in")).to_have_value("blue")
    await page.get_by_role("button", name="Remove number 1").click()
    await expect(page.locator("#field-tags-2")).to_have_count(0)
    await press(page)
    assert (await arrived(service))[0]["tags"] == ["blue", "green"]


async def test_the_body_is_json_with_the_model_beside(playground: Served, service: FaultServer, visit: Visit) -> None:
    page = await visit(playground, "widgets")
    await generate(page, "a cat")
    await arrived(service)
    [request] = service.submits
    assert json.loads(request.body)["model"] == "widgets"
    assert request.headers["content-type"] == "application/json"
    assert len(request.headers["idempotency-key"]) == 36
    assert "authorization" not in request.headers


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

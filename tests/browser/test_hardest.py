"""The hardest schemas of the zoo, filled in by what stands on the page: what arrives is what was meant."""

from __future__ import annotations

import json
import shutil
from decimal import Decimal
from typing import Any

import pytest
from faultserver import FaultServer
from filling import choose, fill, fill_in, part, press_in, redrawn
from hardest import HARDEST
from moves import arrived, choose_model, press, tell
from pages import Serve, Served, Visit
from playwright.async_api import Page, expect
from zoo import FOLDER, read

pytestmark = pytest.mark.slow

WIDE = 150
"""Pixels that a text box has on a phone however deep it stands."""

AGAIN = {"moving-rows": "hard-score", "switching-variants": "hard-archive"}
"""Models of the same schemas once more: nobody has filled in theirs."""


@pytest.fixture(scope="session")
def hardest(serve: Serve, lasting_service: FaultServer, tmp_path_factory: pytest.TempPathFactory) -> Served:
    """A server with copies of the schemas."""
    folder = tmp_path_factory.mktemp("hardest")
    for name in HARDEST:
        shutil.copy(FOLDER / f"{name}.json", folder)
    for name, original in AGAIN.items():
        shutil.copy(FOLDER / f"{original}.json", folder / f"{name}.json")
    return serve(api_url=lasting_service.url, schemas=str(folder))


def meant(name: str) -> Any:
    """The payload, its decimals exact as in what arrives."""
    return json.loads(json.dumps(read(FOLDER / f"{name}.example.json")), parse_float=Decimal)


async def test_what_was_filled_in_arrives(hardest: Served, service: FaultServer, visit: Visit) -> None:
    """One visitor goes from model to model; what arrived is refused, for nothing need be made of it."""
    tell(service, submit="402")
    first, *others = HARDEST
    page = await visit(hardest, first)
    for number, name in enumerate([first, *others], 1):
        if number > 1:
            await page.set_viewport_size({"width": 1280, "height": 900})
            await choose_model(page, name)
        await fill_in(page, HARDEST[name])
        await expect(page.locator("#playground-form .issue:not(:empty)"), name).to_have_count(0)
        ids = await page.locator("#playground-form [id]").evaluate_all("all => all.map(one => one.id)")
        assert len(ids) == len(set(ids)), name
        await page.set_viewport_size({"width": 390, "height": 844})
        assert await page.evaluate("document.documentElement.scrollWidth") <= 390, name
        boxes = page.locator("#playground-form .box:visible")
        assert min(await boxes.evaluate_all("all => all.map(one => one.clientWidth)"), default=WIDE) >= WIDE, name
        await press(page)
        assert (await arrived(service, number))[-1] == meant(name), name
    await page.set_viewport_size({"width": 1280, "height": 900})
    for act in (move_and_remove_rows_within_rows, switch_a_variant_and_back_and_leave_out_a_part):
        service.requests.clear()
        await act(page, service)


async def move_and_remove_rows_within_rows(page: Page, service: FaultServer) -> None:
    await choose_model(page, "moving-rows")
    plan: dict[str, Any] = {
        "wanted": ["pop", "rock", "jazz"],
        "unwanted": [],
        "parts": [
            {
                "partName": name,
                "wantedHere": [f"{name} soft", f"{name} loud"],
                "unwantedHere": [],
                "ms": 3000 + number,
                "lines": [],
            }
            for number, name in enumerate(("verse", "bridge", "chorus"))
        ],
    }
    await choose(page, part(page, ("sheet",)), "Sheet")
    await fill(page, ("sheet",), plan)
    sections = part(page, ("sheet", "parts"))
    await press_in(page, sections, "Move number 3 up")
    await press_in(page, part(page, ("sheet", "parts", 1, "wantedHere")), "Move number 1 down")
    await press_in(page, sections, "Remove number 1")
    await press_in(page, part(page, ("sheet", "wanted")), "Remove number 2")
    await press_in(page, sections, "Move number 1 down")
    await press(page)
    _, bridge, third = plan["parts"]
    chorus = {**third, "wantedHere": ["chorus loud", "chorus soft"]}
    [sent] = await arrived(service)
    assert sent["sheet"] == {
        **plan,
        "wanted": ["pop", "jazz"],
        "parts": [bridge, chorus],
    }


async def switch_a_variant_and_back_and_leave_out_a_part(page: Page, service: FaultServer) -> None:
    """It holds what it held, and what is left out again is not sent."""
    name = "hard-archive"
    await choose_model(page, "switching-variants")
    strategy = part(page, ("cutting",))
    await fill_in(page, HARDEST[name])
    await choose(page, strategy, "Cut as it comes")
    await expect(part(page, ("cutting", "fixed"))).to_have_count(0)
    await press(page)
    await choose(page, strategy, "Cut to size")
    await press(page)
    kept = meant(name)
    assert await arrived(service, 2) == [kept | {"cutting": {"type": "auto"}}, kept]
    labels = part(page, ("labels",))
    await press_in(page, labels, "Remove number 2")
    await press_in(page, part(page, ("expires",)), "Remove ")
    await press_in(page, part(page, ("scroll_ids",)), "Remove Scroll")
    await redrawn(page, strategy.locator("select").select_option(label="Default"))
    await press(page)
    assert (await arrived(service, 3))[2] == {"labels": {"season": "autumn 2026", "$ref": "no reference"}}

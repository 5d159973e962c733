"""The hardest schemas from the field, filled in by what stands on the page: what arrives is what was meant."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from faultserver import FaultServer
from filling import choose, fill, fill_in, part, plain, press_in, redrawn
from hardest import HARDEST
from moves import arrived, press
from pages import Serve, Served, Visit
from playwright.async_api import Page, expect

CORPUS = Path(__file__).parents[3] / "shared" / "corpus" / "schemas"
WIDE = 150
"""Pixels that a text box has on a phone however deep it stands."""

pytestmark = pytest.mark.skipif(
    not CORPUS.is_dir(), reason="the schemas from the field, ../shared/corpus, are not here"
)


def slug_of(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower())


@pytest.fixture(scope="session")
def hardest(serve: Serve, lasting_service: FaultServer, tmp_path_factory: pytest.TempPathFactory) -> Served:
    """A server with copies of the schemas."""
    folder = tmp_path_factory.mktemp("hardest")
    for name in HARDEST:
        (folder / f"{slug_of(name)}.json").write_bytes((CORPUS / f"{name}.json").read_bytes())
    return serve(api_url=lasting_service.url, schemas=str(folder))


async def open_form(visit: Visit, hardest: Served, name: str) -> Page:
    return await visit(hardest, slug_of(name))


def meant(name: str) -> Any:
    """The payload, its decimals exact as in what arrives."""
    return json.loads(json.dumps(plain(HARDEST[name])), parse_float=Decimal)


@pytest.mark.parametrize("name", HARDEST)
async def test_what_was_filled_in_arrives(hardest: Served, service: FaultServer, visit: Visit, name: str) -> None:
    page = await open_form(visit, hardest, name)
    await fill_in(page, HARDEST[name])
    await expect(page.locator("#playground-form .issue:not(:empty)")).to_have_count(0)
    ids = await page.locator("#playground-form [id]").evaluate_all("all => all.map(one => one.id)")
    assert len(ids) == len(set(ids))
    await page.set_viewport_size({"width": 390, "height": 844})
    assert await page.evaluate("document.documentElement.scrollWidth") <= 390
    boxes = page.locator("#playground-form .box:visible")
    assert min(await boxes.evaluate_all("all => all.map(one => one.clientWidth)"), default=WIDE) >= WIDE
    await press(page)
    assert await arrived(service) == [meant(name)]


async def test_rows_within_rows_are_moved_and_removed(hardest: Served, service: FaultServer, visit: Visit) -> None:
    page = await open_form(visit, hardest, "elevenlabs/music__stream")
    plan: dict[str, Any] = {
        "positive_global_styles": ["pop", "rock", "jazz"],
        "negative_global_styles": [],
        "sections": [
            {
                "section_name": name,
                "positive_local_styles": [f"{name} soft", f"{name} loud"],
                "negative_local_styles": [],
                "duration_ms": 3000 + number,
                "lines": [],
            }
            for number, name in enumerate(("verse", "bridge", "chorus"))
        ],
    }
    await choose(page, part(page, ("composition_plan",)), "Music prompt")
    await fill(page, ("composition_plan",), plan)
    sections = part(page, ("composition_plan", "sections"))
    await press_in(page, sections, "Move number 3 up")
    await press_in(page, part(page, ("composition_plan", "sections", 1, "positive_local_styles")), "Move number 1 down")
    await press_in(page, sections, "Remove number 1")
    await press_in(page, part(page, ("composition_plan", "positive_global_styles")), "Remove number 2")
    await press_in(page, sections, "Move number 1 down")
    await press(page)
    _, bridge, third = plan["sections"]
    chorus = {**third, "positive_local_styles": ["chorus loud", "chorus soft"]}
    [sent] = await arrived(service)
    assert sent["composition_plan"] == {
        **plan,
        "positive_global_styles": ["pop", "jazz"],
        "sections": [bridge, chorus],
    }


async def test_a_variant_switched_and_back_holds_what_it_held(
    hardest: Served, service: FaultServer, visit: Visit
) -> None:
    page = await open_form(visit, hardest, "openai/vector_stores")
    strategy = part(page, ("chunking_strategy",))
    name = "openai/vector_stores"
    await fill_in(page, HARDEST[name])
    await choose(page, strategy, "Auto Chunking Strategy")
    await expect(part(page, ("chunking_strategy", "static"))).to_have_count(0)
    await press(page)
    await choose(page, strategy, "Static Chunking Strategy")
    await press(page)
    kept = meant(name)
    assert await arrived(service, 2) == [kept | {"chunking_strategy": {"type": "auto"}}, kept]


async def test_a_part_left_out_again_is_not_sent(hardest: Served, service: FaultServer, visit: Visit) -> None:
    page = await open_form(visit, hardest, "openai/vector_stores")
    await fill_in(page, HARDEST["openai/vector_stores"])
    metadata = part(page, ("metadata",))
    await press_in(page, metadata, "Remove number 2")
    await press_in(page, part(page, ("expires_after",)), "Remove ")
    await press_in(page, part(page, ("file_ids",)), "Remove File")
    await redrawn(page, part(page, ("chunking_strategy",)).locator("select").select_option(label="Default"))
    await press(page)
    assert await arrived(service) == [{"metadata": {"season": "autumn 2026", "$ref": "no reference"}}]

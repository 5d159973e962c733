"""Closed tabs, killed servers, lost answers, impatient fingers: one click is one charge, and no picture is lost."""

from __future__ import annotations

import asyncio

from faultserver import FaultServer
from moves import arrived, expect_state, press, tell, write
from pages import Served, Visit
from playwright.async_api import Page, expect


async def begin(page: Page, prompt: str = "a fox") -> None:
    """Fill in the prompt and press."""
    await write(page, prompt)
    await press(page)


async def test_a_double_click_is_one_run(playground: Served, service: FaultServer, visit: Visit) -> None:
    page = await visit(playground, "first")
    await write(page, "twice")
    await page.locator("#generate").dblclick()
    await expect_state(page, "succeeded")
    await asyncio.sleep(0.5)
    assert len(service.submits) == 1
    await expect(page.locator("#earlier .past")).to_have_count(1)


async def test_another_press_while_one_runs_is_a_second_run(
    playground: Served, service: FaultServer, visit: Visit
) -> None:
    tell(service, duration=4)
    page = await visit(playground, "first")
    await begin(page, "one")
    await expect_state(page, "processing")
    await begin(page, "two")
    await expect(page.locator("#earlier .past")).to_have_count(2)
    await expect_state(page, "succeeded")
    assert [body["prompt"] for body in await arrived(service)] == ["one", "two"]
    assert set(service.charges.values()) == {1}


async def test_a_reload_finds_the_run_again(playground: Served, service: FaultServer, visit: Visit) -> None:
    tell(service, duration=3)
    page = await visit(playground, "first")
    await begin(page)
    await expect_state(page, "processing")
    await page.reload()
    await expect_state(page, "processing")
    await expect_state(page, "succeeded")
    assert list(service.charges.values()) == [1]


async def test_a_closed_tab_changes_nothing(playground: Served, service: FaultServer, visit: Visit) -> None:
    tell(service, duration=2)
    page = await visit(playground, "first")
    await begin(page)
    await expect_state(page, "processing")
    await page.close()
    await asyncio.sleep(2.5)
    again = await page.context.new_page()
    await again.goto(playground.url)
    await expect_state(again, "succeeded")
    await expect(again.locator("#stage figure img")).to_have_count(1)
    assert list(service.charges.values()) == [1]


async def test_four_tabs_watch_at_once(playground: Served, service: FaultServer, visit: Visit) -> None:
    tell(service, duration=4)
    page = await visit(playground, "first")
    others = [await page.context.new_page() for _ in range(3)]
    for other in others:
        await other.goto(f"{playground.url}/?model=first")
        await other.wait_for_selector("body.ready")
    await begin(page)
    for tab in (page, *others):
        await tab.bring_to_front()
        if tab is not page:
            await tab.reload()
        await expect_state(tab, "succeeded")
    assert list(service.charges.values()) == [1]


async def test_a_killed_server_comes_back_with_the_run(apart: Served, service: FaultServer, visit: Visit) -> None:
    tell(service, duration=8)
    page = await visit(apart, "first")
    await begin(page)
    await expect_state(page, "processing")
    await asyncio.to_thread(apart.kill)
    await asyncio.to_thread(apart.start)
    await expect(page.locator("[data-status=succeeded]")).to_be_visible(timeout=60_000)
    await expect(page.locator("#stage figure img")).to_have_count(1)
    assert list(service.charges.values()) == [1]
    assert len(service.submits) == 1


async def test_a_lost_answer_is_asked_for_again_with_the_same_key(
    playground: Served, service: FaultServer, visit: Visit
) -> None:
    tell(service, submit="drop-after-accept, 202")
    page = await visit(playground, "first")
    await begin(page)
    await expect(page.locator("#rail .notice")).to_contain_text("not be charged twice")
    await expect(page.locator("[data-status=succeeded]")).to_be_visible(timeout=30_000)
    keys = {request.headers["idempotency-key"] for request in service.submits}
    assert len(service.submits) == 2
    assert len(keys) == 1
    assert len({request.body for request in service.submits}) == 1
    assert list(service.charges.values()) == [1]


async def test_a_run_that_nobody_confirmed_waits_for_a_person(
    playground: Served, service: FaultServer, visit: Visit
) -> None:
    tell(service, submit="drop-after-accept*4, 202")
    page = await visit(playground, "first")
    await begin(page)
    await expect(page.locator("[data-status=unconfirmed]")).to_be_visible(timeout=60_000)
    await expect(page.get_by_role("button", name="Let it go")).to_be_visible()
    await page.get_by_role("button", name="Check again").click()
    await expect(page.locator("[data-status=succeeded]")).to_be_visible(timeout=30_000)
    assert list(service.charges.values()) == [1]
    assert len({request.headers["idempotency-key"] for request in service.submits}) == 1


async def test_stop_waiting_is_honest_where_nothing_can_be_cancelled(
    apart: Served, service: FaultServer, visit: Visit
) -> None:
    tell(service, duration=60)
    page = await visit(apart, "first")
    await begin(page)
    await expect_state(page, "queued")
    stop = page.get_by_role("button", name="Stop waiting")
    await expect(stop).to_have_attribute(
        "title", "This service cannot cancel: the task goes on there and may be charged."
    )
    await stop.click()
    await expect(page.locator("[data-status=unconfirmed]")).to_be_visible()
    await expect(page.locator("#result")).to_contain_text("may be charged")
    await page.get_by_role("button", name="Let it go").click()
    await expect(page.locator("#rail")).to_contain_text("Let go")
    await expect(page.get_by_role("button", name="Check again")).to_have_count(0)
    assert not service.seen("POST", "/cancel")

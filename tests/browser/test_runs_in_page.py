"""Runs as the page shows them: one press is one run, and nothing that happens to the page or the server loses one."""

from __future__ import annotations

import asyncio
import json
import re

import pytest
from faultserver import FaultServer
from moves import (
    arrived,
    expect_state,
    generate,
    held_back,
    open_details,
    press,
    shown_run,
    state,
    tell,
    until,
    write,
)
from pages import Served, Visit
from playwright.async_api import Route, expect

from playground.runs.deduplication import DEDUPLICATION_WINDOW

PRESS_WHEN_ANSWERED = """() => {
  const button = document.querySelector("#generate");
  const watch = new MutationObserver(() => {
    if (button.hasAttribute("aria-busy")) return;
    watch.disconnect();
    button.click();
  });
  watch.observe(button, { attributes: true });
}"""


async def test_a_double_click_is_one_run(playground: Served, service: FaultServer, visit: Visit) -> None:
    page = await visit(playground, "plain")
    await write(page, "x")
    async with held_back(page, "**/generate"):
        await page.locator("#generate").dblclick()
    await expect(page.locator("#toast")).to_contain_text("double click")
    await expect_state(page, "succeeded")
    await asyncio.sleep(0.5)
    await expect(page.locator("#earlier .past")).to_have_count(1)
    assert len(service.charges) == len(service.submits) == 1


async def test_a_press_in_the_moment_of_a_late_answer_is_the_same_press(
    playground: Served, service: FaultServer, visit: Visit
) -> None:
    page = await visit(playground, "plain")
    await write(page, "x")

    async def answer_late(route: Route) -> None:
        answer = await route.fetch()
        await asyncio.sleep(1.1 * DEDUPLICATION_WINDOW)
        await route.fulfill(response=answer)

    await page.route("**/generate", answer_late)
    await page.evaluate(PRESS_WHEN_ANSWERED)
    await press(page)
    await expect(page.locator("#toast")).to_contain_text("double click")
    await press(page)
    await arrived(service, 2)
    await expect(page.locator("#earlier .past")).to_have_count(2)
    assert sorted(service.charges.values()) == [1, 1]


async def test_another_press_while_one_runs_is_another_run(
    playground: Served, service: FaultServer, visit: Visit
) -> None:
    tell(service, poll="processing")
    page = await visit(playground, "plain")
    await generate(page, "first")
    await expect_state(page, "processing")
    await generate(page, "second")
    assert [sent["prompt"] for sent in await arrived(service, 2)] == ["first", "second"]
    await expect(page.locator("#earlier .past")).to_have_count(2)
    tell(service)
    await expect_state(page, "succeeded")
    await expect(page.locator("#earlier .past img")).to_have_count(2)
    assert sorted(service.charges.values()) == [1, 1]


async def test_generate_answers_at_once(playground: Served, service: FaultServer, visit: Visit) -> None:
    """Before the service does: this one keeps its answer back."""
    tell(service, submit="held")
    page = await visit(playground, "plain")
    await generate(page, "x")
    await expect(page.locator("#rail")).to_have_attribute("data-run", re.compile("."))
    await expect_state(page, "submitting")
    assert service.charges == {}
    tell(service)
    await expect_state(page, "succeeded")
    assert list(service.charges.values()) == [1]


async def test_a_reload_finds_the_run_again(playground: Served, service: FaultServer, visit: Visit) -> None:
    tell(service, poll="processing")
    page = await visit(playground, "plain")
    await generate(page, "x")
    await expect_state(page, "processing")
    run = await shown_run(page)
    await page.reload()
    await expect_state(page, "processing")
    assert await shown_run(page) == run
    tell(service)
    await expect_state(page, "succeeded")
    await expect(page.locator("#result figure img")).to_have_count(1)
    assert list(service.charges.values()) == [1]
    assert len(service.submits) == 1


async def test_a_closed_tab_loses_nothing(playground: Served, service: FaultServer, visit: Visit) -> None:
    tell(service, poll="processing")
    page = await visit(playground, "plain")
    await generate(page, "x")
    await expect_state(page, "processing")
    await page.close()
    polls = len(service.polls)
    await until(lambda: len(service.polls) > polls + 1)
    tell(service)
    again = await page.context.new_page()
    await again.goto(f"{playground.url}/?model=plain")
    await expect_state(again, "succeeded")
    await expect(again.locator("#result figure img")).to_have_count(1)
    await expect(again.get_by_label("Prompt", exact=True)).to_have_value("x")
    assert list(service.charges.values()) == [1]


async def test_four_tabs_watch_one_run(playground: Served, service: FaultServer, visit: Visit) -> None:
    tell(service, poll="processing")
    page = await visit(playground, "plain")
    tabs = [page, *[await page.context.new_page() for _ in range(3)]]
    for tab in tabs[1:]:
        await tab.goto(page.url)
        await tab.wait_for_selector("body.ready")
    await generate(page, "x")
    for tab in tabs:
        await expect_state(tab, "processing")
    tell(service)
    for tab in tabs:
        await expect_state(tab, "succeeded")
        await expect(tab.locator("#result figure img")).to_have_count(1)
    assert list(service.charges.values()) == [1]
    assert len(service.submits) == 1
    [task] = service.charges
    polls = [poll for poll in service.polls if task in poll.path]
    begun, ended = service.submits[0].at, polls[-1].at
    assert len(polls) <= 4 * (ended - begun) + 2  # as one watch polls, and not as four do


async def test_a_press_that_does_not_reach_the_server_says_so(
    playground: Served, service: FaultServer, visit: Visit
) -> None:
    page = await visit(playground, "plain")
    await write(page, "into the void")
    await page.context.set_offline(True)
    await press(page)
    await expect(page.locator("#toast")).to_contain_text("counts as the same press")
    await page.evaluate("document.body.dataset.old = 'yes'")
    await press(page)
    await expect(page.locator("#generate")).not_to_have_attribute("aria-busy", "true")
    await page.context.set_offline(False)
    await expect(page.locator("#toast")).to_contain_text("counts as the same press")
    await expect(page.get_by_label("Prompt", exact=True)).to_have_value("into the void")
    assert service.submits == []
    await press(page)
    await expect_state(page, "succeeded")
    await expect(page.locator("#toast")).to_be_hidden()
    await expect(page.locator("body")).to_have_attribute("data-old", "yes")  # it is the same page, with all it held
    assert len(service.submits) == 1


@pytest.mark.usefixtures("service")
async def test_what_one_tab_shows_no_other_takes_away(playground: Served, visit: Visit) -> None:
    page = await visit(playground, "plain")
    await generate(page, "first")
    await expect_state(page, "succeeded")
    await page.reload()
    await expect_state(page, "succeeded")
    shown = await page.locator("#rail").get_attribute("data-run")
    other = await page.context.new_page()
    await other.goto(page.url)
    await other.wait_for_selector("body.ready")
    await generate(other, "second")
    await expect_state(other, "succeeded")
    await expect(page.locator(".past")).to_have_count(2)
    assert await page.locator("#rail").get_attribute("data-run") == shown


async def test_a_killed_server_goes_on_where_it_was(apart: Served, service: FaultServer, visit: Visit) -> None:
    tell(service, poll="processing")
    page = await visit(apart, "plain")
    await generate(page, "x")
    await expect_state(page, "processing")
    await asyncio.to_thread(apart.kill)
    await expect(page.locator("#toast")).to_contain_text("The connection to the server is lost")
    await asyncio.to_thread(apart.start)
    tell(service)
    await expect_state(page, "succeeded")
    await expect(page.locator("#toast")).to_be_hidden()
    await expect(page.locator("#result figure img")).to_have_count(1)
    assert list(service.charges.values()) == [1]
    assert len(service.submits) == 1
    await generate(page, "and on")
    await arrived(service, 2)


@pytest.mark.parametrize("word", ["queued", "processing"])
async def test_a_task_can_be_cancelled(playground: Served, service: FaultServer, visit: Visit, word: str) -> None:
    tell(service, poll=word)
    page = await visit(playground, "plain")
    await generate(page, word)
    await expect_state(page, word)
    await page.get_by_role("button", name="Cancel", exact=True).click()
    await until(lambda: bool(service.seen("POST", "/cancel")))
    tell(service, poll="cancelled")  # how the task stands only the service says
    await expect_state(page, "cancelled")
    await expect(page.get_by_role("button", name="Cancel", exact=True)).to_have_count(0)
    assert len(service.seen("POST", "/cancel")) == 1


async def test_without_a_call_to_cancel_one_stops_waiting(apart: Served, service: FaultServer, visit: Visit) -> None:
    tell(service, poll="processing")
    page = await visit(apart, "plain")
    await generate(page, "x")
    await expect_state(page, "processing")
    await expect(page.get_by_role("button", name="Cancel", exact=True)).to_have_count(0)
    stop = page.get_by_role("button", name="Stop waiting")
    title = "This service cannot cancel tasks: this one goes on there and may be charged."
    await expect(stop).to_have_attribute("title", title)
    await stop.click()
    await expect_state(page, "unconfirmed")
    await expect(page.locator(".charged")).to_contain_text("We do not know whether this was charged")
    await expect(page.locator("#result")).to_contain_text("may be charged")
    assert service.seen("POST", "/cancel") == []
    tell(service)
    await page.get_by_role("button", name="Check again").click()
    await expect_state(page, "succeeded")
    assert len(service.submits) == 1


async def test_the_details_say_everything(playground: Served, service: FaultServer, visit: Visit) -> None:
    page = await visit(playground, "first")
    await page.get_by_label("Code", exact=True).fill("s3cret")
    await generate(page, "a <b>prompt</b>")
    await expect_state(page, "succeeded")
    details = await open_details(page)
    [task] = [task for task in service.tasks.values() if task.body == service.submits[0].body]
    await expect(details).to_contain_text(task.task_id)
    await expect(details).to_contain_text(f"req_{task.key}")
    sent = json.loads(await details.locator("pre").first.inner_text())
    assert sent["model"] == "first"
    assert sent["input"]["prompt"] == "a <b>prompt</b>"
    assert (await arrived(service))[0]["code"] == "s3cret"
    assert sent["input"]["code"] != "s3cret"
    received = json.loads(await details.locator("pre").last.inner_text())
    assert received["task_id"] == task.task_id
    assert received["status"] == "succeeded"
    assert "s3cret" not in await page.content()


async def test_the_state_stands_in_one_place(playground: Served, service: FaultServer, visit: Visit) -> None:
    page = await visit(playground, "plain")
    await expect(state(page)).to_have_count(1)
    await generate(page, "x")
    await expect_state(page, "succeeded")
    await expect(state(page)).to_have_count(1)
    await expect(state(page)).to_contain_text("$0.056")
    assert len(service.submits) == 1

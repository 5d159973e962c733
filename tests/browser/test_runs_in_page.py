"""Runs as the page shows them: one press is one run, and nothing that happens to the page or the server loses one."""

from __future__ import annotations

import asyncio
import json
import re

from faultserver import FaultServer
from moves import (
    arrived,
    choose_model,
    expect_state,
    generate,
    held_back,
    open_details,
    press,
    read_toast,
    shown_run,
    state,
    tell,
    until,
    write,
)
from pages import Served, Visit
from playwright.async_api import Page, Route, expect

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


def forget(service: FaultServer) -> None:
    """What came in until now, and what was charged for it."""
    service.requests.clear()
    service.charges.clear()


async def test_one_press_is_one_run(playground: Served, service: FaultServer, visit: Visit) -> None:
    page = await visit(playground, "plain")
    await expect(state(page)).to_have_count(1)
    await click_twice(page, service)
    await expect(state(page)).to_have_count(1)  # it stands in one place
    await expect(state(page)).to_contain_text("$0.056")
    acts = (answer_late, press_while_one_runs, answer_at_once, cancel_what_is_queued, cancel_what_is_processing)
    for act in (*acts, press_into_the_void, say_everything_in_the_details):
        forget(service)
        tell(service)
        await act(page, service)


async def click_twice(page: Page, service: FaultServer) -> None:
    """A double click is one run."""
    await write(page, "x")
    async with held_back(page, "**/generate"):
        await page.locator("#generate").dblclick()
    await expect(page.locator("#toast")).to_contain_text("double click")
    await expect_state(page, "succeeded")
    await asyncio.sleep(0.5)
    await expect(page.locator("#earlier .past")).to_have_count(1)
    assert len(service.charges) == len(service.submits) == 1


async def answer_late(page: Page, service: FaultServer) -> None:
    """A press in the moment of a late answer is the same press."""
    earlier = await page.locator("#earlier .past").count()
    await write(page, "answered late")

    async def answer(route: Route) -> None:
        answer = await route.fetch()
        await asyncio.sleep(1.1 * DEDUPLICATION_WINDOW)
        await route.fulfill(response=answer)

    await read_toast(page)
    await page.route("**/generate", answer)
    await page.evaluate(PRESS_WHEN_ANSWERED)
    await press(page)
    await expect(page.locator("#toast")).to_contain_text("double click")
    await press(page)
    await arrived(service, 2)
    await expect(page.locator("#generate")).not_to_have_attribute("aria-busy", "true")
    await page.unroute("**/generate", answer)
    await expect(page.locator("#earlier .past")).to_have_count(earlier + 2)
    assert sorted(service.charges.values()) == [1, 1]


async def press_while_one_runs(page: Page, service: FaultServer) -> None:
    """Another press is another run."""
    pictures = page.locator("#earlier .past img")
    earlier = await page.locator("#earlier .past").count()
    await expect(pictures).to_have_count(earlier)
    tell(service, poll="processing")
    await generate(page, "first")
    await expect_state(page, "processing")
    await generate(page, "second")
    assert [sent["prompt"] for sent in await arrived(service, 2)] == ["first", "second"]
    await expect(page.locator("#earlier .past")).to_have_count(earlier + 2)
    tell(service)
    await expect(pictures).to_have_count(earlier + 2)
    await expect_state(page, "succeeded")
    assert sorted(service.charges.values()) == [1, 1]


async def answer_at_once(page: Page, service: FaultServer) -> None:
    """Before the service does: this one keeps its answer back."""
    tell(service, submit="held")
    before = await shown_run(page)
    await generate(page, "answered at once")
    await expect(page.locator("#rail")).not_to_have_attribute("data-run", before)
    await expect(page.locator("#rail")).to_have_attribute("data-run", re.compile("."))
    await expect_state(page, "submitting")
    assert service.charges == {}
    tell(service)
    await expect_state(page, "succeeded")
    assert list(service.charges.values()) == [1]


async def cancel_what_is_queued(page: Page, service: FaultServer) -> None:
    await cancel(page, service, "queued")


async def cancel_what_is_processing(page: Page, service: FaultServer) -> None:
    await cancel(page, service, "processing")


async def cancel(page: Page, service: FaultServer, word: str) -> None:
    tell(service, poll=word)
    await generate(page, word)
    await expect_state(page, word)
    await page.get_by_role("button", name="Cancel", exact=True).click()
    await until(lambda: bool(service.seen("POST", "/cancel")))
    tell(service, poll="cancelled")  # how the task stands only the service says
    await expect_state(page, "cancelled")
    await expect(page.get_by_role("button", name="Cancel", exact=True)).to_have_count(0)
    assert len(service.seen("POST", "/cancel")) == 1, word


async def press_into_the_void(page: Page, service: FaultServer) -> None:
    """A press that does not reach the server says so."""
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


async def test_no_tab_loses_a_run_nor_takes_one_away(playground: Served, service: FaultServer, visit: Visit) -> None:
    page = await visit(playground, "plain")
    tabs = [page, *[await page.context.new_page() for _ in range(3)]]
    for tab in tabs[1:]:
        await tab.goto(page.url)
        await tab.wait_for_selector("body.ready")
    await watch_one_run(tabs, service)
    await show_what_no_other_tab_takes_away(page, tabs[1])
    for tab in tabs[1:]:
        await tab.close()
    forget(service)
    tell(service, poll="processing")
    await generate(page, "closed")
    await expect_state(page, "processing")
    await page.close()
    polls = len(service.polls)
    await until(lambda: len(service.polls) > polls + 1)
    tell(service)
    again = await page.context.new_page()
    await again.goto(f"{playground.url}/?model=plain")
    await expect_state(again, "succeeded")
    await expect(again.locator("#result figure img")).to_have_count(1)
    await expect(again.get_by_label("Prompt", exact=True)).to_have_value("closed")
    assert list(service.charges.values()) == [1]


async def watch_one_run(tabs: list[Page], service: FaultServer) -> None:
    """All tabs do, also after a reload; the service is asked as by one of them."""
    page = tabs[0]
    tell(service, poll="processing")
    await generate(page, "x")
    for tab in tabs:
        await expect_state(tab, "processing")
    run = await shown_run(page)
    await page.reload()
    await expect_state(page, "processing")
    assert await shown_run(page) == run
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


async def show_what_no_other_tab_takes_away(page: Page, other: Page) -> None:
    shown = await shown_run(page)
    assert await shown_run(other) == shown
    await generate(other, "second")
    await expect(other.locator("#rail")).not_to_have_attribute("data-run", shown)
    await expect_state(other, "succeeded")
    await expect(page.locator(".past")).to_have_count(2)
    assert await shown_run(page) == shown


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
    await expect(page.locator("#earlier .past img")).to_have_count(2)
    forget(service)
    tell(service, poll="processing")
    await stop_waiting_where_there_is_no_call_to_cancel(page, service)


async def stop_waiting_where_there_is_no_call_to_cancel(page: Page, service: FaultServer) -> None:
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


async def say_everything_in_the_details(page: Page, service: FaultServer) -> None:
    await choose_model(page, "first")
    await page.get_by_label("Code", exact=True).fill("s3cret")
    await generate(page, "a <b>prompt</b>")
    await expect(page.locator("#more .words")).to_have_text("a <b>prompt</b>")
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

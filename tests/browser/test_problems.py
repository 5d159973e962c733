"""What can go wrong: what happened, whether it was charged, what to do now, in words; the service's own as text."""

from __future__ import annotations

import pytest
from faultserver import FaultServer, Reply
from moves import expect_state, generate, press, record, recorded, shown_run, tell
from pages import Served, Visit
from playwright.async_api import Page, expect

pytestmark = pytest.mark.slow

NOT_CHARGED = "You were not charged."


MAGIC = {
    "fail": ("failed", "task_failed"),
    "refuse": ("refused", "content_refused"),
    "no-credit": ("refused", "no_credit"),
    "rate-limit": ("refused", "rate_limit"),
}
"""The state and the problem that each magic word leads to."""


async def test_each_magic_word_has_its_message_and_what_was_charged(sandbox: Served, visit: Visit) -> None:
    page = await visit(sandbox, "qwen-image-2-0-pro", permissions=["clipboard-read", "clipboard-write"])
    await page.get_by_text("Try what can go wrong").click()
    for word in MAGIC:
        await say_what_went_wrong(page, word)
        if word == "fail":
            await copy_the_request_id(page)
    await ask_again_for_a_lost_answer(page)
    await pay_for_a_slow_task(page)
    await be_unconfirmed(page)


async def say_what_went_wrong(page: Page, word: str) -> None:
    state, code = MAGIC[word]
    await page.get_by_label("Prompt", exact=True).fill("A harbour")
    await page.get_by_role("button", name=f"[{word}]").click()
    await expect(page.get_by_label("Prompt", exact=True)).to_have_value(f"A harbour [{word}]")
    await press(page)
    problem = page.locator(f"[data-problem={code}]")
    await expect(problem.locator(".charged")).to_have_text(NOT_CHARGED)
    await expect_state(page, state)
    await expect(problem.locator("h2")).not_to_be_empty()
    await expect(problem.get_by_text("The service says:")).to_be_visible()
    await expect(page).to_have_title("! Please look · Playground")
    if word == "rate-limit":
        await expect(problem).to_contain_text("Wait about 60 minutes")


async def copy_the_request_id(page: Page) -> None:
    identity = await page.locator(".problem code").inner_text()
    assert identity.startswith("req_")
    await page.locator(".problem").get_by_role("button", name="Copy").click()
    await expect(page.locator(".problem").get_by_role("button", name="Copied")).to_be_visible()
    assert await page.evaluate("navigator.clipboard.readText()") == identity


async def ask_again_for_a_lost_answer(page: Page) -> None:
    """It is charged once, and what was refused before not at all."""
    await record(page)
    await generate(page, "A harbour [flaky]")
    await expect_state(page, "succeeded")
    assert "will not be charged twice" in await recorded(page)
    await expect(page.locator("[data-spent]")).to_contain_text("Today $0.028")


async def pay_for_a_slow_task(page: Page) -> None:
    """It goes on, and is paid for when it is cancelled late, which is said beforehand."""
    await record(page)
    await generate(page, "A harbour [slow]")
    await expect_state(page, "processing")
    assert "Cancelling now costs nothing." in await recorded(page)
    await expect(page.locator("#cancel-cost")).to_contain_text("cancelling now still costs $0.028 play money")
    await expect(page.locator("#cancel")).to_have_attribute("aria-describedby", "cancel-cost")
    slow = await shown_run(page)
    await generate(page, "A harbour [refuse]")
    await expect_state(page, "refused")
    await page.locator(f"#earlier [data-show='{slow}']").click()
    await expect_state(page, "processing")
    await page.get_by_role("button", name="Cancel", exact=True).click()
    await expect_state(page, "cancelled")
    await expect(page.locator(".charged")).to_have_text("This cost play money only: this is the sandbox.")


async def be_unconfirmed(page: Page) -> None:
    """After garbage to the end."""
    await generate(page, "A harbour [garbage]")
    await expect_state(page, "unconfirmed")
    await expect(page.locator(".charged")).to_contain_text("We do not know whether this was charged")
    await page.get_by_role("button", name="Let it go").click()
    await expect(page.locator("#rail")).to_contain_text("Let go")
    await expect(page.get_by_role("button", name="Check again")).to_have_count(0)


async def test_what_the_service_says_stands_there_as_text_with_what_it_means_for_the_money(
    playground: Served, service: FaultServer, visit: Visit
) -> None:
    page = await visit(playground, "plain")
    await show_the_services_words_as_text(page, service)
    for answer, code in REFUSALS.items():
        service.requests.clear()
        tell(service, submit=answer)
        before = await shown_run(page)
        await generate(page, f"refused with {answer}")
        await expect(page.locator("#rail")).not_to_have_attribute("data-run", before)
        await expect(page.locator(f"[data-problem={code}] .charged")).to_have_text(NOT_CHARGED)
        await expect_state(page, "refused")
        assert len(service.submits) == 1, answer
    await name_a_refused_field(page, service)
    await escape_a_status_that_nobody_knows(page, service)
    await find_the_task_with_the_same_key(page, service)
    await not_know_costs_that_make_no_sense(page, service)


REFUSALS = {"401": "key_refused", "402": "no_credit", "403 no-credit": "no_credit"}


async def show_the_services_words_as_text(page: Page, service: FaultServer) -> None:
    hostile = "<img src=x onerror=\"document.title='taken'\"><script>document.title='taken'</script>"
    tell(service, submit=[Reply(422, {"error": {"message": hostile, "code": "<b>"}, "request_id": hostile})])
    await generate(page, "<img src=x onerror=\"document.title='taken'\">")
    await expect_state(page, "refused")
    await expect(page.locator(".problem q")).to_contain_text("<img src=x onerror=")
    await expect(page.locator("#result img")).to_have_count(0)
    await expect(page.locator("#result script")).to_have_count(0)
    await expect(page).to_have_title("! Please look · Playground")


async def name_a_refused_field(page: Page, service: FaultServer) -> None:
    tell(service, submit="422 field")
    await generate(page, "a wrong size")
    await expect(page.locator("[data-problem=invalid_input]")).to_contain_text("not one of the sizes")
    await expect_state(page, "refused")
    await expect(page.locator(".charged")).to_have_text(NOT_CHARGED)


async def escape_a_status_that_nobody_knows(page: Page, service: FaultServer) -> None:
    tell(service, poll="<b>moderating</b>")
    await generate(page, "x")
    await expect(page.locator("#rail .said")).to_have_text("<b>moderating</b>")
    tell(service)
    await expect_state(page, "succeeded")


async def find_the_task_with_the_same_key(page: Page, service: FaultServer) -> None:
    """Check again asks with the same key, and finds the task."""
    service.requests.clear()
    service.charges.clear()
    tell(service, submit="drop-after-accept*2, 500*2, 202")
    await record(page)
    await generate(page, "lost")
    await expect_state(page, "unconfirmed")
    assert "not be charged twice" in await recorded(page)
    await page.get_by_role("button", name="Check again").click()
    await expect_state(page, "succeeded")
    keys = {request.headers["idempotency-key"] for request in service.submits}
    bodies = {request.body for request in service.submits}
    assert len(keys) == len(bodies) == 1
    assert service.charges.total() == 1


async def not_know_costs_that_make_no_sense(page: Page, service: FaultServer) -> None:
    tell(service, extra={"cost_actual": -1, "cost_estimate": None})
    await generate(page, "at what cost")
    await expect(page.locator("#rail")).to_contain_text("cost unknown")
    await expect_state(page, "succeeded")
    await expect(page.locator("#earlier .meta")).to_contain_text("1 run of unknown cost")

"""What can go wrong: what happened, whether it was charged, what to do now, in words; the service's own as text."""

from __future__ import annotations

import pytest
from faultserver import FaultServer, Reply
from moves import expect_state, generate, press, record, recorded, shown_run, tell
from pages import Served, Visit
from playwright.async_api import expect

pytestmark = pytest.mark.slow

NOT_CHARGED = "You were not charged."


@pytest.mark.parametrize(
    ("word", "state", "code"),
    [
        ("fail", "failed", "task_failed"),
        ("refuse", "refused", "content_refused"),
        ("no-credit", "refused", "no_credit"),
        ("rate-limit", "refused", "rate_limit"),
    ],
)
async def test_each_magic_word_has_its_message(sandbox: Served, visit: Visit, word: str, state: str, code: str) -> None:
    page = await visit(sandbox, "qwen-image-2-0-pro")
    await page.get_by_text("Try what can go wrong").click()
    await page.get_by_label("Prompt", exact=True).fill("A harbour")
    await page.get_by_role("button", name=f"[{word}]").click()
    await expect(page.get_by_label("Prompt", exact=True)).to_have_value(f"A harbour [{word}]")
    await press(page)
    await expect_state(page, state)
    problem = page.locator(f"[data-problem={code}]")
    await expect(problem.locator(".charged")).to_have_text(NOT_CHARGED)
    await expect(problem.locator("h2")).not_to_be_empty()
    await expect(problem.get_by_text("The service says:")).to_be_visible()
    await expect(page).to_have_title("! Please look · Playground")
    if word == "rate-limit":
        await expect(problem).to_contain_text("Wait about 60 minutes")


async def test_the_request_id_can_be_copied(sandbox: Served, visit: Visit) -> None:
    page = await visit(sandbox, "qwen-image-2-0-pro", permissions=["clipboard-read", "clipboard-write"])
    await generate(page, "A harbour [fail]")
    await expect_state(page, "failed")
    identity = await page.locator(".problem code").inner_text()
    assert identity.startswith("req_")
    await page.locator(".problem").get_by_role("button", name="Copy").click()
    await expect(page.locator(".problem").get_by_role("button", name="Copied")).to_be_visible()
    assert await page.evaluate("navigator.clipboard.readText()") == identity


async def test_a_lost_answer_is_asked_for_again_and_charged_once(sandbox: Served, visit: Visit) -> None:
    page = await visit(sandbox, "qwen-image-2-0-pro")
    await record(page)
    await generate(page, "A harbour [flaky]")
    await expect_state(page, "succeeded")
    assert "will not be charged twice" in await recorded(page)
    await expect(page.locator("[data-spent]")).to_contain_text("Today $0.028")


async def test_a_slow_task_goes_on_and_is_paid_for_when_cancelled_late(sandbox: Served, visit: Visit) -> None:
    page = await visit(sandbox, "qwen-image-2-0-pro")
    await generate(page, "A harbour [slow]")
    await expect_state(page, "processing")
    slow = await shown_run(page)
    await generate(page, "A harbour")
    await expect_state(page, "succeeded")
    await page.locator(f"#earlier [data-show='{slow}']").click()
    await expect_state(page, "processing")
    await page.get_by_role("button", name="Cancel", exact=True).click()
    await expect_state(page, "cancelled")
    await expect(page.locator(".charged")).to_have_text("This cost play money only: this is the sandbox.")


async def test_garbage_to_the_end_is_unconfirmed(sandbox: Served, visit: Visit) -> None:
    page = await visit(sandbox, "qwen-image-2-0-pro")
    await generate(page, "A harbour [garbage]")
    await expect_state(page, "unconfirmed")
    await expect(page.locator(".charged")).to_contain_text("We do not know whether this was charged")
    await page.get_by_role("button", name="Let it go").click()
    await expect(page.locator("#rail")).to_contain_text("Let go")
    await expect(page.get_by_role("button", name="Check again")).to_have_count(0)


async def test_check_again_asks_with_the_same_key_and_finds_the_task(
    playground: Served, service: FaultServer, visit: Visit
) -> None:
    tell(service, submit="drop-after-accept*2, 500*2, 202")
    page = await visit(playground, "plain")
    await record(page)
    await generate(page, "x")
    await expect_state(page, "unconfirmed")
    assert "not be charged twice" in await recorded(page)
    await page.get_by_role("button", name="Check again").click()
    await expect_state(page, "succeeded")
    keys = {request.headers["idempotency-key"] for request in service.submits}
    bodies = {request.body for request in service.submits}
    assert len(keys) == len(bodies) == 1
    assert service.charges.total() == 1


async def test_the_services_words_are_text_and_never_markup(
    playground: Served, service: FaultServer, visit: Visit
) -> None:
    hostile = "<img src=x onerror=\"document.title='taken'\"><script>document.title='taken'</script>"
    tell(service, submit=[Reply(422, {"error": {"message": hostile, "code": "<b>"}, "request_id": hostile})])
    page = await visit(playground, "plain")
    await generate(page, "<img src=x onerror=\"document.title='taken'\">")
    await expect_state(page, "refused")
    await expect(page.locator(".problem q")).to_contain_text("<img src=x onerror=")
    await expect(page.locator("#result img")).to_have_count(0)
    await expect(page.locator("#result script")).to_have_count(0)
    await expect(page).to_have_title("! Please look · Playground")


async def test_a_status_nobody_knows_is_shown_escaped(playground: Served, service: FaultServer, visit: Visit) -> None:
    tell(service, poll="<b>moderating</b>")
    page = await visit(playground, "plain")
    await generate(page, "x")
    await expect(page.locator("#rail .said")).to_have_text("<b>moderating</b>")
    tell(service)
    await expect_state(page, "succeeded")


async def test_a_refused_field_is_named(playground: Served, service: FaultServer, visit: Visit) -> None:
    tell(service, submit="422 field")
    page = await visit(playground, "plain")
    await generate(page, "x")
    await expect_state(page, "refused")
    await expect(page.locator("[data-problem=invalid_input]")).to_contain_text("not one of the sizes")
    await expect(page.locator(".charged")).to_have_text(NOT_CHARGED)


@pytest.mark.parametrize(
    ("answer", "code"), [("401", "key_refused"), ("402", "no_credit"), ("403 no-credit", "no_credit")]
)
async def test_refusals_say_that_nothing_was_charged(
    playground: Served, service: FaultServer, visit: Visit, answer: str, code: str
) -> None:
    tell(service, submit=answer)
    page = await visit(playground, "plain")
    await generate(page, "x")
    await expect_state(page, "refused")
    await expect(page.locator(f"[data-problem={code}] .charged")).to_have_text(NOT_CHARGED)
    assert len(service.submits) == 1


async def test_costs_that_make_no_sense_are_unknown(playground: Served, service: FaultServer, visit: Visit) -> None:
    tell(service, extra={"cost_actual": -1, "cost_estimate": None})
    page = await visit(playground, "plain")
    await generate(page, "x")
    await expect_state(page, "succeeded")
    await expect(page.locator("#rail")).to_contain_text("cost unknown")
    await expect(page.locator("#earlier .meta")).to_contain_text("1 run of unknown cost")

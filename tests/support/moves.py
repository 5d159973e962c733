"""What a person does on the page, and what the service got of it."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from decimal import Decimal
from typing import Any, Final
from weakref import WeakSet

from fairness import PATIENCE
from faultserver import FaultServer
from playwright.async_api import Locator, Page, Route, expect

from playground.runs.deduplication import DEDUPLICATION_WINDOW

_PRESSED: Final[WeakSet[Page]] = WeakSet()
"""The pages on which Generate was pressed by whoever is there."""

_RECORD = """() => {
  const shown = (window.shown = []);
  const note = () => {
    const state = document.querySelector("[role=status][data-status]");
    const words = [state, ...document.querySelectorAll("#rail, #more, #generate")].map((one) => one.textContent);
    shown.push([state.dataset.status, ...words].join(" ").replaceAll(/\\s+/g, " "));
  };
  const what = { subtree: true, childList: true, characterData: true, attributes: true };
  new MutationObserver(note).observe(document.body, what);
  note();
}"""


def tell(service: FaultServer, **script: Any) -> None:
    """Have the service behave so from now on, with what is not named as at first (see `FaultServer`)."""
    told = FaultServer(**script)
    service.scripts, service.duration, service.outcome = told.scripts, told.duration, told.outcome
    service.outputs, service.extra, service.files = told.outputs, told.extra, told.files
    service.told_anew.set()
    service.told_anew = asyncio.Event()


async def until(fulfilled: Callable[[], bool]) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + PATIENCE
    while not fulfilled():
        assert time.monotonic() < deadline, "it never came to that"
        await asyncio.sleep(0.02)


async def arrived(service: FaultServer, count: int = 1) -> list[Any]:
    """The inputs that reached the service, decimals exact, once there are so many."""
    await until(lambda: len(service.submits) >= count)
    return [json.loads(request.body, parse_float=Decimal)["input"] for request in service.submits]


def state(page: Page) -> Locator:
    """The one element that tells the state of the run that is shown."""
    return page.locator("[role=status][data-status]")


async def expect_state(page: Page, word: str) -> None:
    """Wait until the run that is shown is in a state, in which it stays until the test goes on."""
    await expect(state(page)).to_have_attribute("data-status", word)


async def record(page: Page) -> None:
    """From now on keep what the run's state, its words and the button say: what passes need not be caught."""
    await page.evaluate(_RECORD)


async def recorded(page: Page) -> str:
    """All that was said since, a line for each change of the page."""
    return "\n".join(await page.evaluate("window.shown"))


async def read_toast(page: Page) -> None:
    """What stands at the foot of the page is read: what is said there from now on is said anew."""
    await page.evaluate("document.getElementById('toast')?.replaceChildren()")


@asynccontextmanager
async def held_back(page: Page, address: str) -> AsyncIterator[asyncio.Event]:
    """Until the block ends, what the page sends to an address does not arrive; the event says that there is some."""
    asked, may_go_on = asyncio.Event(), asyncio.Event()

    async def hold(route: Route) -> None:
        asked.set()
        await may_go_on.wait()
        await route.continue_()

    await page.route(address, hold)
    try:
        yield asked
    finally:
        may_go_on.set()


def field(page: Page, name: str) -> Locator:
    """The block of a field."""
    return page.locator(f"#field-{name}")


def issue(page: Page, name: str) -> Locator:
    """What is said to be wrong with a field."""
    return page.locator(f"#field-{name}-issue")


async def write(page: Page, text: str) -> None:
    """Fill in the prompt."""
    await page.get_by_label("Prompt", exact=True).fill(text)


def come_anew(page: Page) -> None:
    """Somebody else is on the page now, whose first press is nobody's second."""
    _PRESSED.discard(page)


async def press(page: Page, button: Locator | None = None) -> None:
    """Press Generate, as a press of its own: so long after the last that the two do not count as a double click.

    Args:
        page: where.
        button: another that does the same as Generate.
    """
    if page in _PRESSED:
        await expect(page.locator("#generate")).not_to_have_attribute("aria-busy", "true")
        await asyncio.sleep(DEDUPLICATION_WINDOW)
    _PRESSED.add(page)
    await (button or page.locator("#generate")).click()


async def generate(page: Page, prompt: str) -> None:
    """Fill in the prompt and press Generate."""
    await write(page, prompt)
    await press(page)


async def choose_model(page: Page, slug: str) -> None:
    """Pick another model in the header, and wait for its form."""
    await page.locator("#model").click()
    await page.locator(f"#models [data-slug={slug}]").click()
    await expect(page.locator("#playground-form")).to_have_attribute("data-model", slug)


async def speak(page: Page, language: str) -> None:
    """Choose a language in the header: a button where there is but one other, else one of a list."""
    button = page.locator(f"[data-language={language}]")
    await expect(button.or_(page.locator("[data-languages]"))).to_be_visible()
    if await button.count():
        await button.click()
    else:
        await page.locator("[data-languages]").select_option(language)


async def choose_other(page: Page, name: str) -> None:
    """Choose what stands behind the three dots below a result."""
    await page.get_by_role("button", name="More", exact=True).click()
    await page.locator("#others").get_by_role("button", name=name, exact=True).click()


async def open_details(page: Page) -> Locator:
    """Open the details of the run that is shown."""
    await choose_other(page, "Details")
    return page.locator("[data-pane=details]")


async def shown_run(page: Page) -> str:
    """Id of the run that is shown."""
    return str(await page.locator("#rail").get_attribute("data-run"))


async def person_of(page: Page) -> str:
    """The person whose browser it is."""
    cookies = await page.context.cookies()
    return next(str(cookie["value"]) for cookie in cookies if cookie["name"] == "playground_browser")

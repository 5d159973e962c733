"""What is left of a budget, as a person sees it: beside what a click costs, in each tab, and where it is too little."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager

from faultserver import FaultServer
from moves import person_of, press
from pages import Served, Visit
from playwright.async_api import expect
from sqlalchemy import delete, insert

from playground.people.tables import PEOPLE
from playground.runs.database import Database


@contextmanager
def limited(served: Served, person: str, micros: int) -> Iterator[None]:
    """A limit a day for one person alone, as an admin gives it."""
    row = {"person": person, "provider": "", "subject": person, "name": "", "created_at": 0.0, "seen_at": 0.0}
    with closing(Database(served.data / "ledger.sqlite3")) as store:
        with store.writing() as connection:
            connection.execute(insert(PEOPLE).values(**row, day_limit=micros))
        yield
        with store.writing() as connection:
            connection.execute(delete(PEOPLE).where(PEOPLE.c.person == person))


async def test_each_tab_tells_what_is_left_and_a_click_too_many_sends_nothing(
    playground: Served, service: FaultServer, visit: Visit
) -> None:
    page = await visit(playground, "plain")
    left = page.locator("#cost [data-left]")
    await expect(left).to_be_empty()
    with limited(playground, await person_of(page), 1_820_000):
        await page.locator("#field-prompt textarea").fill("A fox")
        await expect(left).to_have_text("$1.82 of $1.82 left today")
        other = await page.context.new_page()
        await other.goto(page.url)
        there = other.locator("#cost [data-left]")
        await expect(there).to_have_text("$1.82 of $1.82 left today")
        await press(page)
        await expect(page.locator("#state")).to_have_attribute("data-status", "succeeded")
        for place in (left, there):
            await expect(place).to_have_text("$1.76 of $1.82 left today")
        await page.locator("#variations").select_option("16")
        await page.locator("#field-prompt textarea").fill("An owl")
        await expect(left).to_have_text("$1.76 of $1.82 left today")
        await page.locator("#field-prompt textarea").fill("{1|2} owls")
        await expect(left).to_have_text("Too much for today: $1.76375 of $1.82 left")
        await expect(left).to_have_class("over")
        sent = len(service.submits)
        await press(page)
        await expect(page.get_by_role("alert").filter(has_text="Nothing was sent")).to_contain_text(
            "Together this would cost about $1.80, and $1.76375 of your $1.82 for today is left."
        )
        await expect(page.locator("#field-prompt textarea")).to_have_value("{1|2} owls")
        assert len(service.submits) == sent

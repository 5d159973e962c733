"""What axe-core, a screen reader, the keyboard and forced colours find, in every state and in both themes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial

import pytest
from axe import IN_OTHER_WORDS, complaints
from faultserver import FaultServer
from moves import expect_state, field, generate, press, state, tell
from pages import Served, Visit
from playwright.async_api import Page, expect

pytestmark = pytest.mark.slow

_SCHEMA = '{"title": "Little Painter", "properties": {"prompt": {"type": "string"}, "n": {"type": "integer"}}}'

Look = Callable[[Page, str], Awaitable[list[str]]]
_complaints_in_other_words = partial(complaints, themes=IN_OTHER_WORDS)
_FORM = ("#playground-form",)
_REST = (*_FORM, "#bar", "#foot")
"""What is the same beside whichever result."""


async def test_axe_finds_nothing_while_a_run_goes_its_way(
    playground: Served, service: FaultServer, visit: Visit
) -> None:
    """Each state is one sentence without a clock, and the keyboard stays beside what it was on."""
    page = await visit(playground, "plain")
    await _show_what_is_chosen_in_forced_colours(page)
    found = await complaints(page, "idle")
    await expect(state(page)).to_have_text("Ready when you are")
    await press(page)
    await expect(page.locator("#field-prompt-issue")).not_to_be_empty()
    found += await complaints(page, "invalid")
    await page.locator("#model").click()
    await expect(page.locator("#models [aria-selected=true]")).to_be_visible()
    found += await complaints(page, "models", apart=_FORM)
    await page.keyboard.press("Escape")
    tell(service, poll="processing")
    await generate(page, "A lighthouse")
    await _say_that_it_is_at_work(page)
    found += await complaints(page, "processing", apart=_FORM)
    await page.locator("#cancel").focus()
    tell(service, outputs=3)
    await expect_state(page, "succeeded")
    await expect(state(page)).to_have_text("Done, $0.056")
    await page.wait_for_function("() => document.querySelector('#result').contains(document.activeElement)")
    await expect(page.get_by_role("img", name="Picture 1: A lighthouse")).to_be_visible()
    await expect(page.locator("#earlier [aria-current=true]")).to_have_count(1)
    await page.locator("[data-menu]").click()
    found += await complaints(page, "menu", apart=_REST)
    await page.locator("[data-toggle=details]").click()
    await page.locator("[data-menu]").click()
    await page.locator("[data-toggle=code]").click()
    found += await complaints(page, "details", apart=_REST)
    await page.locator("[data-open]").first.click()
    await expect(page.get_by_role("dialog")).to_be_visible()
    found += await complaints(page, "large view", apart=_REST)
    await page.keyboard.press("Escape")
    tell(service, submit="402")
    await generate(page, "A lighthouse at night")
    await expect_state(page, "refused")
    await expect(state(page)).to_have_text("No credit left. You were not charged.")
    found += await complaints(page, "refused", apart=_REST)
    found += await _complaints_in_the_history(page, playground, complaints)
    await page.goto(f"{playground.url}/?run=nobody")
    await expect(page.locator("[data-missing-run]")).to_be_visible()
    found += await complaints(page, "unknown run", apart=_REST)
    assert found == []


async def _say_that_it_is_at_work(page: Page) -> None:
    await expect(state(page)).to_have_text("Processing, about $0.056")
    await expect(state(page).locator("*")).to_have_count(0)
    current = page.locator("#rail [aria-current=step]")
    await expect(current).to_have_text("Processing")
    await expect(page.locator("#rail time")).to_be_visible()


async def _show_what_is_chosen_in_forced_colours(page: Page) -> None:
    await page.emulate_media(forced_colors="active")
    chosen = field(page, "size").locator(".option", has=page.locator(":checked"))
    other = field(page, "size").locator(".option", has=page.locator("input:not(:checked)")).first
    outline = "(option) => getComputedStyle(option).outlineStyle"
    assert [await chosen.evaluate(outline), await other.evaluate(outline)] == ["solid", "none"]
    await page.emulate_media(forced_colors="none")


async def test_axe_finds_nothing_in_the_words_of_another_language(
    playground: Served, service: FaultServer, visit: Visit
) -> None:
    look = _complaints_in_other_words
    page = await visit(playground, "plain", locale="zh-CN")
    found = await look(page, "idle")
    await press(page)
    await expect(page.locator("#field-prompt-issue")).not_to_be_empty()
    found += await look(page, "invalid")
    await page.locator("#model").click()
    await expect(page.locator("#models [aria-selected=true]")).to_be_visible()
    found += await look(page, "models")
    await page.keyboard.press("Escape")
    tell(service, poll="processing")
    await page.locator("#field-prompt-in").fill("A lighthouse")
    await press(page)
    await expect_state(page, "processing")
    found += await look(page, "processing")
    tell(service, outputs=3)
    await expect_state(page, "succeeded")
    await page.locator("[data-menu]").click()
    found += await look(page, "menu")
    await page.locator("[data-toggle=details]").click()
    await page.locator("[data-menu]").click()
    await page.locator("[data-toggle=code]").click()
    found += await look(page, "details")
    await page.locator("[data-open]").first.click()
    await expect(page.get_by_role("dialog")).to_be_visible()
    found += await look(page, "large view")
    await page.keyboard.press("Escape")
    tell(service, submit="402")
    await page.locator("#field-prompt-in").fill("A lighthouse at night")
    await press(page)
    await expect_state(page, "refused")
    found += await look(page, "refused")
    found += await _complaints_in_the_history(page, playground, look)
    await page.goto(f"{playground.url}/?run=nobody")
    await expect(page.locator("[data-missing-run]")).to_be_visible()
    found += await look(page, "unknown run")
    assert found == []


async def test_axe_finds_nothing_where_many_runs_are_asked_for(
    playground: Served, service: FaultServer, visit: Visit
) -> None:
    tell(service, duration=0.1, outcome="failed")
    page = await visit(playground, "plain")
    await page.locator("#field-prompt-in").fill("A {red|blue} lighthouse")
    await expect(page.locator("#many-said")).not_to_be_empty()
    await press(page)
    await expect(page.locator(".slot .try")).to_have_count(2)
    found = await complaints(page, "slots")
    await page.locator("#list-open").click()
    await page.locator("#list-text").fill("prompt,wether\nA fox,wet\n")
    await expect(page.locator("#list-preview [data-line]")).to_be_visible()
    found += await complaints(page, "list", apart=_FORM)
    await page.keyboard.press("Escape")
    await page.locator("#field-prompt-in").fill("A lighthouse")
    assert [*found, *await _complaints_in_a_grid(page)] == []


async def _complaints_in_a_grid(page: Page) -> list[str]:
    await page.locator("#grid-open").click()
    await page.locator("[data-vary]").first.select_option("word")
    await page.locator("[data-text=word]").fill("fox")
    await page.locator("[data-text=text]").fill("hen\nowl")
    await expect(page.locator("#grid-form .marks li")).to_have_count(2)
    found = await complaints(page, "the builder of a grid", apart=_FORM)
    await page.locator("[data-text=word]").fill("lighthouse")
    await page.get_by_role("button", name="Start 2 runs").click()
    await page.wait_for_url("**/grid/*")
    await expect(page.locator("[data-cell] .try")).to_have_count(2)
    return found + await complaints(page, "a grid")


async def _complaints_in_the_history(page: Page, playground: Served, look: Look) -> list[str]:
    await page.goto(f"{playground.url}/history/costs")
    await page.locator("summary").click()
    found = await look(page, "costs")
    await page.goto(f"{playground.url}/history")
    await page.locator("#runs [data-select]").first.check()
    await page.locator(".finer summary").click()
    await expect(page.locator("#chosen")).to_be_visible()
    found += await look(page, "history")
    await page.keyboard.press("Escape")
    await page.locator("[data-do=delete]").click()
    await expect(page.locator("#sure")).to_be_visible()
    found += await look(page, "deletion")
    await page.keyboard.press("Escape")
    await page.locator("[data-do=none]").click()
    await page.locator("#runs .tile:not(.bare) .face").click()
    await expect(page.locator("#viewer .look")).to_be_visible()
    found += await look(page, "one run of the history")
    address = await page.locator('#viewer a[href^="compare"]').get_attribute("href") or ""
    two, _, _ = address.rpartition(",")
    await page.goto(f"{playground.url}/{two},nonsense&mode=slider")
    await expect(page.locator(".handle")).to_be_visible()
    return found + await look(page, "two results in one frame")


async def test_axe_finds_nothing_in_any_widget_and_in_the_workbench(playground: Served, visit: Visit) -> None:
    page = await visit(playground, "widgets", locale="zh-CN")
    await page.locator("#preset-menu").click()
    await page.locator("[data-preset-save]").click()
    found = await complaints(page, "presets", apart=_FORM)
    await page.keyboard.press("Escape")
    await page.keyboard.press("Escape")
    for section in await page.locator("#form summary").all():
        await section.click()
    await page.locator("#field-tags [data-edit]").first.click()
    await expect(page.locator("#field-tags [data-edit*=add_row]")).to_be_visible()
    found += await complaints(page, "widgets")
    await never_throw_the_keyboard_back_to_the_top(page)
    await page.goto(f"{playground.url}/workbench")
    await page.locator("#schema").fill(_SCHEMA)
    await expect(page.get_by_role("heading", name="Little Painter")).to_be_visible()
    await expect(page.locator("#why tbody tr").first).to_be_visible()
    found += await complaints(page, "workbench")
    await page.locator("#schema").fill(_SCHEMA[:-1])
    await expect(page.locator("#stale")).to_be_visible()
    found += await complaints(page, "stale form")
    assert found == []


async def never_throw_the_keyboard_back_to_the_top(page: Page) -> None:
    """Whatever has it in the form is there again after each drawing."""
    lost = await page.evaluate(
        """async () => {
          const controls = () => [...document.querySelectorAll("#form :is(button, input, select, textarea, summary)")];
          const isSeen = (one) => one.checkVisibility() && !one.disabled && one.tabIndex >= 0;
          const lost = [];
          for (let at = 0; at < controls().length; at++) {
            const control = controls()[at];
            if (!isSeen(control)) continue;
            control.focus();
            const root = document.getElementById("playground-form");
            const again = root.parentElement.appendChild(document.createElement("button"));
            again.dataset.edit = JSON.stringify({ do: "redraw" });
            again.click();
            while (root.isConnected) await new Promise((done) => setTimeout(done, 10));
            if (document.activeElement !== controls()[at]) lost.push(control.outerHTML.slice(0, 120));
          }
          return lost;
        }"""
    )
    assert lost == []

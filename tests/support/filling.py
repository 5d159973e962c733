"""Fill in a form as a person does who has a payload in mind: by what stands on the page, whatever its schema is.

The form is the page's own, or the one `SchemaForm` that is seen in an app of somebody else.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from typing import Any

from playwright.async_api import Locator, Page, expect

from playground.form import field_id
from playground.form.fields import Path
from playground.form.schema.names import choice_in_words

_BUTTONS = ":scope > button, :scope > :is(.head, .part-line) > button, :scope > .row > .row-acts > button"


_AT_REST = "#form:not([aria-busy]), div.schema-form:visible:not([aria-busy])"


@dataclass(frozen=True, slots=True)
class Pick:
    """A value for which something is picked first: the variant, or the choice, of this name."""

    name: str
    value: Any


@dataclass(frozen=True, slots=True)
class Given:
    """A value that the form sends by itself: there is no control to fill in."""

    value: Any


def plain(wish: Any) -> Any:
    """The JSON that the service should get."""
    match wish:
        case Pick() | Given():
            return plain(wish.value)
        case Mapping():
            return {name: plain(value) for name, value in wish.items()}
        case list():
            return [plain(value) for value in wish]
    return wish


async def fill_in(page: Page, payload: Mapping[str, Any] | Pick) -> None:
    """Fill in the whole form; a `Pick` chooses the variant at its root."""
    members: Any = payload
    await page.evaluate("document.querySelectorAll('[data-form-root] details').forEach((one) => (one.open = true))")
    if isinstance(payload, Pick):
        await choose(page, part(page, ()), payload.name)
        members = payload.value
    for name, wish in members.items():
        await fill(page, (name,), wish)


async def fill(page: Page, path: Path, wish: Any) -> None:
    """Fill in what stands at a path, parts being opened on the way; what has no control the form sends by itself."""
    if not isinstance(wish, Given) and await part(page, path).count():
        await _fill(page, part(page, path), path, wish)


def part(page: Page, path: Path) -> Locator:
    """The block of a field, group, list, choice of variants or map; elsewhere its id has the component's own prefix."""
    name = field_id(path)
    return page.locator(f"[id='{name}'], [id^='sf'][id$='-{name}']:visible")


async def choose(page: Page, block: Locator, variant: str) -> None:
    """Choose the variant of a name; of a group's own choice, where the block is the group."""
    select = block.locator(":scope > select, :scope > .inside > .variants:not([id]) > select").first
    label = next(
        text for text in await select.locator("option").all_text_contents() if letters_of(text) == letters_of(variant)
    )
    if await select.locator("option:checked").text_content() != label:
        await redrawn(page, select.select_option(label=label))


def letters_of(name: str) -> str:
    """A name by its letters and digits: classes of a schema are called in words on the page."""
    return "".join(filter(str.isalnum, name.lower()))


async def press_in(page: Page, block: Locator, name: str) -> None:
    """Press a button whose name begins so and that belongs to this block itself, then see the form drawn anew."""
    button = block.locator(_BUTTONS)
    await redrawn(page, button.and_(page.locator(f"[aria-label^='{name}']")).first.click())


async def redrawn(page: Page, act: Awaitable[Any]) -> None:
    """Do something that may have the server draw the form anew, and wait for that."""
    await act
    await expect(page.locator(_AT_REST)).to_be_visible()


async def _fill(page: Page, block: Locator, path: Path, wish: Any) -> None:
    looks = (await block.get_attribute("class") or "").split()
    if isinstance(wish, Pick) and "field" not in looks:
        await _open(page, block)
        await choose(page, block, wish.name)
        if wish.value is None:
            return
        wish = wish.value
    none = block.locator(_BUTTONS).and_(page.locator("[aria-label^='Set ']"))
    if wish is None and (await none.count() or not await block.locator("[data-variant], [type=radio], select").count()):
        await _set_to_none(page, block)
    elif "variants" in looks and not await block.locator(":scope > .inside").count():
        await choose(page, block, str(wish))  # the variant says it all: there is nothing inside
    elif "variants" in looks:
        await _fill(page, block.locator(":scope > .inside > *"), path, wish)
    elif "rows" in looks:
        await _fill_rows(page, block, path, wish)
    elif "entries" in looks:
        await _fill_entries(page, block, path, wish)
    elif "group" in looks:
        await _open(page, block)
        for name, value in wish.items():
            await fill(page, (*path, name), value)
    else:
        await _fill_field(page, block, next(look for look in looks if look.startswith("look-")), path, wish)


async def _set_to_none(page: Page, block: Locator) -> None:
    """Unless it is already."""
    if await block.locator(_BUTTONS).and_(page.locator("[aria-label^='Set ']")).count():
        await press_in(page, block, "Set ")


async def _open(page: Page, block: Locator) -> None:
    if await block.locator(":scope > .part-line > button[aria-label^='Add']").count():
        await press_in(page, block, "Add")


async def _fill_rows(page: Page, block: Locator, path: Path, wishes: list[Any]) -> None:
    await _open(page, block)
    rows = block.locator(":scope > .row")
    while await rows.count() > len(wishes):
        await press_in(page, block, f"Remove number {await rows.count()}")
    for number, wish in enumerate(wishes):
        if await rows.count() <= number:
            await press_in(page, block, "Add to")
        await fill(page, (*path, number), wish)


async def _fill_entries(page: Page, block: Locator, path: Path, wishes: Mapping[str, Any]) -> None:
    await _open(page, block)
    rows = block.locator(":scope > .row")
    for number, (name, wish) in enumerate(wishes.items()):
        if await rows.count() <= number:
            await press_in(page, block, "Add to")
        key = rows.nth(number).locator("input").first
        await key.fill(name)
        await redrawn(page, key.blur())
        await fill(page, (*path, name), wish)


async def _fill_field(page: Page, block: Locator, look: str, path: Path, wish: Any) -> None:
    label = wish.name if isinstance(wish, Pick) else _label(plain(wish))
    choice = wish.name if isinstance(wish, Pick) else choice_in_words(label, _named(path))
    control = block.locator("[data-raw]").first
    match look:
        case "look-checkbox":
            await control.set_checked(wish)
        case "look-tiles" | "look-segments" | "look-chips":
            await block.get_by_role("radio", name=choice, exact=True).check()
        case "look-open" | "look-select" if await block.locator("[data-other]").count() and (
            choice not in await control.locator("option").all_text_contents()
        ):
            await control.select_option(value="=")
            await block.locator("[data-other]").fill(label)
        case "look-open" | "look-select":
            await control.select_option(label=choice)
        case "look-multiselect":
            for value in wish:
                await block.get_by_role(
                    "checkbox", name=choice_in_words(_label(value), _named(path)), exact=True
                ).check()
        case "look-uploads":
            for address in [wish] if isinstance(wish, str) else wish:
                await block.locator("[data-url]").fill(address)
                await block.locator("[data-url]").press("Enter")
        case "look-json":
            await control.fill(json.dumps(wish, indent=2, ensure_ascii=False))
        case _:
            await control.fill(label)
    await redrawn(page, page.evaluate("document.activeElement.blur()"))


def _named(path: Path) -> str:
    """The property that a place is of."""
    return next((step for step in reversed(path) if isinstance(step, str)), "")


def _label(value: Any) -> str:
    """What people read for a value."""
    match value:
        case None:
            return "None"
        case bool():
            return "Yes" if value else "No"
        case str():
            return value
    return json.dumps(value)

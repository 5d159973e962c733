"""Fill in a form with what somebody has in mind: by what stands on the page, whatever its schema is.

The form is the page's own, or the one `SchemaForm` that is seen in an app of somebody else.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from pathlib import Path as File
from typing import Any

from playwright.async_api import Locator, Page, expect

from playground.form import field_id
from playground.form.fields import Path
from playground.form.schema.names import choice_in_words

_SCRIPT = File(__file__).with_suffix(".js").read_text(encoding="utf-8")
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
    members: Any = payload.value if isinstance(payload, Pick) else payload
    wishes = [_wish((name,), wish) for name, wish in members.items()]
    await _run(page, {"pick": payload.name if isinstance(payload, Pick) else None, "wishes": wishes})


async def fill(page: Page, path: Path, wish: Any) -> None:
    """Fill in what stands at a path, parts being opened on the way; what has no control the form sends by itself."""
    await _run(page, {"pick": None, "wishes": [_wish(path, wish)]})


async def _run(page: Page, plan: Mapping[str, Any]) -> None:
    if not await page.evaluate("'fillForm' in window"):
        await page.evaluate(_SCRIPT)
    await page.evaluate("plan => fillForm(plan)", plan)


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


def _wish(path: Path, wish: Any) -> dict[str, Any]:
    """What `filling.js` needs to know of a place, whatever it turns out to look like; numbers as text, so exact."""
    place: dict[str, Any] = {"id": field_id(path)}
    match wish:
        case Given():
            return place | {"given": True}
        case Pick():
            inside = None if wish.value is None else _wish(path, wish.value)
            return place | {"pick": wish.name, "inside": inside, "label": wish.name, "choice": wish.name}
        case Mapping():
            members = [[name, _wish((*path, name), value)] for name, value in wish.items()]
            return place | {"members": members, "json": _json(wish)}
        case list():
            rows = [_wish((*path, number), value) for number, value in enumerate(wish)]
            return place | {"rows": rows, "label": _label(plain(wish)), "json": _json(wish)}
    label = _label(wish)
    choice = choice_in_words(label, _named(path))
    return place | {"none": wish is None, "yes": wish is True, "label": label, "choice": choice, "json": _json(wish)}


def _json(wish: Any) -> str:
    return json.dumps(plain(wish), indent=2, ensure_ascii=False)


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

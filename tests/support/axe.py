"""What axe-core finds on a page, in light and in dark."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from axe_playwright_python.base import AXE_SCRIPT
from playwright.async_api import Page

_IMPACTS: Final = ("moderate", "serious", "critical")
_NAMED_AS_IT_READS: Final = {"label-content-name-mismatch": {"enabled": True}}
_TOLD: Final = {
    "preload": {"assets": ["media"]},
    "resultTypes": ["violations"],
    "selectors": False,
    "elementRef": False,
}
"""Of what is preloaded, style sheets are read for an experimental rule alone, which is not asked."""

_COLOURS: Final = ("color-contrast", "link-in-text-block")
_OF_ALL: Final = {**_TOLD, "rules": _NAMED_AS_IT_READS}
_OF_COLOURS: Final = {**_TOLD, "runOnly": _COLOURS}
"""The other rules look at what is there, its names and its places: themes differ in nothing but colours."""
_OF_WORDS: Final = {
    **_TOLD,
    "runOnly": (
        *("area-alt", "aria-command-name", "aria-dialog-name", "aria-input-field-name", "aria-meter-name"),
        *("aria-progressbar-name", "aria-toggle-field-name", "aria-tooltip-name", "aria-treeitem-name", "button-name"),
        *(
            "document-title",
            "empty-heading",
            "empty-table-header",
            "frame-title",
            "frame-title-unique",
            "html-has-lang",
        ),
        *("html-lang-valid", "html-xml-lang-mismatch", "image-alt"),
        *("image-redundant-alt", "input-button-name", "input-image-alt", "label", "label-content-name-mismatch"),
        *("label-title-only", "landmark-unique", "link-name", "object-alt", "role-img-alt"),
        *("scrollable-region-focusable", "select-name", "summary-name", "svg-img-alt", "table-duplicate-name"),
        *("valid-lang",),
    ),
}
"""Those whose findings change with the words: what something is called, in which language, and what overflows."""

_THEMES: Final = {"light": _OF_ALL, "dark": _OF_COLOURS}
IN_OTHER_WORDS: Final = {"light": _OF_WORDS}
"""For what was looked at in another language, in which all is built and coloured the same."""

_FIND: Final = """async ([impacts, options, apart]) => (await axe.run({ exclude: apart }, options)).violations
  .filter((one) => impacts.includes(one.impact))
  .flatMap((one) => one.nodes.map((node) => `${one.id}: ${node.html.slice(0, 200)}`))"""


async def complaints(
    page: Page, where: str, themes: Mapping[str, Any] = _THEMES, apart: Sequence[str] = ()
) -> list[str]:
    """What axe finds that is moderate or worse.

    Args:
        page: it has the last of the themes afterwards.
        where: said with each complaint.
        themes: what axe is asked, by the theme of the page.
        apart: selectors of what is looked at in another state, in which it is the same.
    """
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(AXE_SCRIPT)
    found: list[str] = []
    for theme, options in themes.items():
        await page.emulate_media(color_scheme=theme)  # type: ignore[arg-type] # light or dark
        told: Any = await page.evaluate(_FIND, [_IMPACTS, options, list(apart)])
        found += [f"{where}, {theme}: {one}" for one in told]
    return found

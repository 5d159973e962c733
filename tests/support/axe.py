"""What axe-core finds wrong with a page."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page

_RULES = {"label-content-name-mismatch": {"enabled": True}}


async def complaints(page: Page, where: str) -> list[str]:
    """What axe finds that is moderate or worse, in light and in dark."""
    found = []
    for theme in ("light", "dark"):
        await page.emulate_media(color_scheme=theme)
        told: Any = await Axe().run(page, options={"rules": _RULES, "resultTypes": ["violations"]})
        found += [
            f"{where}, {theme}: {one['id']}: {node['html'][:200]}"
            for one in told.response["violations"]
            if one["impact"] in {"moderate", "serious", "critical"}
            for node in one["nodes"]
        ]
    return found

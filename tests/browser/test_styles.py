"""The style sheets: a browser takes every declaration in them."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.async_api import Browser

import playground

_SHEETS = sorted(Path(playground.__file__).parent.rglob("*.css"))
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_DECLARATION = re.compile(r"""(?<=[{};])\s*(-?-?[a-z][a-z-]*)\s*:((?:[^;{}"']|"[^"]*"|'[^']*')+);""")
_OF_OTHER_BROWSERS = {"line-clamp"}
"""Beside the name with a prefix, which all of them know."""


async def test_no_declaration_is_thrown_away(chromium: Browser) -> None:
    declared = [
        (sheet.name, name, value.strip())
        for sheet in _SHEETS
        for name, value in _DECLARATION.findall(_COMMENT.sub("", sheet.read_text(encoding="utf-8")))
        if name not in _OF_OTHER_BROWSERS
    ]
    assert len(declared) > 1000
    page = await chromium.new_page()
    thrown_away = await page.evaluate(
        "declared => declared.filter(([, name, value]) => !CSS.supports(name, value.replace('!important', '')))",
        declared,
    )
    await page.close()
    assert thrown_away == []

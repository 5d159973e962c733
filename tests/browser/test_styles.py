"""The style sheets: a browser takes every declaration and every rule in them."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.async_api import Browser

import playground

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_PACKAGE = Path(playground.__file__).parent
_SHEETS = {
    str(sheet.relative_to(_PACKAGE)): _COMMENT.sub("", sheet.read_text(encoding="utf-8"))
    for sheet in sorted(_PACKAGE.rglob("*.css"))
}
_DECLARATION = re.compile(r"""(?<=[{};])\s*(-?-?[a-z][a-z-]*)\s*:((?:[^;{}"']|"[^"]*"|'[^']*')+);""")
_STRING = re.compile(r'"[^"]*"')
_OF_OTHER_BROWSERS = {"line-clamp"}
"""Beside the name with a prefix, which all of them know."""

_LOOK = """([declared, sheets]) => {
  const thrownAway = declared.filter(([, name, value]) => !CSS.supports(name, value.replace("!important", "")));
  const rulesIn = (rules) =>
    [...rules].filter((rule) => rule.constructor.name !== "CSSNestedDeclarations")
      .reduce((count, rule) => count + 1 + (rule.cssRules ? rulesIn(rule.cssRules) : 0), 0);
  const rules = sheets.map((text) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    return rulesIn(sheet.cssRules);
  });
  return [thrownAway, rules];
}"""


async def test_nothing_in_them_is_thrown_away(chromium: Browser) -> None:
    declared = [
        (name, prop, value.strip())
        for name, text in _SHEETS.items()
        for prop, value in _DECLARATION.findall(text)
        if prop not in _OF_OTHER_BROWSERS
    ]
    assert len(declared) > 1000
    page = await chromium.new_page()
    thrown_away, taken = await page.evaluate(_LOOK, [declared, list(_SHEETS.values())])
    await page.close()
    assert thrown_away == []
    written = {name: _STRING.sub("", text).count("{") - text.count("::-moz-") for name, text in _SHEETS.items()}
    assert dict(zip(_SHEETS, taken, strict=True)) == written

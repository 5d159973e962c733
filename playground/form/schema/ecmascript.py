"""From ECMAScript's regular expressions, which JSON Schema means, to RE2's: where both have a word, it may differ.

ECMAScript's spaces are Unicode's, its dot stops at four line ends, and it has other ways to write a character. What RE2
knows and ECMAScript does not is left, since schemas written for Python or Go have it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

_SPACES: Final = r"\t-\r \x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}\x{feff}"
_NO_SPACES: Final = (
    r"\x{0}-\x{8}\x{e}-\x{1f}!-\x{9f}\x{a1}-\x{167f}\x{1681}-\x{1fff}\x{200b}-\x{2027}\x{202a}-\x{202e}"
    r"\x{2030}-\x{205e}\x{2060}-\x{2fff}\x{3001}-\x{fefe}\x{ff00}-\x{10ffff}"
)
_CATEGORIES: Final[Mapping[str, str]] = {
    "Letter": "L",
    "Uppercase_Letter": "Lu",
    "Lowercase_Letter": "Ll",
    "Titlecase_Letter": "Lt",
    "Modifier_Letter": "Lm",
    "Other_Letter": "Lo",
    "Mark": "M",
    "Nonspacing_Mark": "Mn",
    "Spacing_Mark": "Mc",
    "Enclosing_Mark": "Me",
    "Number": "N",
    "Decimal_Number": "Nd",
    "digit": "Nd",
    "Letter_Number": "Nl",
    "Other_Number": "No",
    "Punctuation": "P",
    "punct": "P",
    "Connector_Punctuation": "Pc",
    "Dash_Punctuation": "Pd",
    "Open_Punctuation": "Ps",
    "Close_Punctuation": "Pe",
    "Initial_Punctuation": "Pi",
    "Final_Punctuation": "Pf",
    "Other_Punctuation": "Po",
    "Symbol": "S",
    "Math_Symbol": "Sm",
    "Currency_Symbol": "Sc",
    "Modifier_Symbol": "Sk",
    "Other_Symbol": "So",
    "Separator": "Z",
    "Space_Separator": "Zs",
    "Line_Separator": "Zl",
    "Paragraph_Separator": "Zp",
    "Control": "Cc",
    "Format": "Cf",
    "Alphabetic": "L",
}

_OUTSIDE: Final[Mapping[str, str]] = {
    "s": f"[{_SPACES}]",
    "S": f"[^{_SPACES}]",
    "Z": r"\z",  # Python's
    "/": "/",
    "-": "-",
}
_INSIDE: Final[Mapping[str, str]] = {"s": _SPACES, "S": _NO_SPACES, "b": r"\x{8}", "/": "/"}
_ANY: Final = r"[^\n\r\x{2028}\x{2029}]"

_TOKEN: Final = re.compile(
    r"""
    \\u(?P<high>[dD][89abAB][0-9a-fA-F]{2})\\u(?P<low>[dD][c-fC-F][0-9a-fA-F]{2})
    | \\u(?:\{(?P<point>[0-9a-fA-F]{1,6})\}|(?P<unit>[0-9a-fA-F]{4}))
    | \\c(?P<control>[A-Za-z])
    | (?P<property>\\[pP])\{(?:General_Category=|gc=|Script=|sc=|Script_Extensions=|scx=)?(?P<named>\w+)\}
    | (?P<null>\\0(?![0-9]))
    | \\(?P<escaped>.)
    | (?P<group>\(\?<(?![=!]))
    | (?P<plain>.)
    """,
    re.VERBOSE | re.DOTALL,
)


def to_re2(pattern: str) -> str:
    r"""The pattern as RE2 writes it; what RE2 says in the same way, or not at all, stays as it is.

    >>> to_re2(r"^\u00e9[^\b]\d$")
    '^\\x{e9}[^\\x{8}]\\d$'
    """
    written: list[str] = []
    is_inside = False
    for found in _TOKEN.finditer(pattern):
        if plain := found["plain"]:
            opens = plain == "[" and not is_inside
            written.append(_plain(plain, is_inside=is_inside))
            is_inside = opens or (is_inside and plain != "]")
        else:
            written.append(_special(found, is_inside=is_inside))
    return "".join(written)


def _plain(text: str, *, is_inside: bool) -> str:
    if is_inside:
        return r"\[" if text == "[" else text
    return _ANY if text == "." else text


def _special(found: re.Match[str], *, is_inside: bool) -> str:
    if (point := _code_point(found)) is not None:
        return rf"\x{{{point:x}}}"
    if found["property"]:
        return f"{found['property']}{{{_CATEGORIES.get(found['named'], found['named'])}}}"
    if found["group"]:
        return "(" if is_inside else "(?P<"
    return (_INSIDE if is_inside else _OUTSIDE).get(found["escaped"], found[0])


def _code_point(found: re.Match[str]) -> int | None:
    """The character that an escape names, if it names one."""
    if found["high"]:
        return 0x10000 + ((int(found["high"], 16) - 0xD800) << 10) + int(found["low"], 16) - 0xDC00
    if code := found["point"] or found["unit"]:
        return int(code, 16)
    if found["control"]:
        return ord(found["control"]) % 32
    return 0 if found["null"] else None

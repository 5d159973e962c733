"""Paths in words that a page, a person or a test can use."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from playground.form.fields import Path

_NOT_IN_IDS: Final = re.compile(r"[^A-Za-z0-9_]", re.ASCII)


def field_id(path: Path) -> str:
    """The id of a field's block on the page.

    >>> field_id(("image_urls", 0, "my role"))
    'field-image_urls-0-my_20_role'
    """
    return "-".join(["field", *(_NOT_IN_IDS.sub(lambda found: f"_{ord(found[0]):x}_", str(step)) for step in path)])


def pointer(path: Iterable[str | int]) -> str:
    """The path as a JSON Pointer.

    >>> pointer(("a/b", 0, "*"))
    '/a~1b/0/*'
    """
    return "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in path)

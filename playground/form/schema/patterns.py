"""`pattern` on RE2, which takes linear time whatever the pattern."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import re2

from playground.form.schema.ecmascript import to_re2


@lru_cache(maxsize=1024)
def compile_pattern(pattern: str) -> Any | None:
    """The pattern on an engine without backtracking; None where that cannot express it."""
    options = re2.Options()
    options.log_errors = False
    try:
        return re2.compile(to_re2(pattern), options)
    except re2.error:
        return None


def matches(pattern: str, text: str) -> bool:
    """Whether the pattern is found in the text; a pattern that cannot be checked here counts as found."""
    compiled = compile_pattern(pattern)
    # Half a surrogate pair is text in JSON, and RE2 reads UTF-8.
    return compiled is None or compiled.search(text.encode("utf-8", "replace").decode()) is not None

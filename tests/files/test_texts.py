from __future__ import annotations

import re
from pathlib import Path

from sentences import CODES

import playground

CODE = re.compile(r'"((?:upload|fetch)\.[a-z_]+)"')
"""A code where it is used."""


def test_every_code_has_its_sentence_and_every_sentence_its_use() -> None:
    root = Path(playground.__path__[0])
    sources = [
        path.read_text() for path in root.rglob("*.py") if root / "form" not in path.parents
    ]  # widgets have dots too
    used = {code for source in sources for code in CODE.findall(source)}
    assert used == {code for code in CODES if code.startswith(("upload.", "fetch."))}

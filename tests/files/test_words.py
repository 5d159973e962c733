from __future__ import annotations

import re
from pathlib import Path

import playground
from playground.texts import TEXTS

CODE = re.compile(r'"((?:upload|fetch)\.[a-z_]+)"(?!: \()')
"""A code where it is used: in the texts' tables its sentences follow."""


def test_every_code_has_its_sentence_and_every_sentence_its_use() -> None:
    root = Path(playground.__path__[0])
    sources = [path.read_text() for path in root.rglob("*.py") if path.parent != root / "form"]  # widgets have dots too
    used = {code for source in sources for code in CODE.findall(source)}
    assert used == {code for code in TEXTS if code.startswith(("upload.", "fetch."))}

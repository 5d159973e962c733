from __future__ import annotations

import re
from pathlib import Path

import playground.files
from playground.texts import TEXTS

CODE = re.compile(r'"((?:upload|fetch|storage)\.[a-z_]+)"')


def test_every_code_has_its_sentence_and_every_sentence_its_use() -> None:
    sources = [path.read_text() for path in Path(playground.files.__path__[0]).glob("*.py")]
    used = {code for source in sources for code in CODE.findall(source)}
    assert used <= TEXTS.keys()
    assert {code for code in TEXTS if code.startswith(("upload.", "fetch."))} <= used

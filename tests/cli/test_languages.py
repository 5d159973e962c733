"""What the command line prints comes from the catalog of the terminal's language; what is typed is of no language."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from pseudo import LANGUAGE, has_escaped, speaking, write_model

pytestmark = pytest.mark.slow

STATES = ("submitting", "queued", "processing", "succeeded", "failed", "cancelled", "refused", "unconfirmed")
MEDIA = ("image", "video", "audio", "text")
TYPED = re.compile(
    r"--[\w-]+|\{.*\}|<[^>]+>|\[[\d<=>]*x[\d<=>]+\]|\bN\b|\b[A-Z][A-Z_]+\b|\bplayground(?: [a-z]+)*"
    r"|│ [a-z-]+ |^  /\S+ +[a-z-]+"
)
"""Options, JSON, kinds of values, names that stand for values, commands, fields and their widgets."""


@pytest.fixture(scope="module")
def abroad(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return speaking(tmp_path_factory.mktemp("package"))


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("--help", ()),
        ("run --help", ()),
        ("serve --help", ()),
        ("check --help", ()),
        ("runs --help", ()),
        ("runs list --help", STATES + MEDIA),
        ("sandbox --help", ()),
        ("keys --help", ()),
        ("settings --help", ()),
        ("keys list", ()),
        ("runs list", ()),
        ("runs show nothing", ("nothing",)),
        ("run nothing", ("nothing", "model")),
        ("run model", ()),
        ("run model --set prompt=γάτα --set steps=90", ()),
        ("run model --set promt=γάτα", ("promt", "prompt")),
        ("check model.json", ("model.json", "prompt", "steps")),
        ("check broken.json", ("broken.json",)),
        ("settings broken.json", ("broken.json",)),
    ],
)
def test_no_text_of_the_command_line_escapes_the_catalog(
    abroad: Path, tmp_path: Path, words: str, names: tuple[str, ...]
) -> None:
    folder = write_model(tmp_path)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PLAYGROUND_")}
    own = {"LC_ALL": f"{LANGUAGE}.UTF-8", "COLUMNS": "400", "PYTHONPATH": os.pathsep.join([str(abroad), *sys.path])}
    paths = {"PLAYGROUND_DATA": str(tmp_path / "data"), "PLAYGROUND_SCHEMAS": str(folder)}
    command = [sys.executable, "-m", "playground", *words.split()]
    done = subprocess.run(command, env={**kept, **own, **paths}, cwd=folder, capture_output=True, check=False)
    lines = (done.stdout + done.stderr).decode().splitlines()
    assert any("[!!" in line for line in lines)
    assert [line for line in lines if has_escaped(TYPED.sub("", line), *names)] == []

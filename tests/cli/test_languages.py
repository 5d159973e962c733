"""What the command line prints comes from the catalog of the terminal's language; what is typed is of no language."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping

import pytest
from pseudo import LANGUAGE, has_escaped, speaking, write_model

pytestmark = pytest.mark.slow

STATES = ("submitting", "queued", "processing", "succeeded", "failed", "cancelled", "refused", "unconfirmed")
MEDIA = ("image", "video", "audio", "text")
TYPED = re.compile(
    r"--[\w-]+|\{.*\}|<[^>]+>|\[[\d<=>]*x[\d<=>]+\]|\bN\b|\b[A-Z][A-Z_]+\b|\bplayground(?: [a-z]+)*"
    r"|│ [a-z-]+ |^  /\S+ +[a-z-]+|(?<= )/\S+"
)
"""Options, JSON, kinds of values, names that stand for values, commands, fields and their widgets, folders."""


NAMES: Mapping[str, tuple[str, ...]] = {
    "--help": (),
    "run --help": (),
    "serve --help": (),
    "grid --help": (),
    "check --help": (),
    "runs --help": (),
    "runs list --help": STATES + MEDIA,
    "sandbox --help": (),
    "keys --help": (),
    "settings --help": (),
    "doctor --help": (),
    "move-to --help": ("-to",),
    "people --help": (),
    "people limit --help": (),
    "people admin --help": (),
    "people audit --help": (),
    "usage --help": ("model", "30d"),
    "doctor": ("broken.json",),
    "move-to postgresql://127.0.0.1:1/x": ("postgresql://127.0.0.1:1/x",),
    "people list": (),
    "people list --search nobody": (),
    "people audit": (),
    "people disable nobody": ("nobody",),
    "people limit nobody": (),
    "people limit nobody --day x": ("x",),
    "usage": (),
    "usage --by person --since 2020-01-01": (),
    "usage --by nonsense": ("nonsense", "model", "person", "day"),
    "keys list": (),
    "runs list": (),
    "runs show nothing": ("nothing",),
    "run nothing": ("nothing", "model"),
    "run model": (),
    "run model --set prompt=γάτα --set steps=90": (),
    "run model --set promt=γάτα": ("promt", "prompt"),
    "check model.json": ("model.json", "prompt", "steps"),
    "check broken.json": ("broken.json",),
    "settings broken.json": ("broken.json",),
}
"""Commands, and the names in what each says that stand in every language."""

MISTAKES: Mapping[str, tuple[str, ...]] = {
    "--nope": (),
    "nope": ("nope",),
    "chekc model.json": ("chekc", "check"),
    "run": (),
    "run model another third": ("another third",),
    "run model --inptu {}": (),
    "run model --input": (),
    "run model --json=1": (),
    "check": (),
    "grid model": (),
    "sandbox --port x": (),
    "sandbox --port 70000": (),
    "sandbox --pace=-1": (),
    "runs lst": ("lst", "list"),
    "runs list --rating 9": (),
    "runs list --rating x": (),
    "runs list --limit": (),
    "runs show": (),
    "people limit": (),
    "usage --by": (),
    "keys disable": (),
    "move-to": ("-to",),
}
"""What Typer finds wrong with what was typed, likewise."""

# Each command is run by a fork: an import takes seconds. `playground.cli` looks at streams when it is imported.
# Frozen garbage is none that each of them looks through at its end, and who leaves takes nothing apart.
ALL_OF_THEM = """
import gc, os, sys
import babel.dates, forkparent, playground.wiring, rich.live, typer.rich_utils, urllib.request
from playground.texts.catalogs import catalog_of
catalog_of(os.environ["LC_ALL"].partition(".")[0])
gc.freeze()
for number, words in enumerate(sys.argv[1:]):
    if os.fork() == 0:
        said = os.open(f"said-{number}", os.O_WRONLY | os.O_CREAT)
        os.dup2(said, 1)
        os.dup2(said, 2)
        sys.argv = ["playground", *words.split()]
        from playground.cli import main
        try:
            main(words.split())
        finally:
            forkparent.leave(0)
    os.wait()
"""


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, list[str]]:
    """The lines of each command, abroad."""
    folder = write_model(tmp_path_factory.mktemp("models"))
    abroad = speaking(tmp_path_factory.mktemp("package"))
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PLAYGROUND_")}
    own = {"LC_ALL": f"{LANGUAGE}.UTF-8", "COLUMNS": "400", "PYTHONPATH": os.pathsep.join([str(abroad), *sys.path])}
    paths = {"PLAYGROUND_DATA": str(folder / "data"), "PLAYGROUND_SCHEMAS": str(folder)}
    subprocess.run(
        [sys.executable, "-c", ALL_OF_THEM, *NAMES, *MISTAKES], env={**kept, **own, **paths}, cwd=folder, check=True
    )
    return {
        words: (folder / f"said-{number}").read_text(encoding="utf-8").splitlines()
        for number, words in enumerate((*NAMES, *MISTAKES))
    }


@pytest.mark.parametrize("words", NAMES)
def test_no_text_of_the_command_line_escapes_the_catalog(said: Mapping[str, list[str]], words: str) -> None:
    assert any("[!!" in line for line in said[words])
    assert [line for line in said[words] if has_escaped(TYPED.sub("", line), *NAMES[words])] == []


@pytest.mark.parametrize("words", MISTAKES)
def test_what_was_typed_wrongly_is_told_from_the_catalog(said: Mapping[str, list[str]], words: str) -> None:
    panel = next(number for number, line in enumerate(said[words]) if line.startswith("╭"))
    assert "[!!" in said[words][panel + 1], said[words]
    assert [line for line in said[words] if has_escaped(TYPED.sub("", line), *MISTAKES[words])] == []

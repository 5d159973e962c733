"""What stands in two places says the same in both, and the sentences fit their figures."""

from __future__ import annotations

import importlib
import re
import string
import tomllib
from pathlib import Path

import pytest

from playground.texts import TEXTS

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
TABLES = sorted(path for path in (ROOT / "playground" / "texts").glob("*.py") if path.stem != "__init__")
NAME = re.compile(r"[A-Za-z0-9._-]+")


def lines(name: str) -> list[str]:
    text = (ROOT / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def normalised(requirement: str) -> str:
    found = NAME.match(requirement)
    assert found, requirement
    return re.sub(r"[-_.]+", "-", found[0]).lower()


def test_a_space_installs_the_dependencies_of_the_package() -> None:
    assert sorted(lines("requirements.txt")) == sorted(PROJECT["dependencies"])


def test_every_dependency_has_a_version_that_is_known_to_work() -> None:
    known = {normalised(line) for line in lines("constraints.txt")}
    wanted = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["dev"]]
    assert {normalised(requirement) for requirement in wanted} <= known


def test_the_space_runs_the_gradio_that_the_package_wants() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    version = re.search(r"^sdk_version: (\S+)$", readme, re.MULTILINE)
    assert version, "a Space reads its version of Gradio from the README"
    wanted = next(line for line in PROJECT["dependencies"] if line.startswith("gradio=="))
    assert version[1].startswith(wanted.removeprefix("gradio==").removesuffix("*"))
    assert f"gradio=={version[1]}" in lines("constraints.txt")


@pytest.mark.parametrize("code", sorted(TEXTS))
def test_a_sentence_names_the_same_figures_in_both_languages(code: str) -> None:
    english, chinese = (
        {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None} for sentence in TEXTS[code]
    )
    assert english == chinese


def test_no_two_tables_say_the_same_code() -> None:
    tables = [importlib.import_module(f"playground.texts.{path.stem}") for path in TABLES]
    counted = [code for table in tables for code in getattr(table, table.__name__.rpartition(".")[2].upper())]
    assert sorted(counted) == sorted(set(counted)) == sorted(TEXTS)

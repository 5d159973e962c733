"""What stands in two places says the same in both."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
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


LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")


@pytest.mark.parametrize(
    "page",
    sorted(
        str(path.relative_to(ROOT)) for place in (".", "docs", "docs/decisions") for path in (ROOT / place).glob("*.md")
    ),
)
def test_what_a_page_names_is_there(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    named = {(ROOT / page).parent / link for link in LINK.findall(text)}
    named |= {ROOT / name for name in re.findall(r"`((?:playground|tests|docs|examples)/[a-z\d_./-]+)`", text)}
    assert [str(path) for path in sorted(named) if not path.exists()] == []

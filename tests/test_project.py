"""What stands in two places says the same in both."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from playground import __version__

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


SOURCES = [path for folder in ("playground", "tests", "examples") for path in sorted((ROOT / folder).rglob("*.py"))]
SECTION = re.compile(r"(?m)^(Args|Attributes):\n((?:    .*\n?|\n)+)")
ITEM = re.compile(r"(?m)^    \*{0,2}(\w+):")
Function = ast.FunctionDef | ast.AsyncFunctionDef


def nodes_of(path: Path, *words: str) -> Iterator[ast.AST]:
    """What a file consists of that has one of these words in it: to parse all files takes seconds."""
    text = path.read_text(encoding="utf-8")
    if any(word in text for word in words):
        yield from ast.walk(ast.parse(text))


def parameters(node: ast.AST) -> set[str]:
    """Those of a function; of a class, those of its `__init__`, which a dataclass makes of its fields."""
    if isinstance(node, ast.ClassDef):
        made = [member for member in node.body if isinstance(member, Function) and member.name == "__init__"]
        return parameters(made[0]) if made else members(node)
    assert isinstance(node, Function)
    return {argument.arg for argument in ast.walk(node.args) if isinstance(argument, ast.arg)}


def members(node: ast.AST) -> set[str]:
    """What a class declares, and what its methods set."""
    declared = {
        part.target.id
        for part in ast.walk(node)
        if isinstance(part, ast.AnnAssign)
        if isinstance(part.target, ast.Name)
    }
    named = {part.id for part in ast.walk(node) if isinstance(part, ast.Name) if isinstance(part.ctx, ast.Store)}
    set_by_methods = {part.attr for part in ast.walk(node) if isinstance(part, ast.Attribute)}
    return declared | named | set_by_methods | {part.name for part in ast.walk(node) if isinstance(part, Function)}


def misnamed(path: Path) -> Iterator[str]:
    for node in nodes_of(path, "Args:", "Attributes:"):
        if isinstance(node, ast.ClassDef | Function):
            for section, items in SECTION.findall(ast.get_docstring(node) or ""):
                known = parameters(node) if section == "Args" else members(node)
                yield from (f"{node.name}: {name}" for name in ITEM.findall(items) if name not in known)


def test_docstrings_name_parameters_and_attributes_that_are_there() -> None:
    assert [f"{path.relative_to(ROOT)}, {name}" for path in SOURCES for name in misnamed(path)] == []


def test_the_changelog_has_the_version_as_a_release_and_room_for_what_comes() -> None:
    headings = re.findall(r"(?m)^## (.*)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))
    assert headings[0] == "[Unreleased]"
    assert re.fullmatch(rf"\[{re.escape(__version__)}\] - \d{{4}}-\d\d-\d\d", headings[1])


ASKING = {"get", "post", "put", "patch", "delete", "head", "options", "request", "stream"}


def is_impatient(call: ast.Call) -> bool:
    """Whether httpx is asked by a test that has not said how long it may take; an app in this process takes no time."""
    match call.func:
        case ast.Attribute(value=ast.Name(id="httpx"), attr=name):
            named = {keyword.arg for keyword in call.keywords}
            return name in ASKING or (name in {"Client", "AsyncClient"} and "transport" not in named)
    return False


def test_tests_ask_with_patience() -> None:
    calls = {
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for path in SOURCES
        if path.is_relative_to(ROOT / "tests") and "benchmarks" not in path.parts
        for call in nodes_of(path, "httpx")
        if isinstance(call, ast.Call) and is_impatient(call)
    }
    assert sorted(calls) == [], "by itself httpx waits five seconds: ask through tests/support/patient.py"


def test_no_line_is_too_long_to_be_read() -> None:
    """Ruff holds the code to it; what the page is made of has comments and texts that no formatter breaks."""
    long = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in (*(ROOT / "playground").rglob("*"), *(ROOT / "tests" / "js").rglob("*"))
        if path.suffix in {".html", ".js", ".css"}
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if len(line) > 120
    ]
    assert long == []

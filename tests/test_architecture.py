"""docs/architecture.md says what is so: its rooms are there, and a click calls what it names, in that order."""

from __future__ import annotations

import ast
import asyncio
import html
import importlib
import re
import sys
import threading
import tomllib
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import httpx
import patient
import pytest
import uvicorn

from playground.asgiserver import Server
from playground.server import create_server
from playground.settings import Settings
from playground.sockets import listen, url_of

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
GLOSSARY = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
NAMES = re.findall(r"`(playground(?:\.\w+)+)`", PAGE)
STEPS = [
    name
    for step in re.findall(r"(?m)^\d+\. (.*(?:\n  +.*)*)", PAGE)
    for name in re.findall(r"`(playground\.[\w.]+)`", step)
]
FILES = sorted(set(re.findall(r"`((?:playground/|ui/|component/|form/)[\w./]+)`", PAGE)))
EMPTY = '{"raws":[],"emptied":[],"states":[]}'
HEADS = {
    ".".join(head.parent.relative_to(ROOT).parts): ast.get_docstring(ast.parse(head.read_text(encoding="utf-8"))) or ""
    for head in sorted((ROOT / "playground").rglob("__init__.py"))
    if "migrations" not in head.parts
}
ROOMS = re.findall(r"(?m)^\| `playground/(\w+)(?:\.py)?` \|", PAGE.partition("## Inside")[0])


def resolved(name: str) -> Any:
    """The module, class or function of that name."""
    module, found = "", None
    for part in name.split("."):
        if found is not None and hasattr(found, part):
            found = getattr(found, part)
            continue
        module = f"{module}.{part}".lstrip(".")
        found = importlib.import_module(module)
    return found


def test_words_in_italics_are_in_the_glossary() -> None:
    explained = {word for cell in re.findall(r"(?m)^\| (.+?) \|", GLOSSARY) for word in cell.split(", ")}
    used = set(re.findall(r"(?<!\*)\*([a-z ]+)\*(?!\*)", PAGE))
    assert len(used) > 8
    assert {word for word in used if not {word, word.removesuffix("s")} & explained} == set()


def test_each_word_of_the_glossary_is_one_that_the_code_uses() -> None:
    """Those written as code as they stand; the explained ones as a name, as words, or in the plural."""
    files = [file for file in (ROOT / "playground").rglob("*") if file.suffix in {".py", ".js", ".html"}]
    code = "\n".join(file.read_text(encoding="utf-8") for file in files)
    names = {file.relative_to(ROOT / "playground").as_posix() for file in files}
    assert [word for word in re.findall(r"`([^`]+)`", GLOSSARY) if word not in code and word not in names] == []
    named = (
        word.strip("`").partition(" (")[0]
        for cell in re.findall(r"(?m)^\| (?!word \||-)(.+?) \|", GLOSSARY)
        for word in cell.split(", ")
    )
    squeezed = re.sub(r"[ _-]", "", code.lower())
    gone = [word for word in named if re.sub(r"[ _-]", "", word.lower()) not in squeezed]
    assert gone == []


@pytest.mark.parametrize("name", NAMES)
def test_each_name_is_there(name: str) -> None:
    assert resolved(name) is not None


@pytest.mark.parametrize("name", FILES)
def test_each_file_and_folder_is_there(name: str) -> None:
    inside = name if name.startswith("playground/") else f"playground/{name}"
    assert (ROOT / inside).exists(), inside


def test_every_room_is_named_from_the_top_down() -> None:
    folders = {path.parent.name for path in (ROOT / "playground").glob("*/__init__.py")}
    assert folders <= set(ROOMS)
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    layers = [layer.split(" | ") for layer in contracts[0]["layers"]]
    kept = [{name.removeprefix("playground.") for name in layer} for layer in layers]
    level = {name: number for number, layer in enumerate(kept) for name in layer}
    named = [level[room] for room in ROOMS if room in level]
    assert named == sorted(named)


@pytest.mark.parametrize("room", HEADS)
def test_the_head_of_a_room_names_each_of_its_files_and_none_that_is_gone(room: str) -> None:
    folder = ROOT.joinpath(*room.split("."))
    files = {file.stem for file in folder.glob("*.py") if not file.stem.startswith("__")}
    files |= {head.parent.name for head in folder.glob("*/__init__.py")}
    named = set(re.findall(r"`([a-z_]+)`", HEADS[room]))
    assert files - named == set()
    assert {name for name in named - files if not hasattr(importlib.import_module(room), name)} == set()


def codes(name: str) -> frozenset[CodeType]:
    """What runs when this is called: of a class, any of its methods."""
    found = resolved(name)
    members = vars(found).values() if isinstance(found, type) else (found,)
    return frozenset(code for member in members if (code := getattr(member, "__code__", None)))


@dataclass
class Calls:
    """The steps in the order in which they are first called."""

    seen: list[str] = field(default_factory=list)
    all_seen: threading.Event = field(default_factory=threading.Event)


@contextmanager
def watching(steps: list[str]) -> Iterator[Calls]:
    """Note each first call of a step, in this thread and in those that begin meanwhile."""
    by_code = {code: step for step in steps for code in codes(step)}
    calls = Calls()

    def note(frame: FrameType, event: str, _: Any) -> None:
        step = by_code.get(frame.f_code)
        if event == "call" and step and step not in calls.seen:
            calls.seen.append(step)
            if set(calls.seen) == set(steps):
                calls.all_seen.set()

    threading.setprofile(note)
    sys.setprofile(note)
    try:
        yield calls
    finally:
        sys.setprofile(None)
        threading.setprofile(None)


@asynccontextmanager
async def visitor(data: Path) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody who has opened the page of a server on its sandbox."""
    socket = listen("127.0.0.1", 0)
    url = url_of(socket)
    app = create_server(Settings(data=data, schemas=ROOT / "schemas"), own_address=url)
    server = Server(uvicorn.Config(app, log_level="error"), before_shutdown=app.state.end_subscriptions)
    running = asyncio.create_task(server.serve(sockets=[socket]))
    try:
        async with patient.AsyncClient(base_url=url) as client:
            assert (await client.get("/")).is_success
            yield client
    finally:
        server.should_exit = True
        await running


async def test_a_click_calls_what_the_page_says_in_that_order(tmp_path: Path) -> None:
    with watching(STEPS) as calls:
        async with visitor(tmp_path) as client:
            drawn = html.unescape((await client.get("/form?model=sandbox-daydream")).json()["form"])
            version = re.search(r'data-version="([^"]*)"', drawn)
            assert version
            form: dict[str, Any] = {
                "model": "sandbox-daydream",
                "version": version[1],
                "page": "p",
                "form": EMPTY,
                "emptied": [],
            }
            calls.seen.clear()  # opening the page has called some of them
            answer = (await client.post("/generate", json={**form, "raws": [[["prompt"], "A lighthouse"]]})).json()
            assert answer["status"] == "begun", answer
            await asyncio.to_thread(calls.all_seen.wait, 60)
    assert calls.seen == STEPS

"""`playground check`: one JSON line a file, exactly as published; words for people; exit 1 if any file is not ok."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from commandline import SCHEMAS, Machine, Playground
from zoo import FOLDER, NAMES, specimen

MEMBERS = ["file", "ok", "problems", "warnings", "fields", "payload", "roundtrip"]
GOOD = {
    "type": "object",
    "title": "Good",
    "required": ["prompt"],
    "properties": {
        "prompt": {"type": "string", "maxLength": 800},
        "n": {"type": "integer", "minimum": 1, "maximum": 6, "default": 1},
        "tags": {"type": "array", "items": {"type": "object", "properties": {"a/b": {"type": "string"}}}},
        "strength": {"type": "number", "x-playground": {"advanced": True}},
    },
}


def write(machine: Machine, name: str, content: Any) -> str:
    text = content if isinstance(content, str) else json.dumps(content)
    (machine.folder / name).write_text(text, encoding="utf-8")
    return name


async def test_a_good_file_is_one_line_with_every_member(machine: Machine, playground: Playground) -> None:
    done = await playground("check", write(machine, "good.json", GOOD), "--json")
    assert (done.code, done.err) == (0, "")
    [line] = done.lines
    assert list(line) == MEMBERS
    assert (line["file"], line["ok"], line["problems"], line["warnings"]) == ("good.json", True, [], [])
    assert line["payload"] == {"n": 1}
    assert line["roundtrip"] is None
    fields = {field["path"]: field for field in line["fields"]}
    assert set(fields) == {"/prompt", "/n", "/tags/*/a~1b", "/strength"}
    assert fields["/prompt"] == {"path": "/prompt", "widget": "textarea", "required": True, "advanced": False}
    assert fields["/n"]["widget"] == "slider"
    assert fields["/strength"]["advanced"] is True


async def test_a_bad_file_takes_no_other_down(machine: Machine, playground: Playground) -> None:
    names = [
        write(machine, "good.json", GOOD),
        write(machine, "slip.json", '{\n  "type": "object",\n}'),
        write(machine, "misfit.json", {"properties": {"a": {"type": "string", "x-playground": {"widget": "slider"}}}}),
        "missing.json",
    ]
    done = await playground("check", *names, "--json")
    assert done.code == 1
    lines = {line["file"]: line for line in done.lines}
    assert list(lines) == names
    assert {name: line["ok"] for name, line in lines.items()} == {
        "good.json": True,
        "slip.json": False,
        "misfit.json": False,
        "missing.json": False,
    }
    assert all(list(line) == MEMBERS for line in done.lines)
    [slip] = lines["slip.json"]["problems"]
    assert slip == {"path": "", "message": "Line 2, column 19: nothing follows this comma. Remove it."}
    [misfit] = lines["misfit.json"]["problems"]
    assert misfit["path"] == "/a"
    assert "textarea" in misfit["message"], "the hints that do fit are listed"
    assert "No such file" in lines["missing.json"]["problems"][0]["message"]


@pytest.mark.parametrize(
    ("example", "roundtrip", "code"),
    [
        ({"prompt": "Tea", "n": 2}, True, 0),
        ({"prompt": "Tea"}, True, 0),
        ({"prompt": "Tea", "n": 7}, False, 1),
        ({"n": 2}, False, 1),
    ],
)
async def test_an_example_is_sent_through_the_form(
    machine: Machine, playground: Playground, example: Any, roundtrip: bool, code: int
) -> None:
    write(machine, "good.json", GOOD)
    write(machine, "payload.json", example)
    done = await playground("check", "good.json", "--example", "payload.json", "--json")
    assert (done.code, done.last["roundtrip"], done.last["ok"]) == (code, roundtrip, roundtrip)


async def test_examples_stand_beside_their_files(machine: Machine, playground: Playground) -> None:
    write(machine, "with.json", GOOD)
    write(machine, "with.example.json", {"prompt": "Tea"})
    write(machine, "without.json", GOOD)
    write(machine, "broken.json", GOOD)
    write(machine, "broken.example.json", "{")
    done = await playground("check", *sorted(path.name for path in machine.folder.iterdir()), "--examples", "--json")
    assert done.code == 1
    assert {line["file"]: line["roundtrip"] for line in done.lines} == {
        "broken.json": None,
        "with.json": True,
        "without.json": None,
    }
    broken = next(line for line in done.lines if line["file"] == "broken.json")
    assert "broken.example.json" in broken["problems"][0]["message"]


async def test_one_example_goes_with_one_file(machine: Machine, playground: Playground) -> None:
    names = write(machine, "a.json", GOOD), write(machine, "b.json", GOOD)
    done = await playground("check", *names, "--example", "a.json", "--json")
    assert (done.code, done.out) == (2, "")
    assert "--examples" in done.err


async def test_people_get_words_in_the_language_of_their_terminal(machine: Machine, playground: Playground) -> None:
    write(machine, "slip.json", "{'a': 1}")
    english = await playground("check", str(SCHEMAS / "qwen-image-2-0-pro.json"), "slip.json")
    chinese = await playground("check", "slip.json", env={"LC_ALL": "zh_CN.UTF-8"})
    machines = await playground("check", "slip.json", "--json", env={"LC_ALL": "zh_CN.UTF-8"})
    assert (english.code, chinese.code) == (1, 1)
    assert "qwen-image-2-0-pro.json" in english.out
    assert "/prompt" in english.out
    assert "textarea" in english.out
    assert '{"size": "1:1", "resolution": "1K", "n": 1}' in english.out
    assert "double quotes" in english.out
    assert "双引号" in chinese.out
    assert "double quotes" in machines.last["problems"][0]["message"]


async def test_the_zoo_goes_through(playground: Playground) -> None:
    names = [str(FOLDER / f"{name}.json") for name in NAMES]
    done = await playground("check", "--examples", "--json", *names)
    assert [line["file"] for line in done.lines] == names
    assert done.err == ""
    for line, kind in zip(done.lines, map(specimen, NAMES), strict=True):
        assert line["ok"] is not bool(kind.problems), line["file"]
        assert line["payload"] == kind.untouched
        assert line["roundtrip"] is True or kind.problems


async def test_the_corpus_goes_through(playground: Playground) -> None:
    corpus = Path(__file__).parents[3] / "shared" / "corpus" / "schemas"
    if not corpus.is_dir():
        pytest.skip("the published schemas, ../shared/corpus, are not here: the zoo alone was tried")
    names = sorted(str(path) for path in corpus.glob("*/*.json") if not path.name.endswith(".example.json"))
    done = await playground("check", "--examples", "--json", *names)
    assert [line["file"] for line in done.lines] == names
    assert done.err == ""

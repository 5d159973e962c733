"""The frame of the command line: help that teaches and starts fast, and faults in words."""

from __future__ import annotations

import json
import re

import pytest
from commandline import SCHEMAS, Machine, Playground

from playground.cli import COMMANDS
from playground.settings import Settings

HEAVY = ("gradio", "uvicorn", "sqlalchemy", "httpx", "av", "numpy", "playground.server")


async def test_help_lists_every_command_and_teaches_by_example(machine: Machine) -> None:
    done = await machine.finish(await machine.start_anew("--help"))
    assert done.code == 0
    assert all(f" {command} " in done.out for command in COMMANDS)
    assert "playground run qwen-image-2-0-pro --set prompt=" in done.out


@pytest.mark.parametrize("command", COMMANDS)
async def test_each_command_has_an_example(playground: Playground, command: str) -> None:
    done = await playground(command, "--help")
    assert done.code == 0
    assert len(re.findall(rf"playground {command}\b", done.out)) >= 2  # in the usage, and in an example


async def test_help_of_serve_lists_every_variable(playground: Playground) -> None:
    done = await playground("serve", "--help")
    for name in Settings.model_fields:
        assert f"PLAYGROUND_{name.upper()}" in done.out


async def test_the_version_is_that_of_the_package(playground: Playground) -> None:
    done = await playground("--version")
    assert (done.code, done.out) == (0, "playground 0.1.0\n")


@pytest.mark.parametrize(
    ("words", "variable", "said"),
    [
        (("serve", "--port", "99999"), "PLAYGROUND_PASWORD", "is not known here; did you mean PLAYGROUND_PASSWORD?"),
        (("run", "nothing", "--json"), "PLAYGROUND_API_KEYS", "is not known here; did you mean PLAYGROUND_API_KEY?"),
        (("keys", "list"), "PLAYGROUND_XYZZY", "is not known here and changes nothing"),
    ],
)
async def test_a_variable_that_is_not_known_is_named_but_never_its_value(
    playground: Playground, words: tuple[str, ...], variable: str, said: str
) -> None:
    done = await playground(*words, env={variable: "hush"})
    assert done.err.count(f"{variable} {said}") == 1
    assert "hush" not in done.out + done.err
    assert "Traceback" not in done.err
    assert all(json.loads(line) for line in done.out.splitlines() if "--json" in words)
    done = await playground(*words, env={variable: "hush", "LC_ALL": "zh_CN.UTF-8"})
    assert f"这里没有变量 {variable}" in done.err
    assert "known" not in (await playground(*words)).err


async def test_a_misspelt_command_is_answered_with_the_right_one(playground: Playground) -> None:
    done = await playground("chekc")
    assert done.code == 2
    assert "There is no command chekc. Did you mean check?" in done.err


@pytest.mark.parametrize(
    "words", [("--help",), ("serve", "--help"), ("check", str(SCHEMAS / "qwen-image-2-0-pro.json"), "--json")]
)
async def test_help_and_check_import_no_heavy_parts(machine: Machine, words: tuple[str, ...]) -> None:
    script = (
        "import atexit, json, sys\n"
        "from playground.cli import main\n"
        "atexit.register(lambda: print(json.dumps(sorted(sys.modules)), file=sys.stderr))\n"
        f"sys.argv = ['playground', *{words!r}]\n"
        "main()\n"
    )
    done = await machine.finish(await machine.python("-c", script))
    assert done.code == 0
    imported = set(json.loads(done.err.splitlines()[-1]))
    assert "typer" in imported
    assert imported.isdisjoint(HEAVY)


async def test_a_setting_that_cannot_be_used_is_one_sentence(playground: Playground) -> None:
    done = await playground("runs", "list", env={"PLAYGROUND_PORT": "http"})
    assert (done.code, done.out) == (1, "")
    assert "PLAYGROUND_PORT must be a whole number" in done.err
    assert done.err.count("\n") == 1


async def test_a_key_beyond_this_machine_needs_a_password(playground: Playground) -> None:
    exposed = {"PLAYGROUND_API_KEY": "mv_live_hush", "PLAYGROUND_HOST": "0.0.0.0"}  # noqa: S104 - the case in point
    done = await playground("serve", env=exposed)
    assert done.code == 1
    assert "PLAYGROUND_PASSWORD" in done.err
    assert "hush" not in done.out + done.err


async def test_what_nobody_foresaw_is_one_sentence_and_a_file(machine: Machine) -> None:
    script = (
        "import sys, playground.cli.output as output\n"
        "from playground import cli\n"
        "def broken(words): raise ZeroDivisionError('nobody foresaw this')\n"
        "cli._app = broken\n"
        "cli.main()\n"
    )
    done = await machine.finish(await machine.python("-c", script, env={"TMPDIR": str(machine.folder)}))
    assert done.code == 1
    assert done.err.count("\n") == 1
    [log] = machine.folder.glob("playground-*.log")
    assert str(log) in done.err
    assert "ZeroDivisionError: nobody foresaw this" in log.read_text(encoding="utf-8")


async def test_output_survives_a_terminal_without_unicode(machine: Machine) -> None:
    plain = {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    done = await machine.finish(await machine.start_anew("check", "missing-茶.json", env=plain))
    assert done.code == 1
    assert "missing-?.json" in done.out


async def test_ctrl_c_before_a_command_has_begun_is_no_traceback(machine: Machine) -> None:
    script = (
        "from playground import cli\n"
        "def interrupted(words): raise KeyboardInterrupt\n"
        "cli._app = interrupted\n"
        "cli.main()\n"
    )
    done = await machine.finish(await machine.python("-c", script))
    assert (done.code, done.err) == (130, "")

"""`playground grid`: what is told before anything is sent, what each cell sends, and what a script learns."""

from __future__ import annotations

import json

import pytest
from batching import PromptServer
from commandline import Machine, Playground

from playground.cli.grid_axes import read_axes
from playground.cli.payload import InputError
from playground.form import build_form, lay_out, untouched
from playground.ui.grid.axes import AxisRequest, read_axis
from playground.ui.grid.variables import Kind, Variable, Way

MODEL = "qwen-image-2-0-pro"


def variables() -> list[Variable]:
    schema = {"properties": {"n": {"type": "integer"}, "frame": {"type": "object", "properties": {"x": {}}}}}
    form = build_form({"type": "object", **schema})
    field = next(one for one in lay_out(form, untouched(form)).fields if one.name == "n")
    return [Variable("/frame/n", Kind.FIELD, Way.NUMBERS, "N", field)]


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("frame.n=1, 2", [1, 2]),
        ("frame.n=1..4", [1, 2, 3, 4]),
        ("frame.n=4..0..2", [4, 2, 0]),
        ("frame.n=[3, 1]", [3, 1]),
    ],
)
def test_values_are_listed_or_a_range(given: str, read: list[int]) -> None:
    [request] = read_axes([given], variables())
    assert [value.value for value in read_axis(request, variables()[0]).values] == read


@pytest.mark.parametrize("given", ["n", "=1", "n=1", "prompt:fox=hen"])
def test_what_cannot_be_varied_is_told(given: str) -> None:
    with pytest.raises(InputError):
        read_axes([given], variables())
    with pytest.raises(InputError):
        read_axes([], variables())


def test_the_request_is_what_a_page_would_ask() -> None:
    assert read_axes(["frame.n=1..3..0.5"], variables()) == (
        AxisRequest("/frame/n", first="1", last="3", step="0.5", is_range=True),
    )


@pytest.mark.slow
async def test_a_dry_run_sends_nothing_many_are_agreed_to_and_each_cell_is_paid_once(
    machine: Machine, playground: Playground
) -> None:
    async with PromptServer(outcomes={"a hen": "failed"}) as server:
        env = {"PLAYGROUND_API_URL": server.url}
        many = ("--vary", "n=1..6", "--vary", "size=1:1,16:9,9:16,2:3")
        words = ("grid", MODEL, "--set", "prompt=a fox", *many, "--json")
        dry = await playground(*words, "--dry-run", env=env)
        assert (dry.code, dry.last["cells"], dry.last["runs"]) == (0, 24, 24)
        assert dry.last["said"] == "6 values of “Images” × 4 shapes = 24 cells, 84 pictures"
        asked = await playground(*words, env=env)
        assert (asked.code, asked.last["status"]) == (2, "invalid")
        assert "--yes" in asked.last["problem"]["detail"]
        assert server.requests == []
        few = ("grid", MODEL, "--set", "prompt=a fox", "--vary", "prompt:fox=fox,hen,fox", "--vary", "size=1:1,16:9")
        done = await playground(*few, "--json", "--out", "new", env=env)
        assert done.code == 1
        assert done.last["cells"] == {"succeeded": 4, "failed": 2}
        sent = [json.loads(task.body)["input"] for task in server.tasks.values()]
        assert sorted((one["prompt"], one["size"]) for one in sent) == [
            ("a fox", "16:9"),
            ("a fox", "1:1"),
            ("a hen", "16:9"),
            ("a hen", "1:1"),
        ]
        saved = [line for line in done.lines if line.get("outputs")]
        assert sorted(line["values"] for line in saved) == [["fox", "16:9"], ["fox", "1:1"]]
        assert all((machine.folder / path).is_file() for line in saved for path in line["outputs"])

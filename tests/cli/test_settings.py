"""`playground settings`: the record inside a picture, and words where there is none."""

from __future__ import annotations

import io
import json
from decimal import Decimal
from typing import Any

import pytest
from commandline import Machine, Playground
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from playground.files.metadata import embed_metadata, metadata_json

INPUT = '{"prompt": "茶馆 🚀", "seed": 9007199254740993, "guidance": 0.10000000000000000001}'


def png(**more: Any) -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (8, 8)).save(data, "PNG", **more)
    return data.getvalue()


async def test_the_record_is_printed_with_every_digit(machine: Machine, playground: Playground) -> None:
    text = metadata_json(model="m", input_json=INPUT, task_id="task_1", created_at=0, version="0.1.0")
    (machine.folder / "a.png").write_bytes(embed_metadata(png(), text))
    done = await playground("settings", "a.png")
    assert (done.code, done.err) == (0, "")
    assert "茶馆" in done.out
    assert json.loads(done.out, parse_float=Decimal) == json.loads(text, parse_float=Decimal)


async def test_the_settings_of_a_foreign_picture_are_found(machine: Machine, playground: Playground) -> None:
    notes = PngInfo()
    notes.add_text("parameters", "a fox\nNegative prompt: blur\nSteps: 20, Seed: 41, Size: 1024x576")
    (machine.folder / "fox.png").write_bytes(png(pnginfo=notes))
    done = await playground("settings", "fox.png")
    assert done.code == 0
    assert (done.last["source"], done.last["input"]["seed"]) == ("AUTOMATIC1111", 41)


@pytest.mark.parametrize("name", ["bare.png", "missing.png", "."])
async def test_none_is_said_in_one_sentence(machine: Machine, playground: Playground, name: str) -> None:
    (machine.folder / "bare.png").write_bytes(png())
    done = await playground("settings", name)
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert name in done.err

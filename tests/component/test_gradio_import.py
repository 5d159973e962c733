"""Gradio's import is made shorter by what it does for nobody, and by nothing else."""

from __future__ import annotations

import sys
from importlib.util import module_from_spec
from pathlib import Path

import gradio as gr
import pytest

from playground.component.gradio_import import GradioFinder

OF_SOMEBODY = """from gradio.components.base import Component


class Stars(Component):
    EVENTS = ["change"]
"""


def test_gradios_own_sources_are_left_alone_and_those_of_others_are_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = GradioFinder.find_spec("gradio.component_meta", gr.__path__)
    assert spec is not None
    assert spec.loader is not None
    meta = module_from_spec(spec)
    spec.loader.exec_module(meta)
    parsed: list[str] = []

    def found(_source: str, name: str) -> tuple[str, int]:
        parsed.append(name)
        return "class", 1

    monkeypatch.setattr(meta, "extract_class_source_code", found)
    monkeypatch.setattr(meta, "create_pyi", lambda *_: "class")
    meta.create_or_modify_pyi(gr.Textbox, "Textbox", [])
    assert parsed == []
    source = tmp_path / "stars.py"
    source.write_text(OF_SOMEBODY, encoding="utf-8")
    made = type("Stars", (), {"__module__": "stars"})
    monkeypatch.setitem(sys.modules, "stars", type(sys)("stars"))
    sys.modules["stars"].__file__ = str(source)
    meta.create_or_modify_pyi(made, "Stars", [])
    assert source.with_suffix(".pyi").is_file()


@pytest.mark.parametrize("name", ["gradio", "gradio.components", "gradio.component_meta.other", "json"])
def test_all_other_modules_are_found_as_ever(name: str) -> None:
    assert GradioFinder.find_spec(name, gr.__path__) is None

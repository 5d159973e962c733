"""The examples in docstrings are true."""

from __future__ import annotations

import doctest
from importlib import import_module
from pathlib import Path

import pytest

import playground.form

MODULES = sorted(path.stem for path in Path(playground.form.__file__).parent.glob("*.py"))


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_module(name: str) -> None:
    module = playground.form if name == "__init__" else import_module(f"playground.form.{name}")
    assert doctest.testmod(module).failed == 0

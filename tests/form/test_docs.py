"""The examples in docstrings are true."""

from __future__ import annotations

import doctest
from importlib import import_module
from pathlib import Path

import pytest

import playground.form

HOME = Path(playground.form.__file__).parent
MODULES = sorted(
    ".".join(path.relative_to(HOME).with_suffix("").parts).removesuffix("__init__").rstrip(".")
    for path in HOME.rglob("*.py")
)


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_module(name: str) -> None:
    module = playground.form if not name else import_module(f"playground.form.{name}")
    assert doctest.testmod(module).failed == 0

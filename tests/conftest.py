"""What holds for every test: examples are judged by what they show, not by how long a busy machine took for them."""

from __future__ import annotations

import asyncio
import gc
from pathlib import Path
from typing import Any

import pytest
from forking import begin_parents, forked_python
from hypothesis import HealthCheck, settings

settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")

collect_ignore = ["component/foreign_app.py", "component/gallery_app.py"]  # apps that tests start as processes

# Else the first test that asks for a loop is given one that nobody closes.
asyncio.set_event_loop(None)

ROOT = Path(__file__).parents[1]
UNIT = tuple(ROOT / place / room for place in ("playground", "tests") for room in ("form", "tasks", "runs"))
"""Where tests need no server: what of them is not marked slow is what `make check` runs."""

SLOW = ("pytest.mark.slow", "pytest.mark.databases")
"""What a file has in which tests are slow: on PostgreSQL all are."""


def pytest_xdist_setupnodes(config: pytest.Config, specs: list[Any]) -> None:
    """What forks servers and commands is there once for all workers, and the tests are read once for all of them.

    Coverage is what it is only where each of them imports what it measures.
    """
    begin_parents(config.invocation_params.args)
    if not config.getoption("cov_source", None):
        for spec in specs:
            spec.python = forked_python()


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Do not read what the other half of `make test` runs: to read all tests costs each worker many seconds."""
    if config.option.markexpr != "not unit" or not any(room in collection_path.parents for room in UNIT):
        return None
    if collection_path.is_dir():
        return None
    text = collection_path.read_text(encoding="utf-8")
    return None if any(mark in text for mark in SLOW) else True


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is quick, and begin with what is slow, so that the workers end together."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)
    for item in items:
        is_unit = any(room in item.path.parents for room in UNIT)
        if is_unit and not item.get_closest_marker("slow"):
            item.add_marker("unit")


def pytest_collection_finish() -> None:
    """What was read for all tests stays: nobody need look through it for garbage again and again."""
    gc.collect()
    gc.freeze()

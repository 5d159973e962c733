"""What holds for every test: examples are judged by what they show, not by how long a busy machine took for them."""

from __future__ import annotations

import asyncio
import gc
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from forking import begin_parents, fork_worker_processes, forked_python
from hypothesis import HealthCheck, settings
from sharedstatements import share_statements

settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")

collect_ignore = ["component/foreign_app.py", "component/gallery_app.py"]  # apps that tests start as processes

share_statements()
fork_worker_processes()

# Else the first test that asks for a loop is given one that nobody closes.
asyncio.set_event_loop(None)

ROOT = Path(__file__).parents[1]
UNIT = tuple(ROOT / place / room for place in ("playground", "tests") for room in ("form", "tasks", "runs"))
"""Where tests need no server: what of them is not marked slow is what `make check` runs."""


def pytest_xdist_setupnodes(config: pytest.Config, specs: list[Any]) -> None:
    """What forks servers and commands is there once for all workers, and the tests are read once for all of them.

    Coverage is what it is only where each of them imports what it measures.
    """
    begin_parents(config.invocation_params.args)
    if not config.getoption("cov_source", None):
        for spec in specs:
            spec.python = forked_python()


@cache
def _needs_no_server(path: Path) -> bool:
    return any(room in path.parents for room in UNIT)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is quick, and begin with what is slow, so that the workers end together."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)
    for item in items:
        if _needs_no_server(item.path) and not item.get_closest_marker("slow"):
            item.add_marker("unit")


def pytest_collection_finish() -> None:
    """What was read for all tests stays: nobody need look through it for garbage again and again."""
    gc.collect()
    gc.freeze()

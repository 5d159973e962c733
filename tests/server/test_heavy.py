"""Forms that are made to take long: answered in words, while the next visitor is served and memory stays as it is."""

from __future__ import annotations

import html
import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import patient
import pytest
from fairness import fair
from pages import Served

from playground.sandbox import Keys

MODEL = "sandbox-everything"
FILLED = {"prompt": "x", "palette": "dawn"}
ROUTES = ("/generate", "/draft", "/form")
MOST_GROWTH = 150
"""Megabytes."""
SOON = 15
"""Seconds for such a form to be answered, on a busy machine; by itself each takes less than one."""


@contextmanager
def next_visitor(served: Served) -> Iterator[list[float]]:
    """Somebody else on the page, again and again: how long each answer took."""
    times: list[float] = []
    is_over = threading.Event()

    def visit() -> None:
        with patient.Client(base_url=served.url) as client:
            while not is_over.wait(0.05):
                begun = time.monotonic()
                assert client.get("/models").status_code == 200
                times.append(time.monotonic() - begun)

    visitor = threading.Thread(target=visit)
    visitor.start()
    try:
        yield times
    finally:
        is_over.set()
        visitor.join()


@pytest.fixture(scope="module")
def page(sandbox: Served) -> Iterator[httpx.Client]:
    """A browser with its cookie."""
    with patient.Client(base_url=sandbox.url) as client:
        client.get("/")
        yield client


@pytest.fixture(scope="module")
def version(page: httpx.Client) -> str:
    """Of the model's schema."""
    drawn = page.get("/form", params={"model": MODEL}).json()["form"]
    found = re.search(r'data-version="([^"]*)"', html.unescape(drawn))
    assert found
    return found[1]


def megabytes(served: Served) -> int:
    """What the server holds in memory."""
    status = Path(f"/proc/{served.process.pid}/status").read_text(encoding="utf-8")
    return next(int(line.split()[1]) // 1024 for line in status.splitlines() if line.startswith("VmRSS"))


def held(version: str, loaded: Any = FILLED, *, states: list[Any] | None = None, **other: Any) -> str:
    """What a page sends whose form holds this, for that version of the schema."""
    form = {"loaded": loaded, "raws": [], "emptied": [], "states": states or []}
    sent = {"model": MODEL, "form": json.dumps(form), "raws": [], "emptied": [], "page": "p", "edit": {"do": "redraw"}}
    return json.dumps({**sent, "version": version, **other})


HEAVY: dict[str, Callable[[str], str]] = {
    "a list of 300,000 wrong rows": lambda v: held(v, {**FILLED, "moods": [[row] for row in range(300_000)]}),
    "as many as two megabytes hold": lambda v: held(v, {**FILLED, "moods": [[1]] * 300_000}),
    "as many as are looked at": lambda v: held(v, {**FILLED, "moods": [[1]] * 9_900}),
    "rows that only their numbers tell of": lambda v: held(
        v, states=[[["layers"], True, False, list(range(150_000)), 150_001, None]]
    ),
    "a thousand states of many rows": lambda v: held(
        v, states=[[["layers", place], True, False, list(range(90)), 91, None] for place in range(1_000)]
    ),
    "a choice of 150,000": lambda v: held(v, raws=[[["moods"], ["7"] * 150_000]]),
    "150,000 controls": lambda v: held(v, raws=[[["x", place], "1"] for place in range(90_000)]),
    "as many emptied ones": lambda v: held(v, emptied=[["x", place] for place in range(120_000)]),
    "an editor with half a million numbers": lambda v: held(v, raws=[[["camera"], json.dumps([1] * 500_000)]]),
    "ten thousand members that nobody knows": lambda v: held(
        v, {**FILLED, **{f"m{place}": [place] for place in range(9_000)}}
    ),
    "numbers of many digits": lambda v: held(v, {**FILLED, **{f"n{place}": 10**4_000 + place for place in range(300)}}),
    "settings of a million numbers": lambda v: held(
        v, edit={"do": "record", "model": "", "input": json.dumps([1] * 600_000)}
    ),
    "a model with a name of a megabyte": lambda v: held(v, edit={"do": "model", "slug": "x" * 1_500_000}),
}


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux tells what another process holds")
@pytest.mark.parametrize("what", HEAVY)
def test_it_is_answered_in_words_while_others_are_served(
    sandbox: Served, page: httpx.Client, version: str, what: str
) -> None:
    body = HEAVY[what](version)
    before = megabytes(sandbox)
    for route in ROUTES:
        with next_visitor(sandbox) as times:
            begun = time.monotonic()
            answer = page.post(route, content=body)
            assert time.monotonic() - begun < fair(SOON)
        assert answer.status_code in {200, 400, 413}
        assert answer.json() is not None
        assert max(times, default=0) < fair(1)
    assert megabytes(sandbox) - before < MOST_GROWTH
    assert "Traceback" not in sandbox.data.with_suffix(".log").read_text()


def test_what_is_too_much_is_said(page: httpx.Client, version: str) -> None:
    for what in ("as many as two megabytes hold", "a choice of 150,000", "settings of a million numbers"):
        problem = page.post("/form", content=HEAVY[what](version)).json()["problem"]
        assert "has more than 20,000 values" in problem, what
    checked = page.post("/generate", content=HEAVY["as many as are looked at"](version)).json()
    assert checked["status"] == "invalid"
    assert checked["issues"] == [[["moods"], "Moods can have at most 3 entries; there are 9,900."]]


def test_what_a_file_says_of_the_page_is_bounded_too(sandbox: Served, page: httpx.Client, version: str) -> None:
    sent = HEAVY["a thousand states of many rows"](version)
    answer = page.post("/uploads", data={"sent": sent, "path": "[]"}, files={"file": ("a.png", b"x")})
    assert (answer.status_code, "values" in answer.json()["problem"]) == (400, True)
    settings = json.dumps({"model": MODEL, "input": {"prompt": "x", "moods": [1] * 30_000}})
    with next_visitor(sandbox) as times:
        page.post("/settings", data={"model": MODEL}, files={"file": ("a.json", settings.encode())})
    assert max(times, default=0) < fair(1)


def test_so_is_what_the_sandbox_is_asked_for(sandbox: Served) -> None:
    key = Keys(sandbox.data / "sandbox").own()
    asked = {"model": MODEL, "input": {**FILLED, "moods": [[row] for row in range(300_000)]}}
    with next_visitor(sandbox) as times:
        begun = time.monotonic()
        answer = patient.post(
            f"{sandbox.url}/sandbox/api/v1/tasks", json=asked, headers={"Authorization": f"Bearer {key}"}
        )
        assert time.monotonic() - begun < fair(SOON)
    assert answer.status_code == 422
    assert "has more than 20,000 values" in answer.text
    assert max(times, default=0) < fair(1)

"""How much may be sent at once, whether or not the sender says beforehand how much it will be."""

from __future__ import annotations

from collections.abc import Iterator
from http.client import HTTPConnection
from urllib.parse import urlsplit

import patient
import pytest
from fairness import PATIENCE
from pages import Served

MEGABYTE = 2**20


class Endless:
    """A body whose length nobody announces."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.taken = 0

    def __iter__(self) -> Iterator[bytes]:
        while self.taken < self.size:
            self.taken += MEGABYTE
            yield b" " * MEGABYTE


@pytest.mark.parametrize(
    ("path", "most"),
    [
        *(("/draft", "2 MB"), ("/form", "2 MB"), ("/generate", "2 MB"), ("/presets", "2 MB")),
        *(("/list", "2 MB"), ("/list/generate", "2 MB"), ("/grid", "2 MB"), ("/grid/draft", "2 MB")),
        *(("/workbench/draw", "5 MB"), ("/workbench/payload", "5 MB")),
    ],
)
@pytest.mark.parametrize("is_announced", [True, False])
def test_too_much_is_refused_in_words(sandbox: Served, path: str, most: str, *, is_announced: bool) -> None:
    body = b" " * 6 * MEGABYTE if is_announced else Endless(6 * MEGABYTE)
    answer = patient.post(sandbox.url + path, content=body)
    assert answer.status_code == 413
    assert answer.json() == {"problem": f"This is too much at once: at most {most} are taken. Nothing of it was kept."}
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", ["/", "/models", "/runs/x/cancel", "/gradio_api/run/predict", "/no/such/route"])
def test_where_nothing_is_taken_little_may_be_announced(sandbox: Served, path: str) -> None:
    answer = patient.post(sandbox.url + path, content=b" " * 2**17)
    assert answer.status_code == 413
    assert "at most 64 KB are taken" in answer.json()["problem"]


def test_the_refusal_speaks_the_language_of_the_page(sandbox: Served) -> None:
    answer = patient.post(f"{sandbox.url}/draft", content=Endless(6 * MEGABYTE), headers={"Accept-Language": "zh"})
    assert "最多 2 MB" in answer.json()["problem"]


@pytest.mark.parametrize(("path", "looked_at"), [("/uploads", 400), ("/settings", 200)])
def test_files_may_be_larger_but_not_of_any_size(sandbox: Served, path: str, looked_at: int) -> None:
    small = patient.post(sandbox.url + path, files={"file": ("a.png", b"\0" * 6 * MEGABYTE)})
    assert small.status_code == looked_at  # no picture, and none with settings
    assert "too much at once" not in small.text
    announcing = HTTPConnection(urlsplit(sandbox.url).netloc, timeout=PATIENCE)
    announcing.putrequest("POST", path)
    announcing.putheader("Content-Length", str(201 * MEGABYTE))
    announcing.endheaders()
    answer = announcing.getresponse()
    assert answer.status == 413
    assert "at most 200 MB" in answer.read().decode()
    announcing.close()


def test_the_sandbox_answers_as_the_service_does(sandbox: Served) -> None:
    body = Endless(6 * MEGABYTE)
    answer = patient.post(f"{sandbox.url}/sandbox/api/v1/tasks", content=body)
    assert "problem" not in answer.json()

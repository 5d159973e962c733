"""Bodies that no page sends: answered, and nothing in the log."""

from __future__ import annotations

import httpx
import pytest
from pages import Served

BODIES = [b"", b"{}", b"[]", b"\xff\xfe\xfd", b"[" * 200_000, b'{"model": [], "form": "{}", "raws": [], "emptied": []}']


@pytest.mark.parametrize("body", BODIES)
def test_a_draft_that_cannot_be_read_is_turned_away_quietly(sandbox: Served, body: bytes) -> None:
    answer = httpx.post(f"{sandbox.url}/draft", content=body)
    assert (answer.status_code, answer.json()) == (400, {})
    assert "Traceback" not in sandbox.data.with_suffix(".log").read_text()


@pytest.mark.parametrize("fields", [{}, {"sent": "{}", "path": "[]"}, {"sent": "[" * 200_000, "path": "7"}])
def test_a_file_for_no_field_is_refused_in_words(sandbox: Served, fields: dict[str, str]) -> None:
    answer = httpx.post(f"{sandbox.url}/uploads", data=fields, files={"file": ("a.png", b"no picture")})
    assert answer.json()["problem"].startswith("The server could not read what this page sent")
    assert "Traceback" not in sandbox.data.with_suffix(".log").read_text()

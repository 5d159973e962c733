"""Bodies that no page sends: answered, and nothing in the log."""

from __future__ import annotations

import html
import json
import re
from typing import Any

import patient
import pytest
from pages import Served

BODIES = [b"", b"{}", b"[]", b"\xff\xfe\xfd", b"[" * 200_000, b'{"model": [], "form": "{}", "raws": [], "emptied": []}']


@pytest.mark.parametrize("body", BODIES)
def test_a_draft_that_cannot_be_read_is_turned_away_quietly(sandbox: Served, body: bytes) -> None:
    answer = patient.post(f"{sandbox.url}/draft", content=body)
    assert (answer.status_code, answer.json()) == (400, {})
    assert "Traceback" not in sandbox.data.with_suffix(".log").read_text()


@pytest.mark.parametrize("fields", [{}, {"sent": "{}", "path": "[]"}, {"sent": "[" * 200_000, "path": "7"}])
def test_a_file_for_no_field_is_refused_in_words(sandbox: Served, fields: dict[str, str]) -> None:
    answer = patient.post(f"{sandbox.url}/uploads", data=fields, files={"file": ("a.png", b"no picture")})
    assert answer.status_code == 400
    assert answer.json()["problem"].startswith("The server could not read what this page sent")
    assert "Traceback" not in sandbox.data.with_suffix(".log").read_text()


MODEL = "qwen-image-2-0-pro"
DOINGS: list[Any] = [None, 5, ["x"], {}, "model", "settings", "record", "example", "add_row", "move_row", "?"]
SLOTS: list[Any] = ["abc", [None], [1.5], [[]], ["prompt"]]
EDITS: list[Any] = [
    *({"do": do} for do in DOINGS),
    *({"do": "example", "at": at} for at in ("x", None, -5, 99, 10**30, 0.5)),
    *({"do": "model", "slug": slug} for slug in (7, "../x", "\0", "\ud800")),
    *({"do": "settings", "run": run} for run in (["x"], "\0", "\ud800", "..")),
    *({"do": "record", "model": "", "input": text} for text in ("5", "NaN", "1e999999999", "[" * 9_000, "\ud800")),
    {"do": "record", "model": MODEL, "input": "5"},
    {"do": "move_row", "slot": ["image_urls", 0], "row": 10**30, "by": "x"},
    {"do": "remove_row", "slot": ["image_urls"], "row": 10**30},
    {"do": "choose_variant", "slot": ["prompt"], "chosen": {}},
    *({"do": "add_row", "slot": slot} for slot in SLOTS),
]
HELD: list[Any] = [
    {"form": '{"raws":[],"emptied":[],"states":[],"loaded":{"a":1e400}}'},
    {"form": '{"raws":[],"emptied":[],"states":[],"loaded":{"prompt":NaN}}'},
    {"form": '{"raws":[],"emptied":[],"states":[],"loaded":"\\ud800"}'},
    {"form": '{"raws":[],"emptied":[],"states":[[["image_urls"],1,2,[1e300],3,4]],"loaded":{}}'},
    {"raws": [[["prompt"], "half a pair \ud800 and a NUL \0"]]},
    {"raws": [[["\ud800"], "\ud800"]]},
    {"model": "\ud800"},
    {"version": "\ud800", "page": "\0"},
]


def sent(**changes: object) -> dict[str, object]:
    form = '{"raws":[],"emptied":[],"states":[],"loaded":{}}'
    plain = {"model": MODEL, "version": "?", "form": form, "raws": [], "emptied": [], "page": "p"}
    return {**plain, "edit": {"do": "redraw"}, **changes}


def test_what_no_page_sends_breaks_nothing(sandbox: Served) -> None:
    with patient.Client(base_url=sandbox.url) as client:
        client.get("/")
        drawn = html.unescape(client.get("/form", params={"model": MODEL}).json()["form"])
        found = re.search(r'data-version="([^"]*)"', drawn)
        assert found
        edits: list[Any] = [{"edit": edit} for edit in EDITS]
        for changes in (*edits, *HELD):
            for path in ("/form", "/draft", "/generate"):
                body = json.dumps(sent(**{"version": found[1], **changes}))
                answer = client.post(path, content=body)
                assert answer.status_code in {200, 400}, (path, changes)
                assert isinstance(answer.json(), dict)
    assert "Traceback" not in sandbox.data.with_suffix(".log").read_text()


@pytest.mark.parametrize("action", ["draw", "payload"])
def test_what_no_workbench_sends_is_answered_by_the_same_process(sandbox: Served, action: str) -> None:
    bodies = [b"", b"{", b"5", b"[" * 200_000, b"1" * 100_000, b"{}", b'{"text": null}', b'{"text": "{}", "sent": 5}']
    bodies += [json.dumps({"text": "\ud800", "sent": None}).encode(), b'{"text": "{}", "sent": {"form": 5}}']
    bodies += [json.dumps({"text": "{}", "sent": sent(edit=edit)}).encode() for edit in EDITS[:12]]
    for body in bodies:
        answer = patient.post(f"{sandbox.url}/workbench/{action}", content=body)
        assert answer.status_code == 200, body[:50]
        assert "came to an end" not in answer.text
        assert answer.json(), body[:50]
    assert "Traceback" not in sandbox.data.with_suffix(".log").read_text()


def test_a_path_longer_than_any_file_has_is_nobodys(sandbox: Served) -> None:
    assert patient.get(f"{sandbox.url}/assets/{'a/' * 3_000}a").status_code == 404

"""Browsers that keep no cookies: they share nothing, and nothing is sent for them that they would not find again."""

from __future__ import annotations

import json

import patient
from pages import Served

from playground.cli.run_sources import PERSON
from playground.form import Values, values_to_json
from playground.runs.ledger import Ledger
from playground.runs.request import RunRequest, prepare


def sent(prompt: str) -> str:
    """What the page sends of a form."""
    form = json.dumps(values_to_json(Values()))
    raws = [[["prompt"], prompt]]
    return json.dumps({"model": "qwen-image-2-0-pro", "form": form, "raws": raws, "emptied": [], "page": "tab"})


def test_generate_is_refused_in_words(sandbox: Served) -> None:
    answer = patient.post(f"{sandbox.url}/generate", content=sent("a secret plan"))
    assert (answer.json()["status"], answer.json()["run"]) == ("stopped", None)
    assert "Without cookies" in answer.json()["problem"]


def test_what_one_fills_in_another_does_not_see(sandbox: Served) -> None:
    assert patient.post(f"{sandbox.url}/draft", content=sent("a secret plan")).status_code == 200
    forms = patient.get(f"{sandbox.url}/form").text
    assert "playground-form" in forms
    assert "a secret plan" not in forms


def test_an_id_that_was_never_given_out_opens_nothing(sandbox: Served) -> None:
    run = prepare(RunRequest(person=PERSON, page="p", model="m", input={}, form_input={}), "https://a.example", 0)
    ledger = Ledger(sandbox.data / "ledger.sqlite3")
    ledger.add(run, "a process that lives")
    ledger.close()
    cookies = {"playground_browser": PERSON}
    assert patient.post(f"{sandbox.url}/runs/{run.run_id}/cancel", cookies=cookies).status_code == 404
    assert "Set-Cookie" in patient.get(sandbox.url, cookies=cookies).headers

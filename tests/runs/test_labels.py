"""Labels, and lists by them: what a person says of runs is kept, found, and no business of anybody else."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from datafolder import DataFolder
from fairness import PATIENCE
from faultserver import FaultServer
from ledgerruns import new_run
from sqlalchemy import Engine, event

from playground.errors import BadRequestError
from playground.runs.history import Cursor, HistoryFilter
from playground.runs.history_rows import HistoryRow
from playground.runs.labels import LONGEST_NOTE, MOST_AT_ONCE
from playground.runs.ledger import Ledger
from playground.runs.request import RunRequest
from playground.runs.tags import LONGEST_TAG, MOST_TAGS_OF_A_BROWSER, MOST_TAGS_OF_A_RUN

pytestmark = pytest.mark.databases("sqlite", "postgresql")


def _rows(ledger: Ledger, limit: int = 50, **wanted: Any) -> list[HistoryRow]:
    """All rows that are found, page by page."""
    rows: list[HistoryRow] = []
    after: Cursor | None = None
    while True:
        page = ledger.history.row_page(HistoryFilter(**{"person": "anna", **wanted}), limit, after)
        rows += page.rows
        after = page.following
        if after is None:
            return rows


def _ids(ledger: Ledger, **wanted: Any) -> list[str]:
    return [row.run_id for row in _rows(ledger, **wanted)]


def test_one_tag_in_two_spellings_is_one(ledger: Ledger) -> None:
    one, two = new_run(at=1.0), new_run(at=2.0)
    for run in (one, two):
        ledger.add(run, "alice")
    labels = ledger.labels
    assert labels.tag("anna", [one.run_id], ["  Café  au lait ", "CAFÉ AU LAIT", "", " "]) == (one.run_id,)
    labels.tag("anna", [two.run_id], ["café au Lait", "猫", "👩\u200d🎨"])
    assert [row.tags for row in _rows(ledger)] == [("Café au lait", "猫", "👩\u200d🎨"), ("Café au lait",)]
    assert labels.tags("anna") == ("Café au lait", "猫", "👩\u200d🎨")
    assert labels.tags("anna", "cafe") == labels.tags("anna", "LAIT") == ("Café au lait",)
    assert labels.tags("anna", "猫", 1) == ("猫",)
    assert labels.tags("ben") == ()
    labels.tag("anna", [one.run_id, two.run_id], add=["new"], remove=["CAFÉ au lait", "猫", "unknown", "NEW"])
    assert [row.tags for row in _rows(ledger)] == [("new", "👩\u200d🎨"), ("new",)]
    assert labels.tags("anna") == ("new", "👩\u200d🎨")
    assert _ids(ledger, search="café") == []
    assert _ids(ledger, search="NEW 🎨") == [two.run_id]


def test_a_note_is_found_while_it_is_there(ledger: Ledger) -> None:
    run = new_run()
    ledger.add(run, "alice")
    ids = [run.run_id]
    assert ledger.labels.note("anna", ids, "  für Zoë\n第二稿 \ud800") == (run.run_id,)
    assert _rows(ledger)[0].note == "für Zoë\n第二稿 \ufffd"
    assert _ids(ledger, search="zoe 二稿") == _ids(ledger, search="fox fur") == ids
    ledger.labels.note("anna", ids, "")
    assert (_ids(ledger, search="zoe"), _ids(ledger, search="fox"), _rows(ledger)[0].note) == ([], ids, "")


def test_labels_of_many_runs_take_as_many_statements_as_those_of_one(ledger: Ledger) -> None:
    runs = [new_run(f"a fox, number {number}") for number in range(12)]
    for run in runs:
        ledger.add(run, "alice")
    counts = []
    for some in (runs[:1], runs[1:]):
        asked: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any, asked: list[str] = asked) -> None:
            asked.append(statement)

        event.listen(Engine, "before_cursor_execute", note)
        try:
            ledger.labels.tag("anna", [run.run_id for run in some], ["poster"])
            ledger.labels.note("anna", [run.run_id for run in some], "for the wall")
        finally:
            event.remove(Engine, "before_cursor_execute", note)
        counts.append(len([statement for statement in asked if "trigrams" not in statement]))
    assert counts[1] <= counts[0]
    assert len(_ids(ledger, search="poster wall")) == len(runs)


def test_labels_of_others_cannot_be_made_or_seen(ledger: Ledger) -> None:
    mine, theirs = new_run(), new_run(person="ben")
    for run in (mine, theirs):
        ledger.add(run, "alice")
    labels, ids = ledger.labels, [theirs.run_id, mine.run_id, "unknown"]
    assert labels.favourite("anna", ids, is_on=True) == labels.rate("anna", ids, 5) == (mine.run_id,)
    assert labels.note("anna", ids, "seen") == labels.tag("anna", ids, ["mine"]) == (mine.run_id,)
    assert labels.tag("ben", [mine.run_id], ["stolen"]) == ()
    [row] = ledger.history.rows("ben", ids)
    assert (row.is_favourite, row.rating, row.note, row.tags) == (False, None, "", ())
    assert [row.run_id for row in ledger.history.rows("anna", ids)] == [mine.run_id]
    assert labels.tags("ben") == ()
    assert labels.rate("anna", [mine.run_id], None) == labels.favourite("anna", [mine.run_id], is_on=False)
    [row] = ledger.history.rows("anna", ids)
    assert (row.is_favourite, row.rating, row.tags) == (False, None, ("mine",))


def test_what_is_too_much_is_refused_and_nothing_of_it_is_done(ledger: Ledger) -> None:
    run = new_run()
    ledger.add(run, "alice")
    ids, labels = [run.run_id], ledger.labels
    many = [f"tag {number}" for number in range(MOST_TAGS_OF_A_RUN)]
    labels.tag("anna", ids, many)
    before = _rows(ledger)
    refused_calls: dict[str, Callable[[], object]] = {
        "label.tag_too_long": lambda: labels.tag("anna", ids, ["x" * (LONGEST_TAG + 1)]),
        "label.tag_unreadable": lambda: labels.tag("anna", ids, ["a\u202eb"]),
        "label.too_many_tags": lambda: labels.tag("anna", ids, ["one more"]),
        "label.too_many_names": lambda: labels.tag(
            "anna", ids, [str(number) for number in range(MOST_TAGS_OF_A_BROWSER)]
        ),
        "label.note_too_long": lambda: labels.note("anna", ids, "x" * (LONGEST_NOTE + 1)),
        "label.rating": lambda: labels.rate("anna", ids, 6),
        "label.too_many_runs": lambda: labels.favourite("anna", ids * (MOST_AT_ONCE + 1), is_on=True),
    }
    for code, call in refused_calls.items():
        with pytest.raises(BadRequestError) as refused:
            call()
        assert refused.value.code == code
    assert _rows(ledger) == before
    assert labels.tags("anna", "one more") == ()
    labels.tag("anna", ids, ["one more"], many[:1])
    labels.tag("anna", ids, ["x" * LONGEST_TAG], many[1:2])
    labels.note("anna", ids, "晨" * LONGEST_NOTE)
    assert len(_rows(ledger)[0].tags) == MOST_TAGS_OF_A_RUN


async def test_a_runner_tells_its_pages_of_labels_and_lists_what_is_at_work_first(data_folder: DataFolder) -> None:
    async with FaultServer() as server, data_folder.runner(server) as runner:
        pages = runner.subscribe("anna")
        await anext(pages)
        run = await runner.begin(
            RunRequest(person="anna", page="tab", model="m", input={"prompt": "fog"}, form_input={"prompt": "fog"})
        )
        assert [row.run_id for row in await runner.history.open_rows("anna")] == [run.run_id]
        async with asyncio.timeout(PATIENCE):
            while await runner.history.open_rows("anna"):  # noqa: ASYNC110 - told of a moment before it is written
                await asyncio.sleep(0.01)
        run = await runner.run("anna", run.run_id) or run
        assert await runner.labels.tag("anna", [run.run_id], ["Tea"]) == (run.run_id,)
        await anext(pages)
        assert await runner.labels.tags("anna", "t") == ("Tea",)
        for wanted in (HistoryFilter("anna", "tea"), HistoryFilter("anna", media="image", tags=frozenset({"TEA"}))):
            [row] = (await runner.history.page(wanted, 10)).rows
            assert (row.run_id, row.word, row.prompt, row.media) == (run.run_id, "succeeded", "fog", "image")
            assert row.cover is not None
            assert (row.cover.name, row.cover.width) == (run.outputs[0].name, run.outputs[0].width)
        assert await runner.labels.favourite("anna", [run.run_id], is_on=True) == (run.run_id,)
        assert await runner.labels.rate("anna", [run.run_id], 4) == await runner.labels.note("anna", [run.run_id], "x")
        [row] = await runner.history.rows("anna", [run.run_id])
        assert (row.is_favourite, row.rating, row.note) == (True, 4, "x")

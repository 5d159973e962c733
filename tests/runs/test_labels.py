"""Labels, and lists by them: what a person says of runs is kept, found, and no business of anybody else."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import pytest
from datafolder import DataFolder
from fairness import PATIENCE
from faultserver import FaultServer
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, event

from playground.errors import BadRequestError
from playground.runs import history
from playground.runs.history import Cursor, HistoryFilter
from playground.runs.history_rows import HistoryRow, facts_of
from playground.runs.labels import LONGEST_NOTE, MOST_AT_ONCE
from playground.runs.ledger import Ledger
from playground.runs.request import RunRequest, prepare
from playground.runs.run import Output, Run, RunStatus
from playground.runs.searchtext import fold
from playground.runs.tags import LONGEST_TAG, MOST_TAGS_OF_A_BROWSER, MOST_TAGS_OF_A_RUN, same_tag
from playground.runs.writes import LedgerWrite
from playground.tasks.problem import Charged, Problem, ProblemCode
from playground.tasks.task import MediaKind, Task, TaskStatus

pytestmark = pytest.mark.databases("sqlite", "postgresql")


def _new(prompt: str = "a fox", *, person: str = "anna", at: float = 100.0, model: str = "m") -> Run:
    payload = {"prompt": prompt}
    return prepare(RunRequest(person=person, page="tab", model=model, input=payload, form_input=payload), "test", at)


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


@dataclass(frozen=True, slots=True)
class _Labelled:
    """A run, and what was said of it."""

    run: Run
    is_favourite: bool
    rating: int | None
    note: str
    tags: frozenset[str]

    def fits(self, wanted: HistoryFilter) -> bool:
        run, facts = self.run, facts_of(self.run)
        text = "\n".join([facts["text"], fold(self.note), *map(fold, self.tags)])
        media = facts["media"] or ("image" if run.model in {"m0", "m1"} else "video")
        return all(
            (
                wanted.person in {None, run.person},
                all(word in text for word in fold(wanted.search).split()),
                wanted.model in {None, run.model},
                not wanted.words or run.word in wanted.words,
                wanted.since is None or run.created_at >= wanted.since,
                wanted.until is None or run.created_at < wanted.until,
                not wanted.has_problem or run.problem is not None,
                wanted.cost_over is None or (run.cost_actual is not None and run.cost_actual > wanted.cost_over),
                wanted.media in {None, media},
                self.is_favourite or not wanted.is_favourite,
                wanted.min_rating is None or (self.rating or 0) >= wanted.min_rating,
                {same_tag(tag) for tag in wanted.tags} <= {same_tag(tag) for tag in self.tags},
            )
        )


_MEDIA: Mapping[str | None, frozenset[str]] = {
    "image": frozenset({"m0", "m1"}),
    "video": frozenset({"m2"}),
    "text": frozenset(),
}


def _shelf(ledger: Ledger) -> list[_Labelled]:
    chance = random.Random(14)  # noqa: S311 - the same runs each time
    shelf = []
    for number in range(40):
        run = _new(
            chance.choice(["a fox", "晨雾中的茶馆", "Tea"]),
            person="ben" if number % 9 == 0 else "anna",
            at=float(number // 2),
            model=f"m{chance.randrange(3)}",
        )
        ledger.add(run, "alice")
        status = chance.choice([RunStatus.SUCCEEDED, RunStatus.FAILED, RunStatus.UNCONFIRMED])
        cost = chance.choice([None, Decimal("0.05"), Decimal("0.2")])
        kinds = chance.choice([(), (MediaKind.IMAGE,), (MediaKind.FILE, MediaKind.VIDEO), (MediaKind.TEXT,)])
        run = replace(
            run,
            status=status,
            task=Task(f"task{number}", TaskStatus.SUCCEEDED, cost_actual=cost),
            outputs=tuple(Output(index, kind, f"{index}-a.x") for index, kind in enumerate(kinds)),
            problem=chance.choice([None, Problem(ProblemCode.UNCONFIRMED, Charged.UNKNOWN)]),
        )
        labelled = _Labelled(
            run,
            is_favourite=chance.random() < 0.3,
            rating=chance.choice([None, None, 1, 3, 5]),
            note=chance.choice(["", "", "for Zoë's\nposter", "海报"]),
            tags=frozenset(chance.sample(["Tea", "poster", "茶", "été"], chance.randrange(4))),
        )
        ids, labels = [run.run_id], ledger.labels
        labels.favourite(run.person, ids, is_on=labelled.is_favourite)
        labels.tag(run.person, ids, labelled.tags)
        assert ledger.save([LedgerWrite(run, "alice", keeps_ownership=False)]) == (True,)  # labels stay
        labels.rate(run.person, ids, labelled.rating)
        labels.note(run.person, ids, labelled.note)
        shelf.append(labelled)
    return shelf


_FILTERS = st.builds(
    HistoryFilter,
    person=st.sampled_from(["anna", "ben", None]),
    search=st.sampled_from(["", "", "fox", "tea", "茶", "POSTER", "zoe's", "ete m2", "海报 fox", "task1", "nothing"]),
    model=st.sampled_from([None, None, None, "m1"]),
    words=st.sampled_from([frozenset(), frozenset(), frozenset({"failed"}), frozenset({"succeeded", "unconfirmed"})]),
    since=st.sampled_from([None, None, 7.0]),
    until=st.sampled_from([None, None, 16.0]),
    has_problem=st.sampled_from([False, False, True]),
    cost_over=st.sampled_from([None, None, 0.05]),
    media=st.sampled_from([None, None, "image", "video", "text"]),
    is_favourite=st.sampled_from([False, False, True]),
    min_rating=st.sampled_from([None, None, 1, 3, 4]),
    tags=st.frozensets(st.sampled_from(["tea", "POSTER", "茶", "Été", "none"]), max_size=2),
).map(lambda wanted: replace(wanted, media_models=_MEDIA.get(wanted.media, frozenset())))


@pytest.mark.parametrize("few", [0, 2_000])
def test_a_list_has_what_fits_all_filters_and_nothing_else(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    """However it is looked for: where an index names too many, rows are looked at one after another, so many a page."""
    monkeypatch.setattr(history, "_MOST_CANDIDATES", few)
    monkeypatch.setattr(history, "_LOOKED_AT", 9)
    shelf = _shelf(ledger)
    newest_first = sorted(shelf, key=lambda one: (one.run.created_at, one.run.run_id), reverse=True)

    @settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(_FILTERS, st.sampled_from([3, 100]))
    def check(wanted: HistoryFilter, limit: int) -> None:
        rows: list[HistoryRow] = []
        after: Cursor | None = None
        while True:
            page = ledger.history.row_page(wanted, limit, after)
            assert ledger.history.page(wanted, limit, after).run_ids == tuple(row.run_id for row in page.rows)
            rows += page.rows
            after = page.following
            if after is None:
                break
        expected = [one for one in newest_first if one.fits(wanted)]
        assert [row.run_id for row in rows] == [one.run.run_id for one in expected]
        for row, one in zip(rows, expected, strict=True):
            said = (row.is_favourite, row.rating, row.note, frozenset(row.tags))
            assert said == (one.is_favourite, one.rating, one.note, one.tags)
            assert (row.word, row.cost, row.output_count) == (one.run.word, one.run.cost_actual, len(one.run.outputs))

    check()


def test_one_tag_in_two_spellings_is_one(ledger: Ledger) -> None:
    one, two = _new(at=1.0), _new(at=2.0)
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
    run = _new()
    ledger.add(run, "alice")
    ids = [run.run_id]
    assert ledger.labels.note("anna", ids, "  für Zoë\n第二稿 \ud800") == (run.run_id,)
    assert _rows(ledger)[0].note == "für Zoë\n第二稿 \ufffd"
    assert _ids(ledger, search="zoe 二稿") == _ids(ledger, search="fox fur") == ids
    ledger.labels.note("anna", ids, "")
    assert (_ids(ledger, search="zoe"), _ids(ledger, search="fox"), _rows(ledger)[0].note) == ([], ids, "")


def test_labels_of_many_runs_take_as_many_statements_as_those_of_one(ledger: Ledger) -> None:
    runs = [_new(f"a fox, number {number}") for number in range(12)]
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
    mine, theirs = _new(), _new(person="ben")
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
    run = _new()
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
        run = await runner.begin(RunRequest("anna", "tab", "m", {"prompt": "fog"}, {"prompt": "fog"}))
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

"""Lists by filters: what fits all of them and nothing else, labels among them."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ledgerruns import new_run

from playground.runs import history
from playground.runs.history import Cursor, HistoryFilter
from playground.runs.history_rows import HistoryRow, facts_of
from playground.runs.ledger import Ledger
from playground.runs.run import Output, Run, RunStatus
from playground.runs.searchtext import fold
from playground.runs.tags import same_tag
from playground.runs.writes import LedgerWrite
from playground.tasks.problem import Charged, Problem, ProblemCode
from playground.tasks.task import MediaKind, Task, TaskStatus

pytestmark = pytest.mark.databases("sqlite", "postgresql")


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
        run = new_run(
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

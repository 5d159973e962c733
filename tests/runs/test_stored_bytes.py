"""What one person keeps, and may: on both databases."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from batching import batch_request
from hypothesis import given, settings
from hypothesis import strategies as st
from ledgerruns import new_run

from playground.errors import StorageError
from playground.people.people import People
from playground.people.person import Identity, Limits
from playground.people.taking_along import take_along
from playground.runs.batches.planning import plan_batch
from playground.runs.budgets.limits import COMMAND_LINE
from playground.runs.concurrency import ConcurrencyLimits
from playground.runs.database import Database
from playground.runs.ledger import Ledger
from playground.runs.person_limits import UNLIMITED
from playground.runs.run import Output, Run, RunStatus
from playground.runs.stored_bytes import COMING
from playground.runs.writes import LedgerWrite
from playground.tasks.task import MediaKind

pytestmark = pytest.mark.databases("sqlite", "postgresql")

ANNA, BERT = "anna", "bert"
NAME = "f" * 64 + ".png"


def kept(ledger: Ledger, size: int, *, person: str = ANNA, prompt: str = "a fox") -> Run:
    """A run with a result of that many bytes."""
    run = new_run(prompt, person=person)
    ledger.add(run, "process")
    outputs = (Output(0, MediaKind.IMAGE, "0-a.png", "image/png", size), Output(1, MediaKind.IMAGE))
    run = replace(run, status=RunStatus.SUCCEEDED, outputs=outputs)
    assert ledger.save([LedgerWrite(run, "process", keeps_ownership=False)]) == (True,)
    return run


def uploaded(ledger: Ledger, size: int, *, person: str = ANNA, name: str = NAME) -> None:
    key = ledger.stored.begin(person, size, 1.0)
    ledger.stored.finish(key, person, name, size, 1.0)


def held(ledger: Ledger, person: str = ANNA) -> int:
    return ledger.stored.of([person]).get(person, 0)


@pytest.fixture
def limited(database: str | Path) -> Ledger:
    ledger = Ledger(database, person_bytes=1000)
    ledger.open()
    return ledger


def test_a_run_begins_while_anything_is_left_and_its_result_may_pass_the_limit(limited: Ledger) -> None:
    with closing(limited):
        kept(limited, 999)
        kept(limited, 5_000, prompt="an owl")
        assert held(limited) == 5_999
        with pytest.raises(StorageError) as refused:
            limited.add(new_run("a hen"), "process")
        assert (refused.value.code, refused.value.params) == ("limit.stored", {"held": 5_999, "limit": 1000})
        assert limited.add(new_run("a hen", person=BERT), "process") is None, "it is each person's own"
        assert limited.add(new_run("a hen", person=COMMAND_LINE), "process") is None


@pytest.mark.parametrize(("own", "may"), [(UNLIMITED, True), (3_000, True), (10, False)])
def test_one_person_may_have_another_limit(database: str | Path, own: int, *, may: bool) -> None:
    with closing(Ledger(database, person_bytes=1000)) as ledger, closing(Database(database)) as store:
        people = People(store)
        ann = people.enter(Identity("header", "ann"), 1.0).person
        kept(ledger, 2_000, person=ann)
        people.set_limits(ann, Limits(most_bytes=own), by="boss", now=1.0)
        assert ledger.stored.standing(ann) == (2_000, None if own == UNLIMITED else own)
        assert bool(ledger.stored.keys_at_the_limit()) is not may
        if may:
            uploaded(ledger, 900, person=ann)
            assert ledger.add(new_run("an owl", person=ann), "process") is None
        else:
            with pytest.raises(StorageError, match=r"limit\.stored"):
                ledger.add(new_run("an owl", person=ann), "process")


def test_what_is_deleted_for_good_gives_room(limited: Ledger) -> None:
    with closing(limited):
        run = kept(limited, 1_000)
        limited.deletions.delete(ANNA, [run.run_id], 10.0)
        assert held(limited) == 1_000, "it may be had back"
        assert limited.deletions.finalise(21.0) == (run.run_id,)
        assert limited.deletions.remove(run.run_id)
        assert held(limited) == 0
        limited.add(new_run("a hen"), "process")


def test_an_upload_that_would_pass_the_limit_is_refused_and_one_on_its_way_counts(limited: Ledger) -> None:
    with closing(limited):
        coming = limited.stored.begin(ANNA, 600, 1.0)
        with pytest.raises(StorageError) as refused:
            limited.stored.begin(ANNA, 401, 1.0)
        assert (refused.value.code, refused.value.params) == ("upload.stored", {"held": 600, "limit": 1000})
        limited.stored.give_up(coming)
        uploaded(limited, 1_000)
        assert held(limited) == 1_000


def test_a_file_counts_once_a_person_and_for_each_who_brought_it(limited: Ledger) -> None:
    with closing(limited):
        uploaded(limited, 400)
        uploaded(limited, 400)
        uploaded(limited, 400, person=BERT)
        assert limited.stored.of([ANNA, BERT, "carl"]) == {ANNA: 400, BERT: 400}


def test_what_housekeeping_removed_counts_no_more(limited: Ledger) -> None:
    with closing(limited):
        run = kept(limited, 700)
        uploaded(limited, 300)
        assert sorted(limited.stored.keys_at_the_limit()) == sorted([run.run_id, NAME])
        limited.stored.correct({run.run_id: 200, NAME: 0})
        assert held(limited) == 200
        assert limited.stored.keys_at_the_limit() == ()


def test_what_was_on_its_way_when_its_process_died_is_forgotten(limited: Ledger) -> None:
    with closing(limited):
        assert limited.stored.begin(ANNA, 600, 1.0).startswith(COMING)
        limited.stored.forget_lost(3_600.0)
        assert held(limited) == 600
        limited.stored.forget_lost(3_602.0)
        assert held(limited) == 0


def test_a_batch_is_refused_at_the_click_and_held_back_later(limited: Ledger) -> None:
    with closing(limited):
        now = 100.0
        request = batch_request("a fox", "an owl", person=ANNA)
        one = plan_batch(request, "test", "process", now)
        batch = limited.batches.add(one, request.deduplication_key(now))
        kept(limited, 1_000, prompt="a hen")
        assert limited.batches.send_next(batch, "process", ConcurrencyLimits.of(9), now=now, most=9).runs == ()


def test_taken_along_it_is_the_persons_and_what_both_brought_counts_once(database: str | Path) -> None:
    with closing(Ledger(database)) as ledger, closing(Database(database)) as store:
        kept(ledger, 100)
        uploaded(ledger, 40)
        uploaded(ledger, 7, name="e" * 64 + ".png")
        uploaded(ledger, 40, person=BERT)
        with store.writing() as connection:
            take_along(connection, ANNA, BERT)
        assert ledger.stored.of([ANNA, BERT]) == {BERT: 147}


@settings(max_examples=20, deadline=None)
@given(
    steps=st.lists(
        st.tuples(
            st.sampled_from(["run", "upload", "delete", "sweep"]), st.sampled_from([ANNA, BERT]), st.integers(0, 3)
        ),
        max_size=12,
    )
)
def test_it_is_always_the_sum_of_what_is_there(new_ledger: Path, steps: list[tuple[str, str, int]]) -> None:
    with tempfile.TemporaryDirectory() as folder, closing(Ledger(shutil.copy2(new_ledger, folder))) as ledger:
        there: dict[tuple[str, str], int] = {}
        for what, person, number in steps:
            match what:
                case "run":
                    there[kept(ledger, 10 + number, person=person).run_id, person] = 10 + number
                case "upload":
                    name = f"{number:064d}.png"
                    uploaded(ledger, 3 + number, person=person, name=name)
                    there[name, person] = 3 + number
                case "sweep":
                    keys = sorted({key for key, _ in there})[:number]
                    ledger.stored.correct(dict.fromkeys(keys, 0))
                    there = {key: size for key, size in there.items() if key[0] not in keys}
                case _:
                    mine = sorted(key for key, whose in there if whose == person and "." not in key)[:number]
                    ledger.deletions.delete(person, mine, 0.0)
                    for run_id in ledger.deletions.finalise_these(mine):
                        assert ledger.deletions.remove(run_id)
                        del there[run_id, person]
        for person in (ANNA, BERT):
            assert held(ledger, person) == sum(size for (_, whose), size in there.items() if whose == person)

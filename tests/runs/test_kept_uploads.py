"""A person's uploads: what uses them, and which may go: on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from batching import batch_request
from earlierledgers import VERSIONS
from hypothesis import given, settings
from hypothesis import strategies as st
from ledgerruns import new_run, older_ledger
from sqlalchemy import insert

from playground.people.taking_along import take_along
from playground.runs.batches.batch import CellRequest
from playground.runs.batches.planning import plan_batch
from playground.runs.database import Database
from playground.runs.kept_uploads import UploadDeletion, UploadRefusal
from playground.runs.ledger import Ledger
from playground.runs.presets import Preset
from playground.runs.run import Run, RunStatus
from playground.runs.tables import KEPT_FILES
from playground.runs.writes import LedgerWrite

pytestmark = pytest.mark.databases("sqlite", "postgresql")

ANNA, BERT = "anna", "bert"
FOX, OWL, HEN = (f"{letter * 64}.png" for letter in "abc")


@pytest.fixture
def uploads(database: str | Path) -> Iterator[Ledger]:
    with closing(Ledger(database)) as ledger:
        ledger.open()
        yield ledger


def brought(ledger: Ledger, name: str, *, person: str = ANNA, size: int = 10, at: float = 1.0) -> None:
    key = ledger.stored.begin(person, size, at)
    ledger.stored.finish(key, person, name, size, at, title=f"{name[:3]}.png")


def begun(ledger: Ledger, *names: str, person: str = ANNA, at: float = 100.0) -> Run:
    """A run at work whose form holds these uploads."""
    held = {"prompt": "a fox", "images": [f"upload:{name}" for name in names]}
    run = replace(new_run(person=person, at=at), form_input=held)
    ledger.add(run, "process")
    return run


def ended(ledger: Ledger, run: Run) -> None:
    over = replace(run, status=RunStatus.FAILED, ended_at=200.0)
    assert ledger.save([LedgerWrite(over, "process", keeps_ownership=False)]) == (True,)


def delete(ledger: Ledger, *names: str, person: str = ANNA) -> tuple[UploadDeletion, list[str]]:
    removed: list[str] = []
    return ledger.kept_uploads.delete(person, names, 300.0, removed.append), removed


def test_each_is_listed_with_what_uses_it_the_largest_first(uploads: Ledger) -> None:
    for number, name in enumerate((FOX, OWL, HEN)):
        brought(uploads, name, size=10 + number, at=float(number))
    brought(uploads, FOX, person=BERT)
    ended(uploads, begun(uploads, FOX, FOX))
    begun(uploads, FOX, at=101.0)
    begun(uploads, FOX, person=BERT)
    form = {"image": f"upload:{FOX}"}
    uploads.presets.save(ANNA, Preset("m", "poster", "v", form, form), 1.0, replaces=False)
    uploads.drafts.save(ANNA, "m", {"image": f"upload:{OWL}"}, 1.0)
    found = uploads.kept_uploads.of(ANNA, 2)
    assert [(one.name, one.title, one.size, one.brought_at, one.runs, one.forms) for one in found.largest] == [
        (HEN, "ccc.png", 12, 2.0, 0, 0),
        (OWL, "bbb.png", 11, 1.0, 0, 1),
    ]
    assert (found.count, found.size, found.unused, found.unused_size) == (3, 33, 1, 12)
    (fox,) = [one for one in uploads.kept_uploads.of(ANNA, 9).largest if one.name == FOX]
    assert (fox.runs, fox.forms) == (2, 1)
    assert uploads.kept_uploads.unused(ANNA, 9.0) == (HEN,)
    assert uploads.kept_uploads.unused(ANNA, 1.5) == (), "it was brought later"


def test_one_that_a_run_at_work_needs_stays_until_that_has_ended(uploads: Ledger) -> None:
    brought(uploads, FOX)
    run = begun(uploads, FOX)
    done, removed = delete(uploads, FOX)
    assert (done.deleted, removed, dict(done.refused)) == ((), [], {FOX: UploadRefusal.AT_WORK})
    ended(uploads, run)
    done, removed = delete(uploads, FOX)
    assert (done.deleted, done.size, done.files, removed) == ((FOX,), 10, (FOX,), [FOX])
    assert uploads.stored.of([ANNA]) == {}


def test_one_that_a_waiting_cell_names_stays(uploads: Ledger) -> None:
    brought(uploads, FOX)
    request = batch_request("a fox", "an owl", person=ANNA)
    held = {"prompt": "x", "image": f"upload:{FOX}"}
    cells = tuple(replace(cell, form_input=held) for cell in request.cells)
    assert all(isinstance(cell, CellRequest) for cell in cells)
    uploads.batches.add(
        plan_batch(replace(request, cells=cells), "test", "process", 1.0), request.deduplication_key(1.0)
    )
    assert dict(delete(uploads, FOX)[0].refused) == {FOX: UploadRefusal.AT_WORK}
    assert uploads.kept_uploads.unused(ANNA, 9.0) == ()
    assert uploads.kept_uploads.named_by_waiting() == {FOX}, "housekeeping leaves it too"


def test_a_file_goes_with_the_last_who_keeps_it_and_never_from_a_run_at_work(uploads: Ledger) -> None:
    for person in (ANNA, BERT):
        brought(uploads, FOX, person=person)
    done, removed = delete(uploads, FOX)
    assert (done.deleted, done.files, removed) == ((FOX,), (), [])
    assert uploads.stored.of([ANNA, BERT]) == {BERT: 10}
    run = begun(uploads, FOX)  # by its name, which a picture's settings tell
    done, removed = delete(uploads, FOX, person=BERT)
    assert (done.deleted, removed) == ((FOX,), []), "it is Bert's to delete, and the file stays for Anna's run"
    ended(uploads, run)


def test_nobody_deletes_what_is_somebody_elses(uploads: Ledger) -> None:
    brought(uploads, FOX, person=BERT)
    run = begun(uploads, OWL)
    for name in (FOX, OWL, run.run_id, "coming-x", "../x.png", "%"):
        done, removed = delete(uploads, name)
        assert (done.deleted, removed, dict(done.refused)) == ((), [], {name: UploadRefusal.UNKNOWN})
    assert uploads.stored.of([BERT]) == {BERT: 10}


def test_from_the_deletion_on_a_bucket_has_it_no_more(uploads: Ledger, database: str | Path) -> None:
    brought(uploads, FOX)
    with closing(Database(database)) as store, store.writing() as connection:
        kept = {"name": f"uploads/{FOX}", "key": FOX, "size": 10, "state": "here"}
        connection.execute(insert(KEPT_FILES).values(**kept, kept_at=1.0, used_at=1.0, changed_at=1.0))
    delete(uploads, FOX)
    with closing(Database(database)) as store, store.reading() as connection:
        assert connection.execute(KEPT_FILES.select()).one().state == "going"


def test_what_cannot_be_removed_stays_all_of_it(uploads: Ledger) -> None:
    brought(uploads, FOX)

    def fail(_name: str) -> None:
        raise OSError(30, "Read-only file system")

    with pytest.raises(OSError, match="Read-only"):
        uploads.kept_uploads.delete(ANNA, [FOX], 300.0, fail)
    assert uploads.stored.of([ANNA]) == {ANNA: 10}


def test_uses_go_with_their_run_and_along_with_their_person(uploads: Ledger, database: str | Path) -> None:
    brought(uploads, FOX)
    run = begun(uploads, FOX)
    ended(uploads, run)
    with closing(Database(database)) as store, store.writing() as connection:
        take_along(connection, ANNA, BERT)
    assert [one.runs for one in uploads.kept_uploads.of(BERT, 9).largest] == [1]
    uploads.deletions.delete(BERT, [run.run_id], 300.0)
    assert uploads.kept_uploads.of(BERT, 9).unused == 0, "the run may be had back"
    for run_id in uploads.deletions.finalise(400.0):
        uploads.deletions.remove(run_id)
    assert uploads.kept_uploads.of(BERT, 9).unused == 1


@pytest.mark.databases("sqlite")
def test_uses_of_runs_from_before_are_known(tmp_path: Path) -> None:
    run = replace(new_run(), form_input={"images": [f"upload:{FOX}", {"deep": f"upload:{OWL}"}]})
    with closing(older_ledger(tmp_path / "old.db", VERSIONS[-1], run, new_run("none"))) as ledger:
        ledger.open()
        for name in (FOX, OWL, HEN):
            brought(ledger, name)
        assert {one.name: one.runs for one in ledger.kept_uploads.of(ANNA, 9).largest} == {FOX: 1, OWL: 1, HEN: 0}


@settings(max_examples=20, deadline=None)
@given(
    steps=st.lists(
        st.tuples(
            st.sampled_from(["bring", "begin", "end", "delete"]),
            st.sampled_from([ANNA, BERT]),
            st.sampled_from([FOX, OWL]),
        ),
        max_size=14,
    )
)
@pytest.mark.databases("sqlite")
def test_no_file_goes_that_anybody_keeps_or_a_run_at_work_needs(
    new_ledger: Path, tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, str, str]]
) -> None:
    file = tmp_path_factory.mktemp("uploads") / "ledger.db"
    file.write_bytes(new_ledger.read_bytes())
    kept: set[tuple[str, str]] = set()
    there: set[str] = set()
    open_runs: list[tuple[Run, str, str]] = []
    with closing(Ledger(file)) as ledger:
        for number, (what, person, name) in enumerate(steps):
            match what:
                case "bring":
                    brought(ledger, name, person=person)
                    kept.add((person, name))
                    there.add(name)
                case "begin":
                    if name in there:
                        open_runs.append((begun(ledger, name, person=person, at=100.0 + number), person, name))
                case "end":
                    if open_runs:
                        ended(ledger, open_runs.pop(0)[0])
                case _:
                    done, removed = delete(ledger, name, person=person)
                    needs_it = any((person, name) == (whose, of) for _, whose, of in open_runs)
                    assert done.deleted == ((name,) if (person, name) in kept and not needs_it else ())
                    kept -= {(person, one) for one in done.deleted}
                    assert not {one for _, one in kept}.intersection(removed)
                    assert not {one for *_, one in open_runs}.intersection(removed)
                    there -= set(removed)
            held = {(whose, one.name) for whose in (ANNA, BERT) for one in ledger.kept_uploads.of(whose, 9).largest}
            assert held == kept

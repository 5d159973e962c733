"""Processes that cannot work together notice it at their start, and say why."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from leases import age_leases

from playground.runs.ledger import Ledger
from playground.runs.ownership import LEASE_DURATION, Lease
from playground.runs.replicas import Replica, ReplicaError, boot, check_at_start, this_replica
from playground.texts import translate

pytestmark = pytest.mark.databases("sqlite", "postgresql")

ALICE, BOB = Lease("alice", "here", 1), Lease("bob", "there", 2)
NEW, OLD = "a-secret-of-today-0123456789", "a-secret-of-yesterday-0123456789"


def _never(_lease: Lease) -> bool:
    return False


def _replica(folder: Path, *, host: str = "one", secret: str | None = None, on_file: bool = False) -> Replica:
    known = this_replica(service="https://service", secret=secret, data=folder, on_file=on_file)
    return replace(known, host=host, boot=f"boot of {host}")


@pytest.mark.parametrize(
    ("theirs", "code"),
    [
        ({}, None),
        ({"host": "two"}, None),
        ({"host": "two", "on_file": True}, "replica.file"),
        ({"on_file": True}, None),
        ({"secret": NEW}, None),
        ({"secret": f"{NEW}, {OLD}"}, None),
        ({"secret": f"{OLD},{NEW}", "host": "two"}, None),
        ({"secret": OLD}, "replica.secret"),
        ({"secret": OLD, "host": "two"}, "replica.secret"),
        ({"folder": "another"}, "replica.files"),
        ({"folder": "another", "host": "two"}, "replica.files"),
    ],
)
def test_what_is_at_odds_is_refused_in_words_and_the_rest_is_not(
    ledger: Ledger, tmp_path: Path, theirs: dict[str, object], code: str | None
) -> None:
    theirs = {"secret": NEW, **theirs}
    on_file = bool(theirs.get("on_file"))
    ledger.processes.join(ALICE, _replica(tmp_path / "shared", secret=NEW, on_file=on_file), _never)
    other = _replica(tmp_path / str(theirs.pop("folder", "shared")), **theirs)  # type: ignore[arg-type] # its arguments
    if code is None:
        ledger.processes.join(BOB, other, _never)
        assert ledger.processes.renew(BOB)
        return
    with pytest.raises(ReplicaError) as error:
        ledger.processes.join(BOB, other, _never)
    assert error.value.code == code
    assert not ledger.processes.renew(BOB)
    for language in ("en", "zh"):
        said = translate(error.value.code, language, **error.value.params)
        assert "one" in said
        assert NEW not in said


def test_a_machine_without_the_secret_that_others_have_is_refused_and_a_command_beside_its_server_is_not(
    ledger: Ledger, tmp_path: Path
) -> None:
    ledger.processes.join(ALICE, _replica(tmp_path, secret=NEW), _never)
    ledger.processes.check_replicas(_replica(tmp_path), _never)
    with pytest.raises(ReplicaError, match="secret"):
        ledger.processes.check_replicas(_replica(tmp_path, host="two"), _never)


def test_who_has_ended_or_lapsed_is_in_nobodys_way(ledger: Ledger, database: str | Path, tmp_path: Path) -> None:
    ledger.processes.join(ALICE, _replica(tmp_path, secret=NEW), _never)
    other = _replica(tmp_path, host="two", secret=OLD)
    ledger.processes.check_replicas(other, lambda lease: lease.process == "alice")
    age_leases(database, LEASE_DURATION + 1)
    ledger.processes.join(BOB, other, _never)


@pytest.mark.databases("sqlite")
def test_a_machine_that_was_started_anew_waits_for_what_it_was_before(
    ledger: Ledger, database: str | Path, tmp_path: Path
) -> None:
    ledger.processes.join(ALICE, _replica(tmp_path, on_file=True), _never)
    anew = replace(_replica(tmp_path, on_file=True), boot="another boot")
    pauses: list[float] = []

    def sleep(seconds: float) -> None:
        pauses.append(seconds)
        age_leases(database, LEASE_DURATION / 2)

    check_at_start(lambda: ledger.processes.check_replicas(anew, _never), LEASE_DURATION + 1, sleep)
    assert pauses == [1.0, 1.0]
    ledger.processes.join(BOB, anew, _never)
    with pytest.raises(ReplicaError):
        check_at_start(
            lambda: ledger.processes.check_replicas(_replica(tmp_path, on_file=True), _never), 3, lambda _: None
        )
    with pytest.raises(ReplicaError):  # at once
        check_at_start(
            lambda: ledger.processes.check_replicas(_replica(tmp_path, host="two", on_file=True), _never),
            3,
            pauses.append,
        )
    assert len(pauses) == 2


def test_one_machine_has_one_boot_and_one_folder_one_id(tmp_path: Path) -> None:
    assert boot() == boot() != ""
    ids = {this_replica(service="s", secret=None, data=tmp_path, on_file=False).files for _ in range(3)}
    assert len(ids) == 1
    assert None not in ids

"""What the database and the service note while replicas are killed: who writes what, and who sends.

A trigger notes every write of a run, under the name of the replica that wrote; the service sees the same name with each
request.
"""

from __future__ import annotations

import time
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from faultserver import FaultServer
from killing import LEASE_DURATION, Toll
from postgresserver import PostgresServer

from playground.runs.ledger import Ledger

_DATABASE = "noted"
_NOTES = (
    """CREATE TABLE noted_runs (number bigserial PRIMARY KEY, at double precision, who text, run_id text, key text,
        owner_before text, owner text, fence_before integer, fence integer)""",
    "CREATE TABLE noted_processes (at double precision, who text, process text)",
    """CREATE FUNCTION note_run() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        INSERT INTO noted_runs (at, who, run_id, key, owner_before, owner, fence_before, fence)
        VALUES (extract(epoch FROM clock_timestamp()), current_setting('application_name'), NEW.run_id, NEW.key,
            CASE TG_OP WHEN 'UPDATE' THEN OLD.process END, NEW.process,
            CASE TG_OP WHEN 'UPDATE' THEN OLD.fence END, NEW.fence);
        RETURN NULL; END $$""",
    """CREATE FUNCTION note_process() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        INSERT INTO noted_processes VALUES
        (extract(epoch FROM clock_timestamp()), current_setting('application_name'), NEW.process);
        RETURN NULL; END $$""",
    "CREATE TRIGGER note_run AFTER INSERT OR UPDATE ON runs FOR EACH ROW EXECUTE FUNCTION note_run()",
    "CREATE TRIGGER note_process AFTER INSERT ON processes FOR EACH ROW EXECUTE FUNCTION note_process()",
)


@dataclass(frozen=True, slots=True)
class Notes:
    """What the database and the service noted.

    Attributes:
        toll: as of any kill loop; `lost` has also what was promised to a page and is not there.
        foreign_writes: writes into a run by who did not own it; the take-over itself is none.
        late_sends: tasks that were sent by a replica which another had taken the run from.
        recoveries: seconds from a kill or freeze until a run of the stopped one was somebody's again: another's, or its
            own, where it woke before anybody had taken the run.
    """

    toll: Toll
    foreign_writes: tuple[str, ...]
    late_sends: tuple[str, ...]
    recoveries: tuple[float, ...]


def noted_database(server: PostgresServer) -> str:
    """The address of a new ledger that notes who writes what."""
    server.run(f"DROP DATABASE IF EXISTS {_DATABASE} WITH (FORCE)", f"CREATE DATABASE {_DATABASE}")
    address = server.url(_DATABASE)
    ledger = Ledger(address)
    ledger.open()
    ledger.close()
    server.run(*_NOTES, database=_DATABASE)
    return address


def names_of(server: PostgresServer, replica: str) -> list[str]:
    """Under which names a replica had a lease, the first one first."""
    asked = f"SELECT process FROM noted_processes WHERE who = '{replica}' ORDER BY at"  # noqa: S608 - our own
    return [process for (process,) in server.run(asked, database=_DATABASE)]


def notes_of(
    server: PostgresServer,
    service: FaultServer,
    toll: Toll,
    stops: Sequence[tuple[str, float]],
    lease: float = LEASE_DURATION,
) -> Notes:
    """Read the notes.

    Args:
        server: the database's.
        service: what was sent to it.
        toll: goes in as it is.
        stops: which replica was killed or frozen when, in Unix seconds.
        lease: seconds after which a lease lapses.
    """
    replica_of = dict(server.run("SELECT process, who FROM noted_processes", database=_DATABASE))
    columns = "at, who, run_id, key, owner_before, owner, fence_before, fence"
    noted = server.run(f"SELECT {columns} FROM noted_runs ORDER BY number", database=_DATABASE)  # noqa: S608 - our own
    foreign = []
    owners: dict[str, list[tuple[float, str, str]]] = {}  # by key: when, who and which process; nobody's are empty
    for at, who, run_id, key, before, owner, fence_before, fence in noted:
        if fence_before == fence and replica_of.get(before) != who:
            foreign.append(f"{who} into {run_id} of {replica_of.get(before)}")
        owners.setdefault(key, []).append((at, replica_of.get(owner, ""), owner or ""))
    monotonic = time.time() - time.monotonic()
    late = []
    for request in service.submits:
        key, sender, at = request.headers["idempotency-key"], request.headers["user-agent"], request.at + monotonic
        owned = owners[key][: bisect_right(owners[key], at, key=lambda one: one[0])]
        if owned[-1][1] != sender:
            late.append(f"{sender} sent {key} of {owned[-1][1]}")
    recoveries = [
        seconds
        for name, stopped_at in stops
        for changes in owners.values()
        if (seconds := _recovery(changes, name, stopped_at, lease)) is not None
    ]
    return Notes(toll, tuple(foreign), tuple(late), tuple(recoveries))


def _recovery(changes: Sequence[tuple[float, str, str]], name: str, stopped_at: float, lease: float) -> float | None:
    """Seconds until a run was somebody's again; None where the stopped one did not have it, or it was over by then."""
    count_before = bisect_right(changes, stopped_at, key=lambda one: one[0])
    if not count_before or changes[count_before - 1][1] != name:
        return None
    process = changes[count_before - 1][2]
    for at, _, owner in changes[count_before:]:
        # What the stopped one had on its way to the database may be written a moment later.
        if owner != process or at > stopped_at + lease:
            return at - stopped_at if owner else None
    return None

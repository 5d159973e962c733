"""The ledger: every run that was ever asked for, on the disk before a byte of it leaves."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, and_, case, delete, func, insert, not_, or_, select, update

from playground.runs.atwork import Most, refuse_too_many
from playground.runs.database import Database
from playground.runs.documents import from_row, to_row
from playground.runs.exact import keepable, loads
from playground.runs.price import is_any_unknown, last_price, work_out
from playground.runs.run import Run, RunStatus
from playground.runs.tables import DRAFTS, PROCESSES, RUNS

LAPSE: Final = 30.0
"""Seconds after which a lease that was not renewed has lapsed."""

_LOG = logging.getLogger(__name__)
_FOLLOWED: Final = tuple(status.value for status in RunStatus if status.is_followed)
_NEVER_CHANGES: Final = frozenset(
    {
        "run_id",
        "browser",
        "model",
        "service",
        "key",
        "body",
        "settings",
        "secrets",
        "expected",
        "price_of",
        "display",
        "created_at",
    },
)


@dataclass(frozen=True, slots=True)
class Lease:
    """A process that works on the ledger.

    Attributes:
        process: its name in the ledger, a UUID.
        machine: where it runs.
        pid: what the operating system calls it there.
    """

    process: str
    machine: str
    pid: int


@dataclass(frozen=True, slots=True)
class Entry:
    """What is to be committed of a run.

    Attributes:
        run: how it stands now.
        process: whose it must still be.
        kept: whether that process goes on working on it.
    """

    run: Run
    process: str
    kept: bool


@dataclass(frozen=True, slots=True)
class Spent:
    """What a browser's runs cost: the sum of the costs that are known, and how many are not."""

    total: Decimal
    unknown: int


class Ledger:
    """Runs, leases and drafts in a database. Calls block, and may come from any thread.

    Args:
        where: path of an SQLite file, or a database URL.

    Every method raises `StorageError` where the database cannot do what it is asked; then nothing of it was done.
    """

    def __init__(self, where: str | Path) -> None:
        self._database = Database(where)

    def open(self) -> None:
        """Make or bring up to date the tables; `StorageError` `storage.newer` if a newer program made them."""
        self._database.open()

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()

    def add(self, run: Run, process: str, most: Most | None = None) -> None:
        """Commit a new run, which `process` works on, unless `most` are at work already (`refuse_too_many`)."""
        with self._database.writing() as connection:
            if most:
                refuse_too_many(connection, run, most)
            connection.execute(insert(RUNS).values(**to_row(run), process=process, revision=0))

    def save(self, entries: Sequence[Entry]) -> tuple[bool, ...]:
        """Commit, in one transaction, how runs stand now.

        Returns:
            For each run whether it was still the process's own: False means that another has taken it over, and
            that nothing of it was written.
        """
        with self._database.writing() as connection:
            return tuple(_save(connection, entry) for entry in entries)

    def claim(self, run_id: str, status: RunStatus, process: str) -> bool:
        """Take up a run that nobody works on and that still is in `status`; False if it is not so any more."""
        statement = (
            update(RUNS)
            .where(RUNS.c.run_id == run_id, RUNS.c.status == status.value, RUNS.c.process.is_(None))
            .values(process=process, revision=RUNS.c.revision + 1)
        )
        with self._database.writing() as connection:
            return connection.execute(statement).rowcount == 1

    def run(self, run_id: str) -> Run | None:
        """The run of that id, whoever's it is: who asks on somebody's behalf compares `Run.browser`."""
        with self._database.reading() as connection:
            rows = connection.execute(select(RUNS).where(RUNS.c.run_id == run_id)).mappings().all()
        return next(_readable(rows), None)

    def runs(self, browser: str | None = None, limit: int = 100) -> tuple[Run, ...]:
        """Runs of one browser, or of all: those being worked on first, then the newest first."""
        order = (case((RUNS.c.status.in_(_FOLLOWED), 0), else_=1), RUNS.c.created_at.desc(), RUNS.c.run_id)
        # Which they are stands in an index: only the rows that are asked for are read.
        whose = select(RUNS.c.run_id).where(*([] if browser is None else [RUNS.c.browser == browser]))
        chosen = whose.order_by(*order).limit(limit).scalar_subquery()
        return self._runs(select(RUNS).where(RUNS.c.run_id.in_(chosen)).order_by(*order))

    def last_price(self, model: str, digest: str) -> Decimal | None:
        """What the newest run of a model whose price depends on the same (`price_of`) cost."""
        with self._database.reading() as connection:
            return last_price(connection, model, digest)

    def times_taken(self, model: str, digest: str, limit: int = 20) -> tuple[float, ...]:
        """Seconds from the click to the end of the newest runs whose price depends on the same, and that succeeded."""
        statement = (
            select(RUNS.c.ended_at - RUNS.c.created_at)
            .where(RUNS.c.model == model, RUNS.c.price_of == digest, RUNS.c.status == RunStatus.SUCCEEDED.value)
            .where(RUNS.c.ended_at.is_not(None))
            .order_by(RUNS.c.created_at.desc())
            .limit(limit)
        )
        with self._database.reading() as connection:
            return tuple(connection.execute(statement).scalars())

    def work_out_prices(self, model: str, digest_of: Callable[[str, Mapping[str, Any]], str], limit: int = 10) -> int:
        """Fill in what the prices of some earlier runs depended on, as `price.work_out`; how many it were."""
        with self._database.reading() as connection:
            if not is_any_unknown(connection, model):
                return 0
        with self._database.writing() as connection:
            return work_out(connection, model, digest_of, limit)

    def unfinished(self) -> tuple[Run, ...]:
        """Every browser's runs that are not over, or that somebody still works on: what they name is needed."""
        is_open = RUNS.c.status.in_([status.value for status in RunStatus if not status.is_terminal])
        return self._runs(select(RUNS).where(or_(is_open, RUNS.c.process.is_not(None))))

    def spent(self, service: str, browser: str, since: float) -> Spent:
        """What a browser's runs at one service, asked for since then (Unix seconds), cost.

        A run that was refused costs nothing; one that still runs is not counted yet.
        """
        counted = {status.value for status in RunStatus if not status.is_followed} - {RunStatus.REFUSED.value}
        statement = select(RUNS.c.cost_actual).where(
            RUNS.c.browser == browser,
            RUNS.c.service == service,
            RUNS.c.created_at >= since,
            RUNS.c.status.in_(counted),
        )
        with self._database.reading() as connection:
            costs = connection.execute(statement).scalars().all()
        known = [Decimal(cost) for cost in costs if cost is not None]
        return Spent(total=sum(known, Decimal(0)), unknown=len(costs) - len(known))

    def pulse(self, browsers: Collection[str], process: str) -> Mapping[str, tuple[int, int]]:
        """A figure per browser that changes whenever another process changes a run of that browser.

        Runs at rest count too: between two looks another process may take one up and be done with it.
        """
        statement = (
            select(RUNS.c.browser, func.count(), func.sum(RUNS.c.revision))
            .where(RUNS.c.browser.in_(browsers), or_(RUNS.c.process.is_(None), RUNS.c.process != process))
            .group_by(RUNS.c.browser)
        )
        with self._database.reading() as connection:
            return {browser: (count, changes) for browser, count, changes in connection.execute(statement)}

    def renew(self, lease: Lease, now: float) -> bool:
        """Renew a lease; False if it is not there: it lapsed and its runs were taken over, or it is new."""
        with self._database.writing() as connection:
            mine = update(PROCESSES).where(PROCESSES.c.process == lease.process).values(renewed_at=now)
            return connection.execute(mine).rowcount == 1

    def register(self, lease: Lease, now: float) -> None:
        """Take out a lease."""
        with self._database.writing() as connection:
            connection.execute(
                insert(PROCESSES).values(process=lease.process, machine=lease.machine, pid=lease.pid, renewed_at=now),
            )

    def release(self, lease: Lease) -> None:
        """Give a lease back: whoever comes next takes its runs over at once."""
        with self._database.writing() as connection:
            connection.execute(delete(PROCESSES).where(PROCESSES.c.process == lease.process))

    def take_over(
        self,
        process: str,
        now: float,
        is_gone: Callable[[Lease], bool],
        serves: Callable[[str], bool],
    ) -> tuple[Run, ...]:
        """Make the runs of lapsed processes those of `process`.

        Args:
            process: who takes over; it holds a lease.
            now: Unix seconds. A lease renewed far in the future, as after a clock was set back, counts as old.
            is_gone: whether a process is known to have died before its lease lapses.
            serves: whether `process` can ask the service of that name; the runs of others wait for one that can.

        Returns:
            The runs that are its work now and were not before, the oldest first.
        """
        with self._database.writing() as connection:
            others = connection.execute(select(PROCESSES).where(PROCESSES.c.process != process)).mappings().all()
            lapsed = [other["process"] for other in others if not _holds(other, now, is_gone)]
            connection.execute(delete(PROCESSES).where(PROCESSES.c.process.in_(lapsed)))
            alive = [process, *(other["process"] for other in others if other["process"] not in lapsed)]
            orphaned = or_(RUNS.c.process.is_(None), RUNS.c.process.not_in(alive))
            # A run that has succeeded and is still somebody's lacks results, which are fetched further.
            is_fetched = and_(RUNS.c.status == RunStatus.SUCCEEDED.value, RUNS.c.process.is_not(None))
            is_work = or_(RUNS.c.status.in_(_FOLLOWED), is_fetched)
            named = connection.execute(select(RUNS.c.service).where(orphaned, is_work).distinct()).scalars()
            is_ours = RUNS.c.service.in_([name for name in named if serves(name)])
            statement = select(RUNS).where(orphaned, is_work, is_ours).order_by(RUNS.c.created_at)
            rows = connection.execute(statement.with_for_update()).mappings().all()
            _hand(connection, process, orphaned, is_work, is_ours)
            _hand(connection, None, RUNS.c.process.not_in(alive), not_(is_fetched))
        return tuple(_readable(rows))

    def save_draft(self, browser: str, model: str, draft: Any, now: float) -> None:
        """Keep a form that is being filled in (JSON, without secrets) in place of the model's last one."""
        row = {"browser": browser, "model": model}
        with self._database.writing() as connection:
            connection.execute(delete(DRAFTS).where(DRAFTS.c.browser == browser, DRAFTS.c.model == model))
            connection.execute(insert(DRAFTS).values(**row, draft=keepable(draft), saved_at=now))

    def drafts(self, browser: str) -> dict[str, Any]:
        """The forms that a browser was filling in, by model; the one touched last comes first."""
        statement = select(DRAFTS.c.model, DRAFTS.c.draft).where(DRAFTS.c.browser == browser)
        with self._database.reading() as connection:
            rows = connection.execute(statement.order_by(DRAFTS.c.saved_at.desc())).all()
        return {model: loads(draft) for model, draft in rows}

    def _runs(self, statement: Any) -> tuple[Run, ...]:
        with self._database.reading() as connection:
            return tuple(_readable(connection.execute(statement).mappings()))


def _readable(rows: Iterable[Mapping[Any, Any]]) -> Iterator[Run]:
    """The runs of rows. One that cannot be read, as after a fault of the disk, hides no other: it is logged."""
    for row in rows:
        try:
            yield from_row({str(name): value for name, value in row.items()})
        except (ValueError, TypeError, ArithmeticError) as error:
            _LOG.error("run %s: its row in the ledger cannot be read: %s", row["run_id"], type(error).__name__)


def _save(connection: Connection, entry: Entry) -> bool:
    run = entry.run
    changing = {name: value for name, value in to_row(run).items() if name not in _NEVER_CHANGES}
    if run.status.is_terminal and run.secrets:
        changing["body"] = run.body
    statement = (
        update(RUNS)
        .where(RUNS.c.run_id == run.run_id, RUNS.c.process == entry.process)
        .values(**changing, process=entry.process if entry.kept else None, revision=RUNS.c.revision + 1)
    )
    return connection.execute(statement).rowcount == 1


def _holds(lease: Mapping[Any, Any], now: float, is_gone: Callable[[Lease], bool]) -> bool:
    in_time = abs(now - lease["renewed_at"]) < LAPSE  # it may have been renewed since we looked at the clock
    return in_time and not is_gone(Lease(lease["process"], lease["machine"], lease["pid"]))


def _hand(connection: Connection, process: str | None, *conditions: ColumnElement[bool]) -> None:
    connection.execute(update(RUNS).where(*conditions).values(process=process, revision=RUNS.c.revision + 1))

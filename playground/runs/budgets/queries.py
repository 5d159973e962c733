"""The ledger's questions about budgets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from sqlalchemy import Connection, literal, select, union_all

from playground.runs.budgets.limits import BudgetRefusal, BudgetSettings, BudgetStanding
from playground.runs.budgets.periods import Periods
from playground.runs.budgets.reserving import catch_up, has_uncounted
from playground.runs.budgets.standing import EVERYBODY, CounterKey, Spender, is_on, prices, refusal, standings, used
from playground.runs.budgets.tables import BUDGET_COUNTERS, RESERVATIONS
from playground.runs.database import Database


class BudgetQueries:
    """As of the `Ledger` itself, calls block and raise `StorageError`.

    Attributes:
        settings: what everybody may spend.
    """

    def __init__(self, database: Database, settings: BudgetSettings) -> None:
        self._database = database
        self.settings = settings

    def standings(self, service: str, person: str, now: float) -> tuple[BudgetStanding, ...]:
        """How each limit that there is for a person stands at a service; none where there is no limit."""
        spender = self._spender(service, person, now)
        with self._database.asking() as connection:
            if not is_on(connection, self.settings):
                return ()
            return standings(connection, self.settings, spender, used(connection, spender))

    def refusal(
        self, service: str, person: str, now: float, asked: Sequence[tuple[str, Decimal | None]]
    ) -> BudgetRefusal | None:
        """Why runs may not begin now, all of them; None where they may. Nothing is set aside.

        Args:
            service: where.
            person: whose.
            now: Unix seconds.
            asked: of each run its model, and what it is expected to cost.
        """
        with self._database.reading() as connection:
            return refusal_of(connection, self.settings, self._spender(service, person, now), asked)

    def catch_up(self, now: float) -> None:
        """Count what this month's runs cost that were begun while there was no budget."""
        with self._database.reading() as connection:
            if not (is_on(connection, self.settings) and has_uncounted(connection, self.settings, now)):
                return
        with self._database.writing() as connection:
            catch_up(connection, self.settings, now)

    def count_all(self, connection: Connection, now: float) -> None:
        """The same in a transaction that writes, where runs were added that nothing is set aside for."""
        if is_on(connection, self.settings):
            catch_up(connection, self.settings, now)

    def differences(self) -> Mapping[CounterKey, int]:
        """By how many micro-units counters differ from the sums of their reservations: they never do."""
        made = RESERVATIONS.c
        sums = union_all(
            select(made.service, literal(EVERYBODY).label("person"), made.month.label("period"), made.amount),
            select(made.service, made.person, made.month, made.amount),
            select(made.service, made.person, made.day, made.amount),
        )
        found: dict[CounterKey, int] = {}
        with self._database.reading() as connection:
            for row in connection.execute(select(BUDGET_COUNTERS)):
                found[row.service, row.person, row.period] = row.amount
            for service, person, period, amount in connection.execute(sums):
                found[service, person, period] = found.get((service, person, period), 0) - amount
        return {key: difference for key, difference in found.items() if difference}

    def _spender(self, service: str, person: str, now: float) -> Spender:
        return Spender(service, person, Periods.at(now, self.settings.zone))


def refusal_of(
    connection: Connection, settings: BudgetSettings, spender: Spender, asked: Sequence[tuple[str, Decimal | None]]
) -> BudgetRefusal | None:
    """As `BudgetQueries.refusal`, in a transaction that is open already."""
    if not asked or not is_on(connection, settings):
        return None
    stands = standings(connection, settings, spender, used(connection, spender))
    return refusal(settings, stands, prices(connection, settings, spender.service, asked))

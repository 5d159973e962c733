"""What may be spent: by one person a day and a month, by all a month, and by one run."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from playground.errors import StorageError
from playground.runs.budgets.amounts import from_micros

COMMAND_LINE: Final = "command-line"
"""Whose the runs of the command line are. It is its owner's: limits of a person are not for it."""

USUAL_UNKNOWN: Final = Decimal(1)
"""What is set aside for a run of which nothing is known, unless the settings say."""


class BudgetKind(StrEnum):
    """What a limit is of; the texts `budget.…` say each."""

    ALL_MONTH = "all_month"
    PERSON_MONTH = "person_month"
    PERSON_DAY = "person_day"
    RUN = "run"


OF_A_PERSON: Final = (BudgetKind.PERSON_MONTH, BudgetKind.PERSON_DAY)
"""What can be another amount for one person than for the others."""


@dataclass(frozen=True, slots=True)
class BudgetSettings:
    """What the settings allow; None is no limit.

    Attributes:
        person_day: of each person a day.
        person_month: of each person a month.
        all_month: of all together a month.
        run: of one run.
        unknown: what is set aside for a run of which nothing is known; None is `USUAL_UNKNOWN`, or the least
            of the limits where that is less.
        zone: whose days and months.
        currency: sign before an amount.
        is_play: whether it is the sandbox's play money.
    """

    person_day: Decimal | None = None
    person_month: Decimal | None = None
    all_month: Decimal | None = None
    run: Decimal | None = None
    unknown: Decimal | None = None
    zone: dt.tzinfo = dt.UTC
    currency: str = "$"
    is_play: bool = False

    @property
    def is_set(self) -> bool:
        """Whether there is any limit."""
        return any(self.of(kind) is not None for kind in BudgetKind)

    @property
    def set_aside(self) -> Decimal:
        """What is set aside for a run of which nothing is known."""
        if self.unknown is not None:
            return self.unknown
        # A limit of 0 is for what is known to cost nothing: to set nothing aside would let all of it through.
        return min([USUAL_UNKNOWN, *filter(None, map(self.of, BudgetKind))])

    def of(self, kind: BudgetKind) -> Decimal | None:
        """The limit of that kind."""
        amounts = {
            BudgetKind.ALL_MONTH: self.all_month,
            BudgetKind.PERSON_MONTH: self.person_month,
            BudgetKind.PERSON_DAY: self.person_day,
            BudgetKind.RUN: self.run,
        }
        return amounts[kind]

    def shown(self, micros: int) -> list[Any]:
        """An amount as the texts take it, and as JSON keeps it: digits, the currency's sign, whether it is play money.

        >>> BudgetSettings(currency="€").shown(1_500_000)
        ['1.5', '€', False]
        """
        return [str(from_micros(micros)), self.currency, self.is_play]


NO_BUDGETS: Final = BudgetSettings()


@dataclass(frozen=True, slots=True)
class Price:
    """What is set aside for one run, in micro-units, and whether anything was known of what it costs."""

    micros: int
    is_known: bool


@dataclass(frozen=True, slots=True)
class BudgetStanding:
    """How one limit stands for one person.

    Attributes:
        kind: of the limit.
        limit: micro-units that may be spent.
        used: micro-units that are, or are set aside; it may be more than the limit: a run can cost more than expected.
        anew: the day on which it begins anew.
    """

    kind: BudgetKind
    limit: int
    used: int
    anew: dt.date

    @property
    def left(self) -> int:
        """Micro-units that are left."""
        return max(0, self.limit - self.used)


@dataclass(frozen=True, slots=True)
class BudgetRefusal:
    """Why something may not begin.

    Attributes:
        kind: of the limit that it would pass.
        cost: micro-units that it is expected to cost.
        limit: micro-units that may be spent.
        left: micro-units that are left of it.
        how: `known` and `unknown` of one run, by whether anything is known of its price; `sum` of several.
        anew: the day on which that limit begins anew; None for one that does not.
    """

    kind: BudgetKind
    cost: int
    limit: int
    left: int
    how: str
    anew: dt.date | None = None

    def told(self, settings: BudgetSettings) -> tuple[str, dict[str, Any]]:
        """The code of the sentence that says it, and what that names."""
        params: dict[str, Any] = {"cost": settings.shown(self.cost)}
        # Once is enough that it is play money.
        params |= {name: [*settings.shown(getattr(self, name))[:2], False] for name in ("limit", "left")}
        anew = [] if self.anew is None else [self.anew.year, self.anew.month, self.anew.day]
        is_never = self.anew is not None and self.cost > self.limit  # then no new day helps
        return f"budget.{'never' if is_never else self.kind}.{self.how}", {
            **params,
            "anew": anew,
            "zone": str(settings.zone),
        }


class BudgetError(StorageError):
    """A budget would be passed: nothing was sent.

    Args:
        refusal: why.
        settings: in whose words amounts are said.
    """

    def __init__(self, refusal: BudgetRefusal, settings: BudgetSettings) -> None:
        code, params = refusal.told(settings)
        super().__init__(code, **params)

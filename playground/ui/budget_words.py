"""What is left to be spent, in words: beside what a click will cost, and where it would cost too much."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from playground.errors import StorageError
from playground.runs.budgets.amounts import from_micros
from playground.runs.budgets.limits import BudgetKind, BudgetRefusal, BudgetSettings, BudgetStanding
from playground.runs.usage import this_month
from playground.texts import Language, price, translate
from playground.ui.costs_view import Stand
from playground.wiring import Parts


@dataclass(frozen=True, slots=True)
class BudgetBefore:
    """What is told before a click.

    Attributes:
        said: what is left of the budget that is nearest to its end, or why the click would be refused; empty where
            there is no budget.
        is_over: it would be refused.
    """

    said: str = ""
    is_over: bool = False


NOTHING_SAID: Final = BudgetBefore()

_SPANS: Final = (BudgetKind.PERSON_DAY, BudgetKind.PERSON_MONTH)
_LABELS: Final = {BudgetKind.PERSON_DAY: "today", BudgetKind.PERSON_MONTH: "month", BudgetKind.ALL_MONTH: "all"}


async def budget_before(
    parts: Parts, person: str, asked: Sequence[tuple[str, Decimal | None]], language: Language
) -> BudgetBefore:
    """Whether runs would fit.

    Args:
        parts: what to work with.
        person: whose they would be.
        asked: of each its model, and what it is expected to cost; none yet tells what is left.
        language: of the words.
    """
    budgets = parts.runner.budgets
    try:
        if not await budgets.are_for(person):
            return NOTHING_SAID
        refused = await budgets.refusal(person, asked)
        if refused is not None:
            return BudgetBefore(_over_words(refused, budgets.settings, language), is_over=True)
        return BudgetBefore(left_words(await budgets.standings(person), budgets.settings, language))
    except StorageError:  # what is not known is not said; a press asks again
        return NOTHING_SAID


async def refusal_words(
    parts: Parts, person: str, asked: Sequence[tuple[str, Decimal | None]], language: Language
) -> str:
    """Why runs would be refused now, as a press is told; empty where they would not.

    Raises:
        StorageError: the ledger does not tell.
    """
    refused = await parts.runner.budgets.refusal(person, asked)
    if refused is None:
        return ""
    code, params = refused.told(parts.runner.budgets.settings)
    return translate(code, language, **params)


def left_words(stands: Sequence[BudgetStanding], settings: BudgetSettings, language: Language) -> str:
    """What is left of the budget that is nearest to its end; empty where there is none."""
    nearest = min(stands, key=lambda stand: stand.left, default=None)
    if nearest is None:
        return ""
    limit = [*settings.shown(nearest.limit)[:2], False]  # once is enough that it is play money
    return translate(f"page.left.{nearest.kind}", language, left=settings.shown(nearest.left), limit=limit)


def _over_words(refused: BudgetRefusal, settings: BudgetSettings, language: Language) -> str:
    limit = [*settings.shown(refused.limit)[:2], False]
    return translate(f"page.over.{refused.kind}", language, left=settings.shown(refused.left), limit=limit)


async def usage_stands(parts: Parts, person: str, language: Language) -> tuple[Stand, ...]:
    """What a person has spent today and this month, against the limits that there are.

    Raises:
        StorageError: the ledger does not tell.
    """
    budgets = parts.runner.budgets
    settings = budgets.settings
    known = {stand.kind: stand for stand in await budgets.standings(person)}
    stands = []
    for kind, span in zip(_SPANS, this_month(time.time(), settings.zone), strict=True):
        if (stand := known.get(kind)) is None:
            spent = await asyncio.to_thread(parts.usage.of, parts.settings.service_name, span, [person])
            stands.append(Stand(_LABELS[kind], _said(spent.get(person, Decimal(0)), settings, language)))
        else:
            stands.append(_stand(stand, settings, language))
    if everybody := known.get(BudgetKind.ALL_MONTH):
        stands.append(_stand(everybody, settings, language))
    return tuple(stands)


def _stand(stand: BudgetStanding, settings: BudgetSettings, language: Language) -> Stand:
    limit = price(from_micros(stand.limit), language, settings.currency, is_play=False)
    percent = min(100, 100 * stand.used // stand.limit) if stand.limit else 100
    return Stand(_LABELS[stand.kind], _said(from_micros(stand.used), settings, language), limit, percent)


def _said(cost: Decimal, settings: BudgetSettings, language: Language) -> str:
    return price(cost, language, settings.currency, is_play=settings.is_play)

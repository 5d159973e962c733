"""The costs of a browser's runs by day and model: bars, a table that says the same, and CSV."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from babel.dates import format_date, format_skeleton

from playground.runs.daily_costs import DailyCost, Day
from playground.texts import Language, catalog_of, price, translate
from playground.ui.drawing import browser_words, draw
from playground.ui.spreadsheets import no_formula
from playground.ui.uploads_view import UploadsView

SPANS: Final = (7, 30, 90)
"""Numbers of days that one can ask for."""
USUAL_SPAN: Final = 30
_MOST_COLOURS: Final = 6
"""Models that have a colour of their own; the cheaper ones share one."""
_OTHERS: Final = _MOST_COLOURS + 1
_HEADS: Final = ("day", "model", "runs", "runs_of_unknown_cost", "cost", "currency")


@dataclass(frozen=True, slots=True)
class ModelCost:
    """What one model cost in all these days.

    Attributes:
        title: of the model.
        colour: number of its colour, from 1.
        runs: how many there were.
        cost: in words.
    """

    title: str
    colour: int
    runs: int
    cost: str


@dataclass(frozen=True, slots=True)
class Bar:
    """What one day cost.

    Attributes:
        label: the date, in a few letters.
        about: date and cost, in words.
        parts: height, in per cent of the dearest day, and colour of each model.
    """

    label: str
    about: str
    parts: tuple[tuple[float, int], ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table."""

    day: str
    title: str
    runs: int
    unknown: int
    cost: str


@dataclass(frozen=True, slots=True)
class Stand:
    """How what is spent stands against one limit.

    Attributes:
        label: `today`, `month` or `all`, as the texts `usage.…` say each.
        spent: in words.
        limit: in words; empty where there is none.
        percent: of the limit that is spent, at most 100.
    """

    label: str
    spent: str
    limit: str = ""
    percent: int = 0


def draw_costs(
    costs: Sequence[DailyCost],
    days: Sequence[Day],
    language: Language,
    *,
    currency: str,
    is_play: bool,
    title_of: Callable[[str], str],
    zone: str,
    version: str,
    address: str = "history/costs",
    by: str = "model",
    choices: Sequence[str] = (),
    stands: Sequence[Stand] = (),
    uploads: UploadsView | None = None,
) -> str:
    """The page.

    Args:
        costs: what there was.
        days: all that are looked at.
        language: of the words.
        currency: sign before a cost.
        is_play: whether the amounts are play money.
        title_of: from a slug to the model's name.
        zone: the name of the time zone that the days are of; empty where that is not known.
        version: of style and scripts.
        address: of the page itself; with `.csv` behind it that of the same as CSV.
        by: what the parts of a day are: `model` or `person`; `day` shows the days first.
        choices: what `by` can be, where one can choose.
        stands: how what is spent stands against the limits.
        uploads: what the person has uploaded.
    """

    def said(cost: Decimal) -> str:
        return price(cost, language, currency, is_play=is_play)

    totals = _totals(costs)
    colours = {slug: min(number, _OTHERS) for number, slug in enumerate(totals, 1)}
    by_day: dict[dt.date, list[DailyCost]] = {day.date: [] for day in days}
    runs = dict.fromkeys(totals, 0)
    for one in costs:
        by_day[one.date].append(one)
        runs[one.model] += one.runs
    sums = {date: sum((one.total for one in found), Decimal(0)) for date, found in by_day.items()}
    most = max(sums.values(), default=Decimal(0))
    return draw(
        "costs",
        language,
        address=address,
        base="../" * address.count("/"),
        split=by,
        choices=choices,
        stands=stands,
        uploads=uploads,
        total_runs=sum(one.runs for one in costs),
        words=browser_words(language),
        version=version,
        zone=zone,
        spans=SPANS,
        span=len(days),
        has_runs=bool(costs),
        total=said(sum(sums.values(), Decimal(0))),
        unknown=sum(one.unknown for one in costs),
        most=said(most) if most else "",
        models=[ModelCost(title_of(slug), colours[slug], runs[slug], said(total)) for slug, total in totals.items()],
        bars=[
            Bar(
                label=format_skeleton("MMMd", date, locale=catalog_of(language).locale),
                about=f"{_date(date, language)}: {said(sums[date])}",
                parts=_parts(found, colours, most),
            )
            for date, found in by_day.items()
        ],
        rows=[
            Row(_date(one.date, language), title_of(one.model), one.runs, one.unknown, said(one.total))
            for one in reversed(costs)
        ],
    )


def _totals(costs: Sequence[DailyCost]) -> dict[str, Decimal]:
    """What each model cost, the dearest first."""
    totals: dict[str, Decimal] = {}
    for one in costs:
        totals[one.model] = totals.get(one.model, Decimal(0)) + one.total
    return dict(sorted(totals.items(), key=lambda found: (-found[1], found[0])))


def _parts(found: Sequence[DailyCost], colours: Mapping[str, int], most: Decimal) -> tuple[tuple[float, int], ...]:
    """Of a day: the height of each colour in per cent of the dearest day; those that share one are one part."""
    heights: dict[int, Decimal] = {}
    for one in sorted(found, key=lambda one: colours[one.model]):
        if one.total:
            heights[colours[one.model]] = heights.get(colours[one.model], Decimal(0)) + one.total
    return tuple((round(float(100 * height / most), 2), colour) for colour, height in heights.items())


def _date(date: dt.date, language: Language) -> str:
    return format_date(date, "medium", locale=catalog_of(language).locale)


def costs_csv(costs: Sequence[DailyCost], currency: str, *, is_play: bool) -> str:
    r"""The same as CSV: exact amounts, and no text that a spreadsheet takes for a formula.

    >>> found = [DailyCost(dt.date(2026, 11, 26), "=cmd", 3, 1, Decimal("0.10"))]
    >>> print(costs_csv(found, "$", is_play=False).replace("\r", ""), end="")
    day,model,runs,runs_of_unknown_cost,cost,currency
    2026-11-26,'=cmd,3,1,0.10,$
    """
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(_HEADS)
    sign = no_formula(currency_sign(currency, is_play=is_play))
    for one in costs:
        writer.writerow([one.date, no_formula(one.model), one.runs, one.unknown, f"{one.total:f}", sign])
    return text.getvalue()


def currency_sign(currency: str, *, is_play: bool) -> str:
    """What stands in a column of currencies: play money is told from money."""
    return f"{currency} ({translate('costs.play_money')})" if is_play else currency

"""The pages of admins, drawn: calm lists that fit a phone, and of runs nothing that anybody wrote unless it is set."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from playground.people.audit import AuditEntry
from playground.people.person import Person
from playground.runs.budgets.amounts import from_micros
from playground.runs.budgets.limits import COMMAND_LINE
from playground.runs.daily_costs import Day, Usage
from playground.runs.overview import ReplicaAtWork, RunAtAGlance
from playground.runs.person_limits import UNLIMITED
from playground.runs.run import RunStatus
from playground.runs.usage import SHARED_BY, shares_by_day
from playground.settings import SANDBOX
from playground.texts import Language, price, translate
from playground.texts.moments import to_the_minute
from playground.ui.costs_view import SPANS, draw_costs
from playground.ui.drawing import browser_words, draw
from playground.ui.people_words import changes_words, limits_words

_SHOWN_ID: Final = 8


@dataclass(frozen=True, slots=True)
class AdminView:
    """What every page of admins is drawn with.

    Attributes:
        language: of the words.
        version: of style and scripts.
        currency: sign before an amount.
        title_of: from a slug to the model's name.
        zone: of the reader's clock.
        days_of: the name of the zone whose days are counted.
        depth: how many folders the page's address is below the first page's.
        admins: whom the settings name, in lower case.
        most_bytes: that one person may keep; None is no limit.
        is_play: whether amounts are play money.
    """

    language: Language
    version: str
    currency: str
    title_of: Callable[[str], str]
    zone: dt.tzinfo
    days_of: str
    depth: int
    admins: frozenset[str]
    most_bytes: int | None
    is_play: bool

    def people(
        self,
        shown: Sequence[Person],
        today: Mapping[str, Decimal],
        month: Mapping[str, Decimal],
        held: Mapping[str, int],
        *,
        searched: str,
        skip: int,
        has_more: bool,
    ) -> str:
        """The list of people."""
        rows = [self._person(one, today, month, held) for one in shown]
        return self._draw("admin_people", "people", rows=rows, searched=searched, skip=skip, has_more=has_more)

    def person(
        self,
        one: Person,
        today: Mapping[str, Decimal],
        month: Mapping[str, Decimal],
        held: Mapping[str, int],
        *,
        is_self: bool,
        problem: str,
    ) -> str:
        """One person, with forms for what an admin may change."""
        limits = {
            "day": self._typed(one.limits.day, lambda micros: str(from_micros(micros))),
            "month": self._typed(one.limits.month, lambda micros: str(from_micros(micros))),
            "at_once": self._typed(one.limits.most_runs, str),
            "kept": self._typed(one.limits.most_bytes, str),
        }
        row = self._person(one, today, month, held)
        named = one.is_named(self.admins)
        return self._draw(
            "admin_person", "people", one=row, limits=limits, is_self=is_self, problem=problem, is_named=named
        )

    def runs(
        self,
        counts: Mapping[RunStatus, int],
        waiting: Iterable[RunAtAGlance],
        newest: Iterable[RunAtAGlance],
        people: Mapping[str, Person],
        *,
        state: RunStatus,
        span: int,
        with_prompts: bool,
    ) -> str:
        """Runs by state, and those that need a person."""
        states = [(one.value, self._state(one), count) for one in RunStatus if (count := counts.get(one, 0))]
        return self._draw(
            "admin_runs",
            "runs",
            states=states,
            state=state.value,
            span=span,
            spans=SPANS,
            waiting=[self._run(run, people) for run in waiting],
            newest=[self._run(run, people) for run in newest],
            with_prompts=with_prompts,
        )

    def servers(self, replicas: Iterable[ReplicaAtWork]) -> str:
        """What each process does."""
        rows = [
            {
                "host": one.host,
                "pid": one.pid,
                "version": one.version,
                "since": to_the_minute(one.started_at, self.language, self.zone) if one.started_at else "–",
                "seen": round(one.seen_ago),
                "runs": one.runs,
            }
            for one in replicas
        ]
        return self._draw("admin_servers", "servers", rows=rows)

    def changes(self, found: Iterable[AuditEntry], people: Mapping[str, Person], *, skip: int, has_more: bool) -> str:
        """What was changed about people."""
        rows = [
            {
                "at": to_the_minute(one.at, self.language, self.zone),
                "who": self.name(one.who, people),
                "whom": self.name(one.of_whom, people) if one.of_whom else "",
                "what": changes_words(one, self.language, self.currency),
            }
            for one in found
        ]
        return self._draw("admin_changes", "changes", rows=rows, skip=skip, has_more=has_more)

    def name(self, person: str | None, people: Mapping[str, Person]) -> str:
        """What somebody is called."""
        if person == COMMAND_LINE:
            return translate("admin.command_line", self.language)
        if known := people.get(person or ""):
            return known.shown_name
        return translate("admin.browser", self.language, id=(person or "")[:_SHOWN_ID])

    def said(self, cost: Decimal) -> str:
        """An amount."""
        return price(cost, self.language, self.currency, is_play=self.is_play)

    def _person(
        self, one: Person, today: Mapping[str, Decimal], month: Mapping[str, Decimal], held: Mapping[str, int]
    ) -> dict[str, Any]:
        return {
            "person": one.person,
            "name": one.shown_name,
            "email": one.identity.email if one.identity.email != one.shown_name else "",
            "seen": to_the_minute(one.seen_at, self.language, self.zone),
            "today": self.said(today.get(one.person, Decimal(0))),
            "month": self.said(month.get(one.person, Decimal(0))),
            "held": self._held(held.get(one.person, 0)),
            "limits": limits_words(one.limits, self.language, self.currency),
            "is_admin": one.is_admin or one.is_named(self.admins),
            "is_disabled": one.is_disabled,
        }

    def _typed(self, value: int | None, said: Callable[[int], str]) -> str:
        if value is None:
            return ""
        return translate("limits.unlimited", self.language) if value == UNLIMITED else said(value)

    def _held(self, size: int) -> str:
        code = "admin.held" if self.most_bytes is None else "admin.held_of"
        return translate(code, self.language, held=size, limit=self.most_bytes)

    def _run(self, run: RunAtAGlance, people: Mapping[str, Person]) -> dict[str, Any]:
        return {
            "id": run.run_id,
            "who": self.name(run.person, people),
            "model": self.title_of(run.model),
            "state": self._state(run.status),
            "at": to_the_minute(run.created_at, self.language, self.zone),
            "cost": ""
            if run.cost is None
            else price(run.cost, self.language, self.currency, is_play=run.service == SANDBOX),
            "why": translate(f"admin.why.{run.why}", self.language, service=run.service) if run.why else "",
            "prompt": run.prompt,
        }

    def _state(self, state: RunStatus) -> str:
        return translate(f"admin.state.{state.value}", self.language)

    def _draw(self, template: str, tab: str, **told: Any) -> str:
        words = browser_words(self.language)
        return draw(
            template, self.language, words=words, version=self.version, tab=tab, base="../" * self.depth, **told
        )


def draw_spending(
    view: AdminView, found: Sequence[Usage], days: Sequence[Day], people: Mapping[str, Person], by: str
) -> str:
    """What everybody spent, as bars of days whose parts are models or people."""
    return draw_costs(
        shares_by_day(found, by),
        days,
        view.language,
        currency=view.currency,
        is_play=view.is_play,
        title_of=(lambda person: view.name(person, people)) if by == "person" else view.title_of,
        zone=view.days_of,
        version=view.version,
        address="admin/spending",
        by=by,
        choices=SHARED_BY,
    )

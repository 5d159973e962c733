"""What all parts of the result pane share: the context they are drawn in, costs and problems in words."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from playground.runs.recovery import Outlook
from playground.runs.run import Run
from playground.settings import SANDBOX
from playground.tasks.problem import Problem
from playground.texts import Language, amount, code_for_service, explain, price, translate
from playground.ui.grid.titles import GridAxis, axes_of
from playground.ui.run_settings import Setting


@dataclass(frozen=True, slots=True)
class ViewContext:
    """What every part of the result pane is drawn with.

    Attributes:
        language: of the words.
        currency: sign before a cost.
        base_url: of the service, for the code to copy.
        outlook: what asking again about an unconfirmed run comes to now.
        can_cancel: whether the service can stop a task.
        is_kept: whether the file of a run's result, by run id and name, is still here: housekeeping takes old ones.
        title_of: from a slug to the model's name.
        media_of: from a slug to `image`, `video` or `audio`.
        has_seed: whether the model of that slug takes a seed; None where it is not on offer any more.
        settings_of: the settings of a run as a list.
        axes_of: the axes of a grid by its plan and the models of its cells, in the words of `language`.
        now: Unix seconds.
        zone: of the reader's clock; None is this machine's.
    """

    language: Language
    currency: str
    base_url: str
    outlook: Callable[[Run], Outlook]
    can_cancel: Callable[[Run], bool]
    is_kept: Callable[[str, str], bool]
    title_of: Callable[[str], str]
    media_of: Callable[[str], str] = lambda _slug: "image"
    has_seed: Callable[[str], bool | None] = lambda _slug: None
    settings_of: Callable[[Run], Sequence[Setting]] = lambda _run: ()
    axes_of: Callable[[Mapping[str, Any], Sequence[str]], tuple[GridAxis, ...]] = lambda plan, _models: axes_of(plan)
    now: Callable[[], float] = time.time
    zone: dt.tzinfo | None = None


def cost_words(cost: Decimal | None, context: ViewContext, service: str) -> str:
    """An amount at a glance, play money by its name; `cost unknown` where it is."""
    if cost is None:
        return translate("page.cost_unknown", context.language)
    return price(cost, context.language, context.currency, is_play=service == SANDBOX)


def exact_cost_words(cost: Decimal | None, context: ViewContext, service: str) -> str:
    """An amount with all its digits, for the details."""
    if cost is None:
        return translate("page.cost_unknown", context.language)
    exact = amount(cost, context.language, context.currency)
    return translate("page.play_money", context.language, cost=exact) if service == SANDBOX else exact


@dataclass(frozen=True, slots=True)
class ProblemText:
    """A problem in words."""

    title: str
    lines: tuple[str, ...]
    charged: str
    said: str | None
    request_id: str | None


def problem_text(
    problem: Problem, language: Language, *, on_sandbox: bool = False, do_now: str | None = None
) -> ProblemText:
    """What happened, whether it was charged (in play money on the sandbox), what to do now, what the service said."""
    title, happened, do = explain(problem.code.value, language, problem.params, do=do_now)
    return ProblemText(
        title=title,
        lines=(*happened, do),
        charged=translate(code_for_service(f"charged.{problem.charged.value}", on_sandbox=on_sandbox), language),
        said=problem.said,
        request_id=problem.request_id,
    )

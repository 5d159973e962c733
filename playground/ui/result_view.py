"""Runs as HTML: the line of states, the pictures or the problem, the details, and the strip of earlier runs."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import Any, Final

from playground.jsontext import parse_exact
from playground.runs.masking import masked_body
from playground.runs.run import Output, Run, RunStatus
from playground.settings import SANDBOX
from playground.tasks.problem import ProblemCode
from playground.texts import Language, translate
from playground.texts.moments import moment
from playground.ui.caption import caption, summary_of
from playground.ui.compare_query import COMPARED
from playground.ui.drawing import draw
from playground.ui.earlier import draw_earlier
from playground.ui.estimates import columns, shape_of
from playground.ui.expectations import share, usual_words
from playground.ui.snippets import snippets
from playground.ui.view_context import ViewContext, cost_words, exact_cost_words, problem_text

_OPEN: Final = frozenset({RunStatus.UNCONFIRMED, RunStatus.ABANDONED})
_STEPS: Final = ("submitting", "queued", "processing", "succeeded")
_NEEDS_A_CHANGE: Final = frozenset({ProblemCode.CONTENT_REFUSED, ProblemCode.INVALID_INPUT})
"""The same once more would end the same way."""
_ENDED_BADLY: Final = frozenset({RunStatus.FAILED, RunStatus.CANCELLED, RunStatus.REFUSED})
MAX_SHOWN: Final = 100_000
"""Characters of what was sent and received that a page is told: each change sends them anew."""


@dataclass(frozen=True, slots=True)
class ResultView:
    """What a page shows of its runs, in pieces that change on their own.

    Attributes:
        run: id of the run that is shown; empty where there is none.
        status: a word of `run --json`, or `idle`.
        said: the state in one sentence, for who listens.
        rail: the line of states.
        stage: pictures, placeholders, a problem, or an invitation.
        more: what can be done with the result, and its details.
        earlier: the strip of runs.
        spent: what today cost, in words; empty where nothing did.
        title: of the browser's tab.
        running: how many of this person's runs are not over yet.
        batch: id of the batch that is shown in place of a run; empty where there is none.
        left: what is left to be spent, in words; empty where there is no budget.
    """

    run: str
    status: str
    said: str
    rail: str
    stage: str
    more: str
    earlier: str
    spent: str
    title: str
    running: int = 0
    batch: str = ""
    left: str = ""


def draw_result(
    run: Run | None,
    runs: Sequence[Run],
    context: ViewContext,
    *,
    spent: str = "",
    usual: float | None = None,
    exact: float | None = None,
    is_missing: bool = False,
) -> ResultView:
    """The pieces of the result pane.

    Args:
        run: the run to show, None for the invitation.
        runs: this person's runs, for the strip.
        context: words, signs and names.
        spent: what today cost, in words.
        usual: seconds that such a run usually takes; None is unknown.
        exact: the same, where runs with the very same settings tell it.
        is_missing: a run was asked for that this browser does not have.
    """
    earlier = draw_earlier(runs, run, context, spent)
    running = sum(one.status.is_active for one in runs)
    if run is None:
        stage = draw("missing" if is_missing else "idle", context.language)
        rail = draw("rail", context.language, run=None)
        said = translate("page.idle", context.language)
        return ResultView("", "idle", said, rail, stage, "", earlier, spent, "Playground", running)
    return ResultView(
        run=run.run_id,
        status="unconfirmed" if run.status is RunStatus.ABANDONED else run.word,
        said=_status_text(run, context),
        rail=_rail(run, context, exact),
        stage=_stage(run, context, usual),
        more=_more(run, context),
        earlier=earlier,
        spent=spent,
        title=_title(run, context),
        running=running,
    )


def state_words(run: Run, language: Language) -> str:
    """The state in a word or two."""
    word = run.status.value if run.status is RunStatus.ABANDONED else run.word
    return translate(f"page.step.{word}" if word in _STEPS else f"page.ended.{word}", language)


def run_state(run: Run, titles: Mapping[str, str], language: Language) -> dict[str, str | bool]:
    """How a run stands, for a page that nobody sees: its model's title, and its state in words.

    Args:
        run: any.
        titles: of the models on offer, by slug.
        language: of the words.
    """
    return {
        "run": run.run_id,
        "batch": "",
        "is_over": not run.status.is_active,
        "title": titles.get(run.model, run.model),
        "said": state_words(run, language),
    }


def _status_text(run: Run, context: ViewContext) -> str:
    """The state in one sentence, with what a person needs to know of it, and nothing that ticks."""
    language = context.language
    state = state_words(run, language)
    if run.notice and run.status.is_active:
        return translate(run.notice.code, language, wait=round(run.notice.wait or 0))
    if run.problem and run.status is not RunStatus.SUCCEEDED:
        trouble = problem_text(run.problem, language, on_sandbox=run.service == SANDBOX)
        return translate("page.status.problem", language, title=trouble.title, charged=trouble.charged)
    cost = _cost(run, context)
    if not cost:
        return state
    cost = cost if run.status.is_terminal else translate("page.about_cost", language, cost=cost)
    return translate("page.status.cost", language, state=state, cost=cost)


def _rail(run: Run, context: ViewContext, usual: float | None) -> str:
    word = run.word
    running = run.status.is_active
    reached = _STEPS.index(word) if word in _STEPS else -1
    taken = (run.ended_at or context.now()) - run.created_at
    return draw(
        "rail",
        context.language,
        run=run,
        word=word,
        steps=_STEPS,
        reached=reached,
        running=running,
        elapsed=max(0.0, round(taken, 1)),
        cost=_cost(run, context),
        is_estimate=not run.status.is_terminal,
        usual=usual if running else None,
        usual_text="" if usual is None else usual_words(usual, context.language),
        share=share(taken, usual or 0),
    )


def _cost(run: Run, context: ViewContext) -> str:
    """What it cost, or is expected to; empty where nobody expects a word on it yet."""
    cost = run.cost_actual if run.status.is_terminal else run.cost_estimate
    return cost_words(cost, context, run.service) if cost is not None or run.status is RunStatus.SUCCEEDED else ""


def _stopping(run: Run, *, can_cancel: bool) -> str:
    """The code of the sentence that says, beforehand, what it costs to stop a run now."""
    if run.status is RunStatus.PREPARED:
        return "page.cancel.free"
    if not can_cancel:
        return "page.stop_waiting.why"
    if run.service != SANDBOX:
        return "page.cancel.perhaps"
    if run.word != "processing":
        return "page.cancel.free"
    return "page.cancel.late" if run.cost_estimate is not None else "page.cancel.perhaps"


def _stage(run: Run, context: ViewContext, usual: float | None) -> str:
    shape = shape_of(run.form_input, context.media_of(run.model))
    fetching = run.status.is_active
    problem = None if run.status is RunStatus.SUCCEEDED and run.outputs else run.problem
    expected = len(run.task.outputs) if run.task and run.task.outputs else shape.count
    waiting = max(0, expected - len(run.outputs)) if fetching else 0
    for output in run.outputs[:1]:
        if output.width and output.height:
            shape = replace(shape, width=output.width, height=output.height)
    count = max(1, len(run.outputs) + waiting)
    across = columns(count, shape.width, shape.height)
    outlook = context.outlook(run) if run.status in _OPEN else None
    do_now = f"outlook.{outlook}" if outlook else None
    on_sandbox = run.service == SANDBOX
    return draw(
        "stage",
        context.language,
        run=run,
        outputs=run.outputs,
        is_gone=lambda output: _is_gone(run, output, context),
        waiting=waiting,
        shape=shape,
        columns=across,
        rows=ceil(count / across),
        about=summary_of(run),
        usual="" if usual is None else usual_words(usual, context.language),
        problem=problem_text(problem, context.language, on_sandbox=on_sandbox, do_now=do_now) if problem else None,
        outlook=outlook,
        can_retry=_can_repeat(run, context) and run.status in _ENDED_BADLY and _may_help(run),
        told=lambda one: problem_text(one, context.language),
    )


def _is_gone(run: Run, output: Output, context: ViewContext) -> bool:
    """Whether the file of a result was here once and is removed by now."""
    return bool(output.name) and output.text is None and not context.is_kept(run.run_id, str(output.name))


def _can_repeat(run: Run, context: ViewContext) -> bool:
    return context.has_seed(run.model) is not None


def _may_help(run: Run) -> bool:
    return run.problem is None or run.problem.code not in _NEEDS_A_CHANGE


def _more(run: Run, context: ViewContext) -> str:
    # A run that is not over still holds its secrets, to be sent again: they are masked here at the latest.
    body = masked_body(run.body, run.secrets)
    received = run.task.received if run.task else {}
    can_cancel = context.can_cancel(run)
    settings = context.settings_of(run)
    return draw(
        "more",
        context.language,
        run=run,
        caption=caption(
            run,
            context.language,
            title=context.title_of(run.model),
            cost=_cost(run, context),
            defaults={one.name for one in settings if one.is_default},
        ),
        settings=settings,
        is_over=run.status.is_terminal or run.status is RunStatus.UNCONFIRMED,
        can_cancel=can_cancel,
        stopping=translate(_stopping(run, can_cancel=can_cancel), context.language, cost=_cost(run, context)),
        can_repeat=run.status is RunStatus.SUCCEEDED and _can_repeat(run, context),
        has_seed=bool(context.has_seed(run.model)),
        files=files_of(run, context),
        pictures=[output for output in files_of(run, context) if output.kind == "image"],
        compared=[output for output in files_of(run, context) if output.kind in COMPARED],
        sent=_beginning(pretty(parse_exact(body)) if len(body) <= MAX_SHOWN else body.decode()),
        received=_beginning(pretty(received)) if received else "",
        snippets=snippets(context.base_url, _beginning(body.decode())),
        estimate=exact_cost_words(run.cost_estimate, context, run.service),
        actual=exact_cost_words(run.cost_actual, context, run.service),
        begun=moment(run.created_at, context.language, context.zone),
    )


def _beginning(text: str) -> str:
    return text if len(text) <= MAX_SHOWN else f"{text[:MAX_SHOWN]}…"


def files_of(run: Run, context: ViewContext) -> list[Output]:
    """The results whose files are here."""
    return [output for output in run.outputs if output.name and context.is_kept(run.run_id, output.name)]


def pretty(value: Any) -> str:
    """JSON for people."""
    return json.dumps(value, ensure_ascii=False, indent=2, default=str)


def _title(run: Run, context: ViewContext) -> str:
    return translate(f"page.tab.{run.word}" if f"{run.word}" in _TAB_WORDS else "page.tab.other", context.language)


_TAB_WORDS: Final = frozenset({"submitting", "queued", "processing", "succeeded"})

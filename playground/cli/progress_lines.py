"""Progress lines: how a run stands after each change, the same for `--json` and for people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from playground.errors import PlaygroundError, StorageError
from playground.runs.budgets.limits import BudgetError
from playground.runs.recovery import Outlook
from playground.runs.run import Run, RunStatus
from playground.tasks.problem import Charged, Problem, ProblemCode
from playground.texts import Language, explain, join_sentences, translate


@dataclass(frozen=True, slots=True)
class ProblemText:
    """A problem in words."""

    code: str
    title: str
    detail: str
    charged: str
    request_id: str | None


@dataclass(frozen=True, slots=True)
class ProgressLine:
    """How a run stands; the members of a JSON line, in their order.

    Attributes:
        at: seconds since the command started.
        run: the run's id; None where nothing was asked for.
        status: `submitting`, one of the task's five, `invalid`, `refused` or `unconfirmed`.
        cost_estimate: None is unknown.
        cost_actual: None is unknown.
        outputs: paths of the saved files, once they are saved.
    """

    at: float
    run: str | None
    status: str
    task_id: str | None = None
    request_id: str | None = None
    cost_estimate: Decimal | None = None
    cost_actual: Decimal | None = None
    outputs: tuple[str, ...] = ()
    problem: ProblemText | None = None

    def differs_from(self, other: ProgressLine | None) -> bool:
        """Whether anything but the time has changed."""
        return other is None or replace(self, at=other.at) != other


def progress_line(
    run: Run,
    at: float,
    outputs: tuple[str, ...],
    problem: Problem | None,
    language: Language,
    *,
    outlook: Outlook | None = None,
) -> ProgressLine:
    """The line for a run as it stands; `outlook` where it is not confirmed."""
    task = run.task
    return ProgressLine(
        at=at,
        run=run.run_id,
        status=_WORDS.get(run.status, run.word),
        task_id=task.task_id if task else None,
        request_id=(task and task.request_id) or (problem and problem.request_id) or None,
        cost_estimate=run.cost_estimate,
        cost_actual=run.cost_actual,
        outputs=outputs,
        problem=None if problem is None else describe(problem, language, run=run, outlook=outlook),
    )


# A person let it go on the page meanwhile: still nobody knows whether it was accepted.
_WORDS: Mapping[RunStatus, str] = {RunStatus.ABANDONED: RunStatus.UNCONFIRMED.value}


def code_of(error: PlaygroundError) -> ProblemCode:
    """The code of what kept a run from being sent."""
    if isinstance(error, BudgetError):
        return ProblemCode.BUDGET
    return ProblemCode.STORAGE if isinstance(error, StorageError) else ProblemCode.INVALID_INPUT


def invalid_line(error: PlaygroundError, at: float, language: Language, *, code: ProblemCode) -> ProgressLine:
    """The line for what was never sent."""
    title = translate("command.run.nothing_sent", language)
    detail = translate(error.code, language, **error.params)
    return ProgressLine(
        at=at, run=None, status="invalid", problem=ProblemText(code.value, title, detail, Charged.NO.value, None)
    )


def unforeseen_line(run: Run | None, at: float, language: Language, log: str) -> ProgressLine:
    """The line for an error of our own: before a run began nothing was sent, afterwards nobody knows."""
    detail = translate("command.unforeseen", language, log=log)
    charged = Charged.NO if run is None else Charged.UNKNOWN
    word = "nothing_sent" if run is None else RunStatus.UNCONFIRMED.value
    code = ProblemCode.INVALID_INPUT if run is None else ProblemCode.UNCONFIRMED
    problem_text = ProblemText(code.value, translate(f"command.run.{word}", language), detail, charged.value, None)
    if run is None:
        return ProgressLine(at=at, run=None, status="invalid", problem=problem_text)
    return replace(progress_line(run, at, (), None, language), status=RunStatus.UNCONFIRMED.value, problem=problem_text)


def describe(problem: Problem, language: Language, *, run: Run, outlook: Outlook | None = None) -> ProblemText:
    """A problem as its title and one text: what happened, what the service said, what to do now."""
    do_now = f"outlook.{outlook}.command" if outlook is Outlook.RISK else f"outlook.{outlook}" if outlook else None
    params = {**problem.params, "id": run.run_id}
    title, happened, do = explain(problem.code.value, language, params, do=do_now)
    said = translate("command.run.service_says", language, said=problem.said) if problem.said else ""
    return ProblemText(
        code=problem.code.value,
        title=title,
        detail=join_sentences((*happened, said, do)),
        charged=problem.charged.value,
        request_id=problem.request_id,
    )

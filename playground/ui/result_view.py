"""Runs as HTML: the line of states, the pictures or the problem, the details, and the strip of earlier runs."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from playground.runs.exact import loads
from playground.runs.masking import masked_body
from playground.runs.run import Output, Run, RunStatus
from playground.settings import SANDBOX
from playground.tasks.problem import Charged, Problem
from playground.texts import Language, amount, explain, say
from playground.ui.drawing import draw
from playground.ui.snippets import snippets

_STEPS: Final = ("submitting", "queued", "processing", "succeeded")
_COUNTS: Final = ("n", "num_images", "num_outputs", "sample_count", "batch_size", "number_of_images")
_RATIOS: Final = ("size", "aspect_ratio", "image_size", "ratio")
_RATIO: Final = re.compile(r"^(\d{1,5})\s*[:x×*]\s*(\d{1,5})$")
_MOST_PLACEHOLDERS: Final = 12


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page shows of its runs, in pieces that change on their own.

    Attributes:
        run: id of the run that is shown; empty where there is none.
        status: a word of `run --json`, or `idle`.
        rail: the line of states.
        stage: pictures, placeholders, a problem, or an invitation.
        more: what can be done with the result, and its details.
        earlier: the strip of runs.
        title: of the browser's tab.
    """

    run: str
    status: str
    rail: str
    stage: str
    more: str
    earlier: str
    title: str


@dataclass(frozen=True, slots=True)
class Frame:
    """What every piece needs to know.

    Attributes:
        language: of the words.
        currency: sign before a cost.
        base_url: of the service, for the code to copy.
        can_cancel: whether the service can stop a task.
        is_kept: whether the file of a run's result, by run id and name, is still here: housekeeping takes old ones.
        title_of: from a slug to the model's name.
        now: Unix seconds.
    """

    language: Language
    currency: str
    base_url: str
    can_cancel: Callable[[Run], bool]
    is_kept: Callable[[str, str], bool]
    title_of: Callable[[str], str]
    now: Callable[[], float] = time.time


def show(run: Run | None, runs: Sequence[Run], frame: Frame, *, spent: str = "") -> Shown:
    """The pieces of the result pane.

    Args:
        run: the run to show, None for the invitation.
        runs: this browser's runs, for the strip.
        frame: words, signs and names.
        spent: what today cost, in words.
    """
    earlier = draw(
        "earlier",
        frame.language,
        covers=[(one, next(_files(one, frame), None)) for one in runs],
        shown=run,
        frame=frame,
        about=about,
        spent=spent,
    )
    if run is None:
        idle = draw("idle", frame.language)
        rail = draw("rail", frame.language, run=None)
        return Shown("", "idle", rail, idle, "", earlier, "Playground")
    return Shown(
        run=run.run_id,
        status="unconfirmed" if run.status is RunStatus.ABANDONED else run.word,
        rail=_rail(run, frame),
        stage=_stage(run, frame),
        more=_more(run, frame),
        earlier=earlier,
        title=_title(run, frame),
    )


def cost_words(cost: Decimal | None, frame: Frame) -> str:
    """An amount as people write it, every digit kept; `cost unknown` where it is."""
    if cost is None:
        return say("page.cost_unknown", frame.language)
    return amount(cost, frame.currency)


def about(run: Run) -> str:
    """The run in a few words: its prompt, else the model."""
    texts = [value for value in run.settings.values() if isinstance(value, str)]
    return str(run.settings.get("prompt") or max(texts, key=len, default=run.model))


@dataclass(frozen=True, slots=True)
class Told:
    """A problem in words."""

    title: str
    lines: tuple[str, ...]
    charged: str
    said: str | None
    request_id: str | None


def told(problem: Problem, language: Language, *, on_sandbox: bool = False) -> Told:
    """What happened, whether it was charged (in play money on the sandbox), what to do now, what the service said."""
    title, happened, do = explain(problem.code.value, language, problem.figures)
    is_free = problem.charged is Charged.NO
    return Told(
        title=title,
        lines=(*happened, do),
        charged=say(f"charged.{problem.charged.value}{'.sandbox' if on_sandbox and not is_free else ''}", language),
        said=problem.said,
        request_id=problem.request_id,
    )


def _rail(run: Run, frame: Frame) -> str:
    word = run.word
    running = run.status.is_followed
    reached = _STEPS.index(word) if word in _STEPS else -1
    taken = (run.ended_at or frame.now()) - run.created_at
    cost = run.cost_actual if run.status.is_terminal else run.cost_estimate
    return draw(
        "rail",
        frame.language,
        run=run,
        word=word,
        steps=_STEPS,
        reached=reached,
        running=running,
        elapsed=max(0.0, round(taken, 1)),
        cost=cost_words(cost, frame) if cost is not None or run.status is RunStatus.SUCCEEDED else "",
        is_estimate=not run.status.is_terminal,
        can_cancel=frame.can_cancel(run),
    )


def _stage(run: Run, frame: Frame) -> str:
    ratio, count = _placeholder(run.settings)
    fetching = run.status.is_followed
    problem = None if run.status is RunStatus.SUCCEEDED and run.outputs else run.problem
    return draw(
        "stage",
        frame.language,
        run=run,
        outputs=run.outputs,
        is_gone=lambda output: output.name and output.text is None and not frame.is_kept(run.run_id, output.name),
        waiting=max(0, (len(run.task.outputs) if run.task and run.task.outputs else count) - len(run.outputs))
        if fetching
        else 0,
        ratio=ratio,
        problem=told(problem, frame.language, on_sandbox=run.service == SANDBOX) if problem else None,
        told=lambda one: told(one, frame.language),
    )


def _more(run: Run, frame: Frame) -> str:
    if not run.status.is_terminal and run.status is not RunStatus.UNCONFIRMED:
        return ""
    # A run that is not over still holds its secrets, to be sent again: they are masked here at the latest.
    body = masked_body(run.body, run.secrets)
    received = run.task.received if run.task else {}
    return draw(
        "more",
        frame.language,
        run=run,
        files=list(_files(run, frame)),
        pictures=[output for output in _files(run, frame) if output.kind == "image"],
        sent=pretty(loads(body)),
        received=pretty(received) if received else "",
        snippets=snippets(frame.base_url, run.key, body.decode()),
        estimate=cost_words(run.cost_estimate, frame),
        actual=cost_words(run.cost_actual, frame),
        begun=time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(run.created_at)),
    )


def _files(run: Run, frame: Frame) -> Iterator[Output]:
    """The results whose files are here."""
    return (output for output in run.outputs if output.name and frame.is_kept(run.run_id, output.name))


def pretty(value: Any) -> str:
    """JSON for people."""
    return json.dumps(value, ensure_ascii=False, indent=2, default=str)


def _title(run: Run, frame: Frame) -> str:
    return say(f"page.tab.{run.word}" if f"{run.word}" in _TAB_WORDS else "page.tab.other", frame.language)


_TAB_WORDS: Final = frozenset({"submitting", "queued", "processing", "succeeded"})


def _placeholder(settings: Mapping[str, Any]) -> tuple[str, int]:
    """Shape and number of what will come, as far as the settings tell, so that nothing jumps."""
    ratio = next((match for name in _RATIOS if (match := _RATIO.match(str(settings.get(name, ""))))), None)
    count = next((settings[name] for name in _COUNTS if isinstance(settings.get(name), int)), 1)
    return (f"{ratio[1]} / {ratio[2]}" if ratio else "1 / 1"), max(1, min(int(count), _MOST_PLACEHOLDERS))

"""Batches for tests: a service that answers each prompt as told, and the asking for many runs at once."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any

from fairness import PATIENCE
from faultanswers import Request
from faultserver import FaultServer, Script

from playground.runs.batches.batch import Batch, BatchKind, BatchRequest, CellRequest
from playground.runs.concurrency import ConcurrencyLimits
from playground.runs.runner import Runner

MODEL = "qwen-image-2-0-pro"
ONE = ConcurrencyLimits.of(1)
TWO = ConcurrencyLimits.of(2)
ANIMALS = tuple(f"animal {number}" for number in range(12))
"""Prompts."""

OVER = frozenset({"succeeded", "failed", "cancelled", "refused", "unconfirmed", "abandoned", "held", "stopped", "gone"})


class PromptServer(FaultServer):
    """A fault server whose script for a submit depends on the prompt.

    Attributes:
        submit_scripts: by prompt.
        outcomes: by prompt.
        prompts: that were charged, in order.

    Args:
        submits: scripts by prompt; others are accepted.
        outcomes: what becomes of the tasks of some prompts.
    """

    def __init__(
        self, submits: Mapping[str, Script] | None = None, outcomes: Mapping[str, str] | None = None, **told: Any
    ) -> None:
        super().__init__(**told)
        self.submit_scripts = {prompt: _read(script) for prompt, script in (submits or {}).items()}
        self.outcomes = dict(outcomes or {})
        self._others = self.scripts["submit"]

    @property
    def prompts(self) -> list[str]:
        return [prompt_of(task.body) for task in self.tasks.values()]

    async def _answer_submit(self, request: Request, writer: asyncio.StreamWriter) -> bool:
        prompt = prompt_of(request.body)
        self.scripts["submit"] = self.submit_scripts.get(prompt, self._others)
        self.outcome = self.outcomes.get(prompt, "succeeded")
        return await super()._answer_submit(request, writer)


def prompt_of(body: bytes) -> str:
    """What a request's body asks for."""
    return str(json.loads(body)["input"]["prompt"])


def cell(prompt: str, *, rank: int = 0, **more: Any) -> CellRequest:
    payload = {"prompt": prompt}
    return CellRequest(model=MODEL, input=payload, form_input=payload, rank=rank, labels=prompt, **more)


def batch_request(*prompts: str, person: str = "anna", page: str = "tab", shares_runs: bool = True) -> BatchRequest:
    return BatchRequest(
        person=person,
        page=page,
        kind=BatchKind.LIST,
        cells=tuple(cell(prompt) for prompt in prompts),
        asked=list(prompts),
        plan={"title": "animals"},
        shares_runs=shares_runs,
    )


async def until_batch(runner: Runner, batch: Batch, *words: str, count: int | None = None) -> Batch:
    """The batch once so many of its cells (all, unless told) say one of `words`, or are over where none are given."""
    wanted = frozenset(words) or OVER
    async with asyncio.timeout(PATIENCE):
        while True:
            now = await runner.batches.batch(batch.person, batch.batch_id)
            assert now is not None
            if now.count(*wanted) >= (len(now.cells) if count is None else count):
                return now
            await asyncio.sleep(0.05)


def _read(script: Script) -> Any:
    return FaultServer(submit=script).scripts["submit"]

"""What lists and links load of a run: little, and only what changed."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from datafolder import DataFolder
from faultserver import FaultServer

from playground.runs import summaries
from playground.runs.run import Output, Run, RunStatus
from playground.runs.summaries import LONGEST, summarise
from playground.runs.writes import LedgerWrite
from playground.tasks.task import MediaKind, RemoteOutput, Task, TaskStatus
from playground.ui.caption import summary_of
from playground.ui.estimates import usual_seconds

MB = 2**20


def heavy(number: int, **changes: Any) -> Run:
    """A run with megabytes in every place that may hold them."""
    text = "x" * MB
    task = Task(
        f"task_{number}", TaskStatus.SUCCEEDED, outputs=(RemoteOutput(MediaKind.TEXT, text=text),), received={"a": text}
    )
    return Run(
        **{
            "run_id": f"run{number}",
            "person": "anna",
            "model": "m",
            "service": "test",
            "key": f"key{number}",
            "body": text.encode(),
            "form_input": {"prompt": f"{number} {text}", "n": 2, "rows": [text] * 2},
            "status": RunStatus.SUCCEEDED,
            "created_at": float(number),
            "ended_at": number + 7.0,
            "task": task,
            "outputs": (Output(0, MediaKind.IMAGE, "0-a.png", "image/png", 7), Output(1, MediaKind.TEXT, text=text)),
            **changes,
        }
    )


def test_it_holds_what_a_list_shows_and_nothing_large() -> None:
    run = heavy(1)
    small = summarise(run)
    assert len(repr(small)) < 4 * LONGEST
    assert summary_of(small) == summary_of(run)[:LONGEST]
    assert [output.name for output in small.outputs] == ["0-a.png", None]
    for whole in (run, replace(run, status=RunStatus.ACCEPTED), replace(run, status=RunStatus.REFUSED, task=None)):
        assert (summarise(whole).word, summarise(whole).model, summarise(whole).created_at) == (whole.word, "m", 1.0)
    assert usual_seconds(small, [small]) == usual_seconds(run, [run]) == 7


@pytest.mark.parametrize("value", [0.5, 7, True, None, Decimal("0.10")])
def test_numbers_stay_as_they_are(value: Any) -> None:
    assert summarise(heavy(1, form_input={"a": value})).form_input == {"a": value}


async def test_only_what_changed_is_loaded(data_folder: DataFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded: list[str] = []
    async with FaultServer() as server, data_folder.runner(server) as runner:
        ledger = runner._ledger  # noqa: SLF001 - what it is asked is the case in point
        for number in range(5):
            ledger.add(heavy(number), "another")
            ledger.save([LedgerWrite(heavy(number), "another", keeps_ownership=False)])
        look_up = ledger.runs_without_body

        def noted(run_ids: Sequence[str]) -> Mapping[str, Run]:
            loaded.extend(run_ids)
            return look_up(run_ids)

        monkeypatch.setattr(ledger, "runs_without_body", noted)
        monkeypatch.setattr(ledger, "run", None)
        monkeypatch.setattr(ledger, "runs", None)
        assert [run.run_id for run in await runner.summaries.newest("anna", 3)] == ["run4", "run3", "run2"]
        assert loaded == ["run4", "run3", "run2"]
        assert await runner.summaries.newest("anna", 3) == await runner.summaries.newest("anna", 3)
        assert len(loaded) == 3
        assert ledger.processes.claim("run3", RunStatus.SUCCEEDED, "another")
        ledger.save([LedgerWrite(heavy(3, status=RunStatus.FAILED, fence=1), "another", keeps_ownership=False)])
        assert [run.word for run in await runner.summaries.newest("anna", 3)] == ["succeeded", "failed", "succeeded"]
        assert loaded[3:] == ["run3"]
        small = await runner.summaries.one("anna", "run3")
        assert small is not None
        assert small.word == "failed"
        assert len(loaded) == 4
        assert await runner.summaries.one("ben", "run3") is None
        assert await runner.summaries.one("anna", "no run") is None
        assert sys.getsizeof(repr(runner.summaries._kept)) < 20_000  # noqa: SLF001


@pytest.mark.parametrize(
    ("quick", "portions"), [(float("inf"), [1, 2, 4, 8, 16, 9]), (0.0, [1] * 40)], ids=["small", "large"]
)
async def test_what_loads_quickly_is_loaded_together(
    data_folder: DataFolder, monkeypatch: pytest.MonkeyPatch, quick: float, portions: list[int]
) -> None:
    monkeypatch.setattr(summaries, "_QUICK", quick)
    asked: list[int] = []
    async with FaultServer() as server, data_folder.runner(server) as runner:
        ledger = runner._ledger  # noqa: SLF001 - what it is asked is the case in point
        for number in range(40):
            ledger.add(heavy(number, body=b"{}", form_input={}, outputs=(), task=None), "another")
        look_up = ledger.runs_without_body

        def noted(run_ids: Sequence[str]) -> Mapping[str, Run]:
            asked.append(len(run_ids))
            return look_up(run_ids)

        monkeypatch.setattr(ledger, "runs_without_body", noted)
        newest = await runner.summaries.newest("anna", 60)
        assert [run.run_id for run in newest] == [f"run{number}" for number in reversed(range(40))]
        assert asked == portions

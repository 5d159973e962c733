"""Rows that programs before the first release wrote are read as what they meant."""

from __future__ import annotations

from playground.runs.rows import from_row, to_row
from playground.runs.run import Output, Run, RunStatus
from playground.tasks.problem import Charged, Problem, ProblemCode
from playground.tasks.task import MediaKind


def test_problems_keep_their_params_though_the_member_was_called_otherwise() -> None:
    problem = Problem(ProblemCode.TASK_FAILED, Charged.NO, said='"figures": 3', params={"status": 503})
    run = Run(
        run_id="1",
        person="anna",
        model="m",
        service="test",
        key="k",
        body=b"{}",
        form_input={"figures": 4},
        status=RunStatus.FAILED,
        created_at=100.0,
        outputs=(Output(0, MediaKind.IMAGE, problem=problem),),
        problem=problem,
    )
    row = to_row(run)
    earlier = {name: row[name].replace('"params":', '"figures":') for name in ("problem", "outputs")}
    assert all('"figures":{"status":503}' in text for text in earlier.values())
    assert from_row(row | earlier) == run

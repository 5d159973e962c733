from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.form import MASK
from playground.runs.rows import from_row, to_row
from playground.runs.run import Notice, Output, Run, RunStatus
from playground.runs.transitions import OutputsListed, RunOutcome, Sending, Update, WatchAgain, apply_update
from playground.tasks.problem import Charged, Problem, ProblemCode
from playground.tasks.task import MediaKind, RemoteOutput, Task, TaskStatus

NEW = Run(
    run_id="1",
    person="anna",
    model="m",
    service="test",
    key="k",
    body=b'{"model":"m","input":{"token":"hunter2!"}}',
    form_input={},
    status=RunStatus.PREPARED,
    created_at=100.0,
    steps=((0.0, "submitting"),),
)
REMOTE = RemoteOutput(MediaKind.IMAGE, url="https://results.example/1.png")
PROBLEM = Problem(ProblemCode.UNCONFIRMED, Charged.UNKNOWN)

updates: st.SearchStrategy[Update] = st.one_of(
    st.just(Sending()),
    st.just(WatchAgain()),
    st.builds(
        RunOutcome,
        status=st.sampled_from([RunStatus.REFUSED, RunStatus.UNCONFIRMED, RunStatus.ABANDONED]),
        problem=st.just(PROBLEM),
    ),
    st.builds(
        Task,
        task_id=st.just("t"),
        status=st.sampled_from(TaskStatus),
        outputs=st.lists(st.just(REMOTE), max_size=2).map(tuple),
        cost_actual=st.none() | st.decimals(0, 9, places=5),
        reason=st.none() | st.text(),
    ),
    st.builds(
        Output,
        index=st.integers(0, 1),
        kind=st.just(MediaKind.IMAGE),
        name=st.just("0.png"),
        problem=st.none() | st.just(Problem(ProblemCode.RESULT_NOT_FETCHED, Charged.YES)),
    ),
    st.builds(OutputsListed, outputs=st.lists(st.just(REMOTE), max_size=3).map(tuple)),
    st.none() | st.builds(Notice, code=st.just("notice.retry_busy"), wait=st.floats(0, 9)),
)


@pytest.mark.slow
@given(st.lists(st.tuples(updates, st.floats(0, 1000)), max_size=12))
def test_whatever_happens_an_end_is_final_and_steps_only_go_forward(happened: list[tuple[Update, float]]) -> None:
    run = NEW
    for update, at in happened:
        after = apply_update(run, update, at)
        if run.status.is_terminal:
            assert (after.status, after.ended_at, after.body) == (run.status, run.ended_at, run.body)
            assert _listless(after) == _listless(run)
            assert len(after.remotes) >= len(run.remotes), "a list of results may grow, and that is all"
        if after.status.is_terminal:
            assert after.ended_at is not None
        if run.sent_at is not None:
            assert after.sent_at == run.sent_at
        times = [at for at, _ in after.steps]
        assert times == sorted(times)
        assert from_row(to_row(after)) == after
        run = after


def _listless(run: Run) -> Task | None:
    return run.task and replace(run.task, outputs=())


def _after(*happened: Update) -> Run:
    run = NEW
    for update in happened:
        run = apply_update(run, update, 101.0)
    return run


def test_a_success_with_results_is_one_once_they_are_here() -> None:
    run = _after(Sending(), Task("t", TaskStatus.SUCCEEDED, outputs=(REMOTE, REMOTE), cost_actual=Decimal("0.1")))
    assert (run.status, run.word, run.missing) == (RunStatus.ACCEPTED, "processing", (0, 1))
    run = apply_update(run, Output(1, MediaKind.IMAGE, name="1.png"), 102.0)
    assert (run.status, run.missing) == (RunStatus.ACCEPTED, (0,))
    run = apply_update(run, Output(0, MediaKind.IMAGE, name="0.png"), 103.0)
    assert (run.status, run.word, [output.index for output in run.outputs]) == (
        RunStatus.SUCCEEDED,
        "succeeded",
        [0, 1],
    )
    assert [word for _, word in run.steps] == ["submitting", "processing", "succeeded"]
    assert run.ended_at == 103.0


def test_a_success_without_results_is_one_at_once() -> None:
    assert _after(Sending(), Task("t", TaskStatus.SUCCEEDED)).word == "succeeded"


def test_a_result_that_is_missing_is_a_problem_beside_the_success_until_it_is_fetched() -> None:
    missing = Problem(ProblemCode.RESULT_NOT_FETCHED, Charged.YES)
    run = _after(
        Sending(),
        Task("t", TaskStatus.SUCCEEDED, outputs=(REMOTE,)),
        Output(0, MediaKind.IMAGE, problem=missing),
    )
    assert (run.word, run.problem, run.missing) == ("succeeded", missing, (0,))
    run = apply_update(run, Output(0, MediaKind.IMAGE, name="0.png"), 200.0)
    assert (run.word, run.problem, run.missing, run.ended_at) == ("succeeded", None, (), 101.0)


@pytest.mark.parametrize(
    ("cost", "charged"), [(Decimal("0.1"), Charged.YES), (Decimal(0), Charged.NO), (None, Charged.UNKNOWN)]
)
def test_a_failure_says_whether_it_was_charged(cost: Decimal | None, charged: Charged) -> None:
    run = _after(Sending(), Task("t", TaskStatus.FAILED, cost_actual=cost, reason="no"))
    assert run.problem is not None
    assert (run.word, run.problem.charged, run.problem.said) == ("failed", charged, "no")


@pytest.mark.parametrize(
    "happened",
    [
        (WatchAgain(),),
        (RunOutcome(RunStatus.ABANDONED),),
        (Task("t", TaskStatus.QUEUED),),
        (Sending(), RunOutcome(RunStatus.ABANDONED)),
        (Sending(), Task("t", TaskStatus.QUEUED), Sending()),
        (Sending(), Task("t", TaskStatus.QUEUED), RunOutcome(RunStatus.REFUSED)),
    ],
)
def test_what_a_state_does_not_allow_changes_nothing(happened: tuple[Update, ...]) -> None:
    assert _after(*happened) == _after(*happened[:-1])


def test_secrets_leave_with_the_end() -> None:
    secret = replace(NEW, secrets=(("token",),))
    run = apply_update(secret, Sending(), 101.0)
    running = apply_update(run, Task("t", TaskStatus.QUEUED, received={"echo": "hunter2!"}), 101.0)
    assert b"hunter2!" in running.body
    doubt = Problem(ProblemCode.UNCONFIRMED, Charged.UNKNOWN, request_id="req hunter2!", said="hunter2! is no token")
    assert "hunter2!" not in str(
        replace(apply_update(running, RunOutcome(RunStatus.UNCONFIRMED, doubt), 102.0), body=b"")
    )
    task = Task("t", TaskStatus.FAILED, reason="hunter2! is no token", received={"input": {"token": "hunter2!"}})
    ended = apply_update(running, task, 102.0)
    assert json.loads(ended.body) == {"model": "m", "input": {"token": MASK}}
    assert "hunter2!" not in str(ended)


def test_a_secret_in_a_text_that_is_the_result_is_blotted_too() -> None:
    secret = replace(NEW, secrets=(("token",),))
    echo = RemoteOutput(MediaKind.TEXT, text="you said hunter2!")
    done = Task("t", TaskStatus.SUCCEEDED, outputs=(echo,), word="hunter2!")
    run = apply_update(apply_update(secret, Sending(), 101.0), done, 102.0)
    assert run.remotes[0].text == f"you said {MASK}"
    ended = apply_update(run, Output(0, MediaKind.TEXT, "0-text.txt", text="you said hunter2!"), 103.0)
    assert "hunter2!" not in str(ended)


def test_a_secret_that_is_the_name_of_a_figure_leaves_the_figure() -> None:
    secret = replace(NEW, body=b'{"model": "m", "input": {"token": "status"}}', secrets=(("token",),))
    doubt = Problem(ProblemCode.SERVICE_DOWN, Charged.UNKNOWN, params={"status": 503, "said": "status"})
    run = apply_update(apply_update(secret, Sending(), 101.0), RunOutcome(RunStatus.UNCONFIRMED, doubt), 102.0)
    assert run.problem is not None
    assert run.problem.params == {"status": 503, "said": MASK}


def test_a_clock_set_back_makes_no_step_earlier_than_the_one_before() -> None:
    run = apply_update(apply_update(NEW, Sending(), 160.0), Task("t", TaskStatus.PROCESSING), 170.0)
    assert apply_update(run, Task("t", TaskStatus.FAILED), -3430.0).steps[-1] == (70.0, "failed")

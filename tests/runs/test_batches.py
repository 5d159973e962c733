"""Many runs asked for with one click: each cell is paid once, whatever happens meanwhile."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from batching import ANIMALS, ONE, TWO, PromptServer, batch_request, cell, prompt_of, until_batch
from datafolder import DataFolder, run_request
from faultserver import Reply, Script
from sqlalchemy import update

from playground.errors import BadRequestError, StorageError
from playground.runs.batches import queries
from playground.runs.batches.batch import Batch, BatchKind, BatchRequest, CellRequest
from playground.runs.batches.planning import MOST_CELLS
from playground.runs.batches.tables import CELLS
from playground.runs.history import HistoryFilter
from playground.runs.runner import Runner
from playground.tasks.client import Service
from playground.tasks.problem import ProblemCode

pytestmark = pytest.mark.databases("sqlite", "postgresql")


async def test_twelve_cells_are_twelve_charges_with_faults_in_two(data_folder: DataFolder) -> None:
    faults: dict[str, Script] = {
        "animal 3": "drop-after-accept, 503, 202",
        "animal 7": [Reply(504, accept=True), "202"],
    }
    async with PromptServer(faults) as server, data_folder.runner(server) as runner:
        batch = await runner.batches.begin(batch_request(*ANIMALS))
        assert [one.word for one in batch.cells] == ["planned"] * 12
        done = await until_batch(runner, batch, "succeeded")
        assert sorted(server.charges.values()) == [1] * 12
        assert sorted(server.prompts) == sorted(ANIMALS)
        assert len(set(done.run_ids)) == 12
        for one in done.cells:
            run = await runner.run("anna", str(one.run_id))
            assert run is not None
            assert (run.key, prompt_of(run.body), one.labels) == (one.key, ANIMALS[one.position], ANIMALS[one.position])
            assert one.cost == Decimal("0.05625")
        assert (done.kind, done.plan, done.problem) == (BatchKind.LIST, {"title": "animals"}, None)


async def test_lower_ranks_are_sent_first_and_no_more_at_once_than_allowed(data_folder: DataFolder) -> None:
    cells = [cell(f"{rank}", rank=rank) for rank in (3, 1, 2, 0)]
    async with PromptServer(duration=600) as server, data_folder.runner(server, batch_limits=TWO) as runner:
        batch = await runner.batches.begin(replace(batch_request("x"), cells=tuple(cells)))
        held = await until_batch(runner, batch, "queued", "processing", count=2)
        assert [one.word in {"queued", "processing"} for one in held.cells] == [False, True, False, True]
        one = await runner.begin(run_request("a run of its own"))  # one more is no concern of the batch
        await runner.cancel("anna", str(held.cells[3].run_id))
        await runner.cancel("anna", str(held.cells[1].run_id))
        await until_batch(runner, batch, "cancelled", count=2)
        await until_batch(runner, batch, "queued", "processing", count=1)
        assert sorted(server.prompts) == ["0", "1", "2", "a run of its own"]
        await runner.cancel("anna", one.run_id)
        await until_batch(runner, batch, "queued", "processing", count=2)
        assert len(server.charges) == 5


async def test_identical_cells_are_one_run_unless_each_is_meant(data_folder: DataFolder) -> None:
    async with PromptServer() as server, data_folder.runner(server) as runner:
        shared = await until_batch(runner, await runner.batches.begin(batch_request("fox", "hen", "fox", "fox")))
        assert sorted(server.prompts) == ["fox", "hen"]
        assert [one.run_id == shared.cells[0].run_id for one in shared.cells] == [True, False, True, True]
        assert len(shared.run_ids) == 2
        each = batch_request("owl", "owl", "owl", shares_runs=False)
        assert len((await until_batch(runner, await runner.batches.begin(each))).run_ids) == 3
        assert server.prompts.count("owl") == 3


async def test_stop_ends_what_was_not_sent_and_only_that(data_folder: DataFolder) -> None:
    async with PromptServer(duration=1) as server, data_folder.runner(server, batch_limits=TWO) as runner:
        batch = await runner.batches.begin(batch_request(*ANIMALS))
        await until_batch(runner, batch, "queued", "processing", count=2)
        stopped = await runner.batches.stop("anna", batch.batch_id)
        assert stopped is not None
        assert (stopped.count("stopped"), stopped.count("planned")) == (10, 0)
        done = await until_batch(runner, batch)
        assert (done.count("succeeded"), len(server.charges)) == (2, 2)
        await runner.batches.retry("anna", batch.batch_id, 11)  # a person may still want one of them
        done = await until_batch(runner, batch, "succeeded", count=3)
        assert server.prompts[2:] == ["animal 11"]


async def test_a_hole_is_tried_again_under_a_new_key_and_nothing_else_is(data_folder: DataFolder) -> None:
    server = PromptServer({"hen": "422, 202", "cow": "504"}, {"fox": "failed"})
    async with server, data_folder.runner(server) as runner:
        batch = await until_batch(runner, await runner.batches.begin(batch_request("fox", "hen", "cow", "owl", "hen")))
        assert [one.word for one in batch.cells] == ["failed", "refused", "unconfirmed", "succeeded", "refused"]
        assert [one.is_hole for one in batch.cells] == [True, True, False, False, True]
        server.submit_scripts["hen"], server.outcomes["fox"] = ("202",), "succeeded"
        for position in range(5):
            await runner.batches.retry("anna", batch.batch_id, position)
        done = await until_batch(runner, batch)
        assert [one.word for one in done.cells] == ["succeeded", "succeeded", "unconfirmed", "succeeded", "succeeded"]
        assert sorted(server.prompts) == ["fox", "fox", "hen", "owl"]
        before, after = batch.cells[0], done.cells[0]
        assert (after.earlier, after.key != before.key) == ((before.run_id,), True)
        assert done.cells[1].run_id == done.cells[4].run_id
        given_up = await runner.abandon("anna", str(done.cells[2].run_id))
        assert given_up is not None
        assert (await until_batch(runner, batch, "abandoned", count=1)).cells[2].is_hole is False
        assert (await runner.batches.retry("anna", batch.batch_id, 2) or done).cells[2].word == "abandoned"


@pytest.mark.parametrize(
    ("answer", "code"),
    [("402", ProblemCode.NO_CREDIT), ("401", ProblemCode.KEY_REFUSED), ("403 no-credit", "no_credit")],
)
async def test_what_would_be_refused_too_is_not_sent_until_a_person_says_so(
    data_folder: DataFolder, answer: str, code: str
) -> None:
    server = PromptServer({"animal 1": answer})
    async with server, data_folder.runner(server, batch_limits=ONE) as runner:
        batch = await until_batch(runner, await runner.batches.begin(batch_request(*ANIMALS[:5])))
        assert [one.word for one in batch.cells] == ["succeeded", "refused", "held", "held", "held"]
        assert batch.problem is not None
        assert batch.problem.code == code
        assert server.prompts == ["animal 0"]
        server.submit_scripts.clear()
        await runner.batches.retry("anna", batch.batch_id, 4)  # one alone
        await until_batch(runner, batch, "succeeded", count=2)
        assert server.prompts == ["animal 0", "animal 4"]
        await runner.batches.go_on("anna", batch.batch_id)
        done = await until_batch(runner, batch, "succeeded")
        assert (done.problem, sorted(server.prompts)) == (None, list(ANIMALS[:5]))


async def test_whoever_has_many_batches_that_wait_is_looked_at_once_and_others_are_sent(
    data_folder: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with PromptServer(duration=600) as server, data_folder.runner(server, batch_limits=ONE) as runner:
        first = await runner.batches.begin(batch_request("fox", "hen"))
        await until_batch(runner, first, "queued", "processing", count=1)
        looked: list[str] = []
        look = queries.BatchQueries.send_next

        def counted(self: queries.BatchQueries, batch_id: str, *arguments: Any, **named: Any) -> Any:
            looked.append(batch_id)
            return look(self, batch_id, *arguments, **named)

        monkeypatch.setattr(queries.BatchQueries, "send_next", counted)
        waiting = [await runner.batches.begin(batch_request("cow", "owl", page=str(number))) for number in range(9)]
        other = await runner.batches.begin(batch_request("dog", person="ben"))
        await until_batch(runner, other, "queued", "processing", count=1)
        assert not {one.batch_id for one in waiting} & set(looked)
        await runner.batches.stop("anna", first.batch_id)
        await runner.cancel("anna", await _run_of(runner, first))
        await until_batch(runner, waiting[0], "queued", "processing", count=1)
        assert sorted(server.prompts) == ["cow", "dog", "fox"]


async def _run_of(runner: Runner, batch: Batch) -> str:
    now = await runner.batches.batch(batch.person, batch.batch_id)
    assert now is not None
    return now.run_ids[0]


async def test_a_batch_is_its_persons_alone(data_folder: DataFolder) -> None:
    async with PromptServer(duration=600) as server, data_folder.runner(server, batch_limits=ONE) as runner:
        batch = await runner.batches.begin(batch_request("fox", "hen"))
        assert await runner.batches.batch("ben", batch.batch_id) is None
        assert await runner.batches.stop("ben", batch.batch_id) is None
        assert await runner.batches.go_on("ben", batch.batch_id) is None
        assert await runner.batches.retry("ben", batch.batch_id, 0) is None
        assert await runner.batches.newest("ben") == ()
        assert [one.batch_id for one in await runner.batches.newest("anna")] == [batch.batch_id]
        assert (await until_batch(runner, batch, "planned", count=1)).count("stopped") == 0


@pytest.mark.databases("sqlite")
async def test_secrets_are_masked_once_a_cell_has_ended_or_is_stopped(data_folder: DataFolder) -> None:
    def secret(prompt: str) -> CellRequest:
        payload = {"prompt": prompt, "token": "hunter2-hunter2"}
        return CellRequest(model="m", input=payload, form_input=payload, secrets=(("token",),), labels=prompt)

    async with PromptServer({"fox": "422"}) as server, data_folder.runner(server, batch_limits=ONE) as runner:
        cells = (secret("fox"), secret("hen"), secret("owl"))
        batch = await runner.batches.begin(replace(batch_request("x"), cells=cells))
        done = await until_batch(runner, batch)
        assert [json.loads(request.body)["input"]["token"] for request in server.submits] == ["hunter2-hunter2"] * 3
        assert b"hunter2" not in data_folder.file.read_bytes()
        assert done.cells[0].word == "refused"
        with pytest.raises(BadRequestError, match=r"batch\.secret_gone"):
            await runner.batches.retry("anna", batch.batch_id, 0)
        server.duration = 600
        await runner.begin(run_request("so that the others wait"))
        waiting = await runner.batches.begin(replace(batch_request("y"), cells=cells))
        assert waiting.count("planned") == 3
        assert b"hunter2" in data_folder.file.read_bytes()
        await runner.batches.stop("anna", waiting.batch_id)
        assert b"hunter2" not in data_folder.file.read_bytes()


async def test_too_many_cells_are_refused_before_anything_is_kept(
    data_folder: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "MOST_WAITING", 8)
    async with PromptServer(duration=600) as server, data_folder.runner(server, batch_limits=ONE) as runner:
        many = replace(batch_request("x"), cells=tuple(cell(f"{number}") for number in range(MOST_CELLS + 1)))
        with pytest.raises(BadRequestError, match=r"batch\.too_many"):
            await runner.batches.begin(many)
        with pytest.raises(BadRequestError, match=r"batch\.too_many"):
            await runner.batches.begin(replace(many, cells=()))
        for page in ("one", "two"):
            await runner.batches.begin(replace(many, page=page, cells=many.cells[:4]))
        with pytest.raises(StorageError, match=r"limit\.cells"):
            await runner.batches.begin(replace(batch_request("a", "b", "c"), page="three"))
        assert len(await runner.batches.newest("anna")) == 2
    with pytest.raises(StorageError, match=r"storage\.stopping"):
        await runner.batches.begin(batch_request("late"))


async def test_a_batch_that_cannot_be_read_is_held_back_in_words_and_the_others_go_on(data_folder: DataFolder) -> None:
    async with PromptServer(duration=600) as server, data_folder.runner(server, batch_limits=ONE) as runner:
        batches = [await runner.batches.begin(batch_request(*names)) for names in (("one", "two"), ("three", "four"))]
        first = await until_batch(runner, batches[0], "queued", "processing", count=1)
        planned = (CELLS.c.batch_id == first.batch_id, CELLS.c.state == "planned")
        with data_folder.ledger._database.writing() as connection:  # noqa: SLF001 - as after a fault of the disk
            connection.execute(update(CELLS).where(*planned).values(secrets="["))
        await runner.cancel("anna", first.run_ids[0])
        held = await until_batch(runner, first, "held", count=1)
        assert held.problem is not None
        assert (held.problem.code, held.problem.params) == (ProblemCode.STORAGE, {"reason": "unreadable"})
        going_on = await until_batch(runner, batches[1], "queued", "processing", count=1)
        await runner.cancel("anna", going_on.run_ids[0])
        await until_batch(runner, going_on, "queued", "processing", count=1)
        assert server.prompts == ["one", "three", "four"]


async def test_what_no_service_here_can_be_asked_is_not_gone_on_with(data_folder: DataFolder) -> None:
    known = {"test"}
    async with PromptServer({"fox": "402"}) as server:
        service = Service(server.url, "mv_live_test", None)

        def services(name: str) -> Service | None:
            return service if name in known else None

        async with data_folder.runner(server, services=services, batch_limits=ONE) as runner:
            batch = await until_batch(
                runner, await runner.batches.begin(batch_request("fox", "hen")), "refused", "held"
            )
            known.clear()
            for act in (runner.batches.go_on("anna", batch.batch_id), runner.batches.retry("anna", batch.batch_id, 0)):
                with pytest.raises(BadRequestError) as refused:
                    await act
                assert (refused.value.code, refused.value.params) == ("batch.no_service", {"service": "test"})
            assert await runner.batches.batch("anna", batch.batch_id) == batch
            assert await runner.batches.go_on("ben", batch.batch_id) is None


def test_two_clicks_are_alike_though_their_seeds_are_drawn_by_chance() -> None:
    def click(seed: int) -> BatchRequest:
        payload = {"prompt": "fox", "seed": seed}
        return BatchRequest(
            "anna",
            "tab",
            BatchKind.VARIATIONS,
            (CellRequest(model="m", input=payload, form_input=payload),),
            asked=["fox", 4],
        )

    assert click(1).deduplication_key(0.0) == click(2).deduplication_key(0.0)
    assert click(1).deduplication_key(0.0) != replace(click(1), asked=["fox", 8]).deduplication_key(0.0)


async def test_a_list_of_grids_says_of_each_how_many_cells_it_has_and_what_was_sent_first(
    data_folder: DataFolder,
) -> None:
    async with PromptServer({"hen": "400"}) as server, data_folder.runner(server) as runner:
        cells = (cell("fox"), cell("hen"), cell("owl", rank=1))
        asked = replace(batch_request("x"), kind=BatchKind.GRID, cells=cells, plan={"title": "grid"})
        grid = await until_batch(runner, await runner.batches.begin(asked))
        await until_batch(runner, await runner.batches.begin(batch_request("a list")))
        theirs = HistoryFilter(person="anna", since=0.0, until=grid.created_at + 1e-6)
        (head,) = await runner.batches.listed(theirs, 9)
        assert (head.batch_id, head.created_at, head.plan, head.count) == (
            grid.batch_id,
            grid.created_at,
            {"title": "grid"},
            3,
        )
        assert head.run_ids == tuple(one.run_id for one in grid.cells)
        assert await runner.batches.listed(replace(theirs, until=grid.created_at), 9) == ()
        assert await runner.batches.listed(replace(theirs, person="ben"), 9) == ()
        sent = [str(one.run_id) for one in grid.cells]
        assert await runner.batches.batches_of([*sent, "no run"]) == dict.fromkeys(sent, grid.batch_id)
        problems = await runner.batches.problems(grid)
        assert problems.keys() == {grid.cells[1].run_id}
        assert problems[sent[1]].code is ProblemCode.INVALID_INPUT

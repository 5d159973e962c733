"""Batches that several processes look at, or whose process has ended: still each cell is paid once."""

from __future__ import annotations

import asyncio

import pytest
from batching import ANIMALS, ONE, TWO, PromptServer, batch_request, until_batch
from datafolder import DataFolder
from fairness import PATIENCE
from leases import age_leases

from playground.runs.batches.planning import plan_batch
from playground.runs.ownership import Lease

pytestmark = pytest.mark.databases("sqlite", "postgresql")


async def test_a_double_click_is_one_batch_in_whichever_process(data_folder: DataFolder) -> None:
    async with PromptServer() as server, data_folder.runner(server) as one, data_folder.runner(server) as two:
        first, second = await asyncio.gather(
            one.batches.begin(batch_request("fox", "hen")), two.batches.begin(batch_request("fox", "hen"))
        )
        assert first.batch_id == second.batch_id
        await until_batch(one, first, "succeeded")
        assert len(server.charges) == 2
        data_folder.time.moved += 2  # a later click is another batch
        assert (await one.batches.begin(batch_request("fox", "hen"))).batch_id != first.batch_id


async def test_two_processes_send_each_cell_once_and_the_one_left_goes_on(data_folder: DataFolder) -> None:
    async with PromptServer(duration=0.2) as server:
        async with data_folder.runner(server, batch_limits=TWO) as one:
            async with data_folder.runner(server, batch_limits=TWO) as two:
                batch = await two.batches.begin(batch_request(*ANIMALS[:6]))
                await until_batch(one, batch, "succeeded", count=2)
            await until_batch(one, batch, "succeeded")
        assert sorted(server.prompts) == sorted(ANIMALS[:6])


async def test_what_a_dead_process_had_begun_and_never_sent_is_sent(data_folder: DataFolder) -> None:
    ledger, now = data_folder.ledger, data_folder.time.clock.wall()
    ledger.open()
    ledger.processes.register(Lease("dead", "elsewhere", 1))
    age_leases(data_folder.where, 60)
    planned = plan_batch(batch_request("fox", "hen", "owl"), "test", "dead", now)
    ledger.batches.add(planned, batch_request("fox").deduplication_key(now))
    begun = ledger.batches.send_next(planned.batch_id, "dead", TWO, now=now, most=9)
    assert ([run.word for run in begun.runs], begun.is_open) == (["submitting"] * 2, True)
    assert ledger.batches.send_next(planned.batch_id, "another", TWO, now=now, most=9).runs == ()
    ledger.close()
    async with PromptServer() as server, data_folder.runner(server) as runner:
        batch = await runner.batches.batch("anna", planned.batch_id)
        assert batch is not None
        done = await until_batch(runner, batch, "succeeded")
        assert {run.run_id for run in begun.runs} < set(done.run_ids)
        assert sorted(server.prompts) == ["fox", "hen", "owl"]


async def test_what_was_left_for_long_waits_for_a_person(data_folder: DataFolder) -> None:
    async with PromptServer(duration=600) as server:
        async with data_folder.runner(server, batch_limits=ONE) as runner:
            batch = await runner.batches.begin(batch_request("fox", "hen"))
            await until_batch(runner, batch, "queued", "processing", count=1)
        data_folder.time.moved += 16 * 60
        async with data_folder.runner(server, batch_limits=TWO) as runner:
            left = await until_batch(runner, batch, "held", count=1)
            assert left.problem is not None
            assert server.prompts == ["fox"]
            await runner.batches.go_on("anna", batch.batch_id)
            await until_batch(runner, batch, "queued", "processing")
            assert server.prompts == ["fox", "hen"]


async def test_a_stop_in_another_process_is_seen_on_a_page_that_looks_on(data_folder: DataFolder) -> None:
    async with PromptServer(duration=600) as server, data_folder.runner(server, batch_limits=ONE) as one:
        batch = await one.batches.begin(batch_request("fox", "hen"))
        await until_batch(one, batch, "queued", "processing", count=1)
        async with data_folder.runner(server) as other, asyncio.timeout(PATIENCE):
            changes = one.subscribe("anna")
            await other.batches.stop("anna", batch.batch_id)
            async for _ in changes:
                now = await one.batches.batch("anna", batch.batch_id)
                if now and now.count("stopped"):
                    break

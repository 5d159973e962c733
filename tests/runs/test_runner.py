from __future__ import annotations

from decimal import Decimal

from faultserver import PIXEL, FaultServer
from house import House, ask, rest


async def test_one_ask_becomes_one_task_and_its_picture_is_kept(house: House) -> None:
    async with FaultServer(submit="202", duration=0.2) as server, house.runner(server) as runner:
        run = await rest(runner, await runner.begin(ask()))
        assert run.word == "succeeded"
        assert run.cost_actual == Decimal("0.05625")
        assert [output.media_type for output in run.outputs] == ["image/png"]
        assert (house.folder / "results" / run.run_id / str(run.outputs[0].name)).read_bytes() == PIXEL
        assert [request.body for request in server.submits] == [
            b'{"model":"qwen-image-2-0-pro","input":{"prompt":"a fox"}}'
        ]
        assert dict(server.charges) == {run.key: 1}
    assert house.ledger.run(run.run_id) == run

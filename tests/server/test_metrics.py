"""What is told to Prometheus, and to whom."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from ipaddress import ip_network
from pathlib import Path
from threading import Event

import httpx
import patient
import pytest
from fairness import PATIENCE
from faultserver import FaultServer
from ports import free_port
from prometheus_client.parser import text_string_to_metric_families
from starlette.applications import Starlette

from playground.errors import SettingsError, StorageError
from playground.metrics import Uncounted
from playground.runs.figures import Figures
from playground.runs.request import RunRequest
from playground.server.app import create_server
from playground.server.metrics import MetricsApp, MetricsMiddleware
from playground.settings import Settings
from playground.wiring import build

PROMPT = {"prompt": "a red fox"}
NOTHING = Figures(runs={"sent": 2}, oldest={"sent": 7.5}, cells={"planned": 3}, servers=1)
Told = Mapping[tuple[str, tuple[str, ...]], float]


def read(text: str) -> Told:
    """Each value by its name and the values of its labels."""
    found = (sample for family in text_string_to_metric_families(text) for sample in family.samples)
    return {(sample.name, tuple(sample.labels.values())): sample.value for sample in found}


def asking(app: object, address: str = "127.0.0.1", **headers: str) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app, client=(address, 1))  # type: ignore[arg-type]  # an ASGI app
    return httpx.AsyncClient(transport=transport, base_url="http://x", headers=headers)


@pytest.mark.parametrize(
    ("address", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("::1", {}, 200),
        ("10.0.0.7", {}, 200),
        ("203.0.113.9", {}, 404),
        ("203.0.113.9", {"X-Forwarded-For": "127.0.0.1"}, 404),
        ("10.0.0.7", {"X-Forwarded-For": "127.0.0.1"}, 404),
        ("127.0.0.1", {"Via": "1.1 proxy"}, 404),
    ],
)
async def test_only_this_machine_and_trusted_networks_are_told_and_nobody_through_a_proxy(
    address: str, headers: dict[str, str], status: int
) -> None:
    app = MetricsMiddleware(Starlette(), MetricsApp(lambda: NOTHING), [ip_network("10.0.0.0/8")])
    async with asking(app, address, **headers) as caller:
        answer = await caller.get("/metrics")
    assert (answer.status_code, "playground_runs" in answer.text) == (status, status == 200)


async def test_the_ledgers_figures_are_kept_a_while_and_hold_up_nothing() -> None:
    now, looks, held = [0.0], [], Event()

    def look() -> Figures:
        looks.append(1)
        if len(looks) == 2:
            raise StorageError("storage.unreachable", place="db")
        if len(looks) == 3:
            held.wait(PATIENCE)
        return NOTHING

    async with asking(MetricsApp(look, lambda: now[0])) as caller:
        told = [read((await caller.get("/metrics")).text) for _ in range(3)][-1]
        assert len(looks) == 1
        assert told["playground_ledger_answers", ()] == 1
        assert told["playground_runs", ("sent",)] == 2
        assert told["playground_oldest_run_age_seconds", ("sent",)] == 7.5
        assert told["playground_batch_cells", ("planned",)] == 3
        for _ in range(2):  # once it does not answer, once it hangs
            now[0] += 6
            assert read((await caller.get("/metrics")).text)["playground_ledger_answers", ()] == 0
        held.set()


async def test_a_run_is_counted_on_its_way(tmp_path: Path) -> None:
    port = free_port()
    async with FaultServer(poll="503, processing, succeeded") as service:
        environ = {"data": str(tmp_path), "api_url": service.url, "metrics": "1", "metrics_port": str(port)}
        settings = Settings.load({f"PLAYGROUND_{name.upper()}": value for name, value in environ.items()})
        app = create_server(settings, own_address="http://127.0.0.1:9")
        async with app.router.lifespan_context(app), patient.AsyncClient() as prometheus, asking(app) as page:
            address = f"http://127.0.0.1:{port}/metrics"
            before = read((await prometheus.get(address)).text)
            assert (await page.get("/metrics", headers={"Host": "127.0.0.1"})).status_code == 404, "it has its own port"
            await page.get("/models", headers={"Host": "127.0.0.1"})
            parts = build(settings, own_address="http://127.0.0.1:9")
            await parts.runner.start()
            run = await parts.runner.begin(
                RunRequest(person="ann", page="page", model="m", input=PROMPT, form_input=PROMPT)
            )
            async for _ in parts.runner.subscribe("ann"):
                now = await parts.runner.run("ann", run.run_id)
                if now and now.status.is_terminal and not parts.runner.is_active_here(run.run_id):
                    break
            await parts.runner.stop()
            text = (await prometheus.get(address)).text
    told = read(text)

    def more(name: str, *labels: str) -> float:
        return told.get((name, labels), 0) - before.get((name, labels), 0)

    assert more("playground_submits_total", "accepted") == 1
    assert (more("playground_polls_total", "5xx"), more("playground_polls_total", "ok")) == (1, 2)
    assert more("playground_poll_lateness_seconds_count") == 3
    assert more("playground_result_fetches_total", "kept") == 1
    assert more("playground_runs_ended_total", "succeeded") == 1
    assert more("playground_requests_total", "GET", "/models", "200") == 1
    assert "fox" not in text
    assert run.run_id not in text


async def test_off_there_is_no_such_thing(tmp_path: Path) -> None:
    app = create_server(Settings(data=tmp_path), own_address="http://127.0.0.1:9")
    async with asking(app, Host="127.0.0.1") as caller:
        assert (await caller.get("/metrics")).status_code == 404


async def test_several_ask_at_once_and_the_ledger_is_asked_once() -> None:
    looks: list[int] = []

    def look() -> Figures:
        looks.append(1)
        return NOTHING

    async with asking(MetricsApp(look, lambda: 0.0)) as caller:
        await asyncio.gather(*(caller.get("/") for _ in range(9)))
    assert len(looks) == 1


def test_without_the_package_nothing_is_counted_and_that_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Uncounted().labels("a").track_inprogress():
        Uncounted().labels("a").inc()
        Uncounted().observe(1)
        Uncounted().set(1)
    monkeypatch.setattr("playground.metrics.IS_THERE", False)
    with pytest.raises(SettingsError, match="metrics_package"):
        create_server(Settings(data=tmp_path, metrics=True), own_address="http://127.0.0.1:9")

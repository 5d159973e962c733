"""Jobs, executed in this process: what each answer of the service, and each slip of the person, comes to."""

from __future__ import annotations

import asyncio
import dataclasses
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from commandline import SCHEMAS
from fairness import PATIENCE, fair
from faultserver import PIXEL, FaultServer, Reply

from playground.cli.execution import RunJob, execute_job
from playground.cli.progress_lines import ProgressLine
from playground.cli.run_sources import ExistingRun, NewRun, RunSource
from playground.files.download import DownloadLimits
from playground.runs.ledger import Ledger
from playground.runs.run import Notice
from playground.settings import Settings

MODEL = "qwen-image-2-0-pro"


@dataclasses.dataclass(frozen=True, slots=True)
class Ended:
    """The exit code, and every line that was told."""

    code: int
    lines: list[ProgressLine]

    @property
    def last(self) -> dict[str, Any]:
        return dataclasses.asdict(self.lines[-1])


class Recorder:
    """Keeps what it is told."""

    def __init__(self) -> None:
        self.lines: list[ProgressLine] = []

    def line(self, line: ProgressLine) -> None:
        self.lines.append(line)

    def notice(self, notice: Notice | None) -> None:
        """Nothing here asks for it."""


RunCommand = Callable[..., Awaitable[Ended]]


@pytest.fixture
def launch(tmp_path: Path) -> RunCommand:
    async def run(
        server: FaultServer,
        model: str,
        *assignments: str,
        text: str | None = None,
        again: str | None = None,
        patience: float = PATIENCE,
    ) -> Ended:
        environ = {
            "PLAYGROUND_DATA": str(tmp_path / "data"),
            "PLAYGROUND_SCHEMAS": str(SCHEMAS),
            "PLAYGROUND_API_URL": server.url,
            "PLAYGROUND_API_KEY": "mv_live_test",
        }
        recorder = Recorder()
        settings = Settings.load(environ)
        start: RunSource = NewRun(model, text, assignments, "en")
        if again:
            ledger = Ledger(settings.ledger)
            found = await asyncio.to_thread(ledger.run, again)
            ledger.close()
            assert found is not None
            start = ExistingRun(found)
        order = RunJob(start, tmp_path / "out", "en", time.monotonic(), patience=patience)
        code = await execute_job(order, settings, recorder)
        return Ended(code, recorder.lines)

    return run


async def test_exit_5_where_a_result_is_not_saved_and_a_later_command_brings_it(
    launch: RunCommand, tmp_path: Path
) -> None:
    page = Reply(200, b"<!doctype html><title>Gone</title>", {"content-type": "image/png"})
    async with FaultServer(files={"a.png": page, "b.png": Reply(403)}, extra={"cost_actual": 0.05}) as server:
        server.extra["output"] = {"images": [f"{server.url}/files/{name}.png" for name in "abc"]}
        done = await launch(server, MODEL, "prompt=Tea", patience=fair(1))  # in which what is there comes
        assert (done.code, done.last["status"], len(done.last["outputs"])) == (5, "succeeded", 1)
        assert [line.status for line in done.lines].count("succeeded") == 1
        problem = done.last["problem"]
        assert (problem["code"], problem["charged"]) == ("result_not_fetched", "yes")
        assert "Something else arrived instead of result 1" in problem["detail"]
        server.files.clear()
        found = await launch(server, MODEL, again=done.last["run"])
        assert (found.code, found.last["problem"], len(found.last["outputs"])) == (0, None, 3)
        assert len(server.submits) == 1
    saved = [path.read_bytes() for path in (tmp_path / "out").iterdir()]
    assert saved == [PIXEL] * 4, "nothing there is written over: what was saved first is saved once more"


async def test_what_comes_while_the_command_waits_is_saved_and_exits_0(launch: RunCommand) -> None:
    async with FaultServer(files={"a.png": Reply(503)}) as server:
        server.extra["output"] = {"images": [f"{server.url}/files/a.png"]}

        async def mend() -> None:
            async with asyncio.timeout(PATIENCE):
                while len(server.seen("GET", "a.png")) <= len(DownloadLimits().pauses) + 1:  # noqa: ASYNC110 - it counts
                    await asyncio.sleep(0.01)
            server.files.clear()

        done, _ = await asyncio.gather(launch(server, MODEL, "prompt=Tea"), mend())
    assert (done.code, done.last["problem"], len(done.last["outputs"])) == (0, None, 1)


async def test_exit_5_where_the_answer_names_no_result(launch: RunCommand) -> None:
    async with FaultServer(outputs=0) as server:
        done = await launch(server, MODEL, "prompt=Tea", patience=1)
    assert (done.code, done.last["status"], done.last["problem"]["code"]) == (5, "succeeded", "result_not_fetched")


async def test_an_unknown_cost_is_null(launch: RunCommand) -> None:
    async with FaultServer(extra={"cost_estimate": None, "cost_actual": "much"}) as server:
        done = await launch(server, MODEL, "prompt=Tea")
    assert done.code == 0
    assert (done.last["cost_estimate"], done.last["cost_actual"]) == (None, None)


@pytest.mark.parametrize(
    ("script", "status", "code", "charged"),
    [
        ({"outcome": "failed", "extra": {"cost_actual": 0}}, "failed", "task_failed", "no"),
        ({"outcome": "failed", "extra": {"cost_actual": None}}, "failed", "task_failed", "unknown"),
        ({"outcome": "cancelled", "extra": {"cost_actual": 0.02}}, "cancelled", "cancelled", "yes"),
    ],
)
async def test_exit_1_failed_or_cancelled(
    launch: RunCommand, script: dict[str, Any], status: str, code: str, charged: str
) -> None:
    async with FaultServer(**script) as server:
        done = await launch(server, MODEL, "prompt=Tea")
    assert done.code == 1
    assert done.last["status"] == status
    assert (done.last["problem"]["code"], done.last["problem"]["charged"]) == (code, charged)


@pytest.mark.parametrize(
    ("words", "text", "said"),
    [
        (("no-such-model", "prompt=Tea"), None, "qwen-image-2-0-pro"),
        (("qwen-image-2-pro", "prompt=Tea"), None, "Did you mean qwen-image-2-0-pro"),
        (("sandbox-video", "prompt=Tea"), None, "only in the sandbox"),
        ((MODEL,), None, "Prompt"),
        ((MODEL, "prompt=Tea", "n=7"), None, "6"),
        ((MODEL, "prompt=Tea", "n=two"), None, "must be JSON"),
        ((MODEL, "prompt=Tea", "colour=red"), None, "colour"),
        ((MODEL, "promt=Tea"), None, "has no field “promt”. Did you mean prompt?"),
        ((MODEL,), '{"promt": "Tea"}', "promt is not expected here. Did you mean prompt?"),
        ((MODEL, "prompt"), None, "NAME=VALUE"),
        ((MODEL,), '{"prompt": "Tea",}', "Line 1, column 17"),
        ((MODEL,), '["Tea"]', "JSON object"),
    ],
)
async def test_exit_2_nothing_sent(launch: RunCommand, words: tuple[str, ...], text: str | None, said: str) -> None:
    async with FaultServer() as server:
        done = await launch(server, *words, text=text)
        assert server.requests == []
    assert done.code == 2
    assert [line.status for line in done.lines] == ["invalid"]
    assert done.last["run"] is None
    problem = done.last["problem"]
    assert (problem["code"], problem["charged"]) == ("invalid_input", "no")
    assert said in problem["detail"]


@pytest.mark.parametrize(
    ("submit", "code"),
    [
        ("401", "key_refused"),
        ("402", "no_credit"),
        ("403 no-credit", "no_credit"),
        ("404", "invalid_input"),
        ("422 field", "invalid_input"),
        ("400 content", "content_refused"),
        ("429 retry-after=3600", "rate_limit"),
    ],
)
async def test_exit_3_the_service_said_no(launch: RunCommand, submit: str, code: str) -> None:
    async with FaultServer(submit=submit) as server:
        done = await launch(server, MODEL, "prompt=Tea")
        assert len(server.submits) == 1
        assert not server.charges
    assert (done.code, done.last["status"]) == (3, "refused")
    assert (done.last["problem"]["code"], done.last["problem"]["charged"]) == (code, "no")
    assert done.last["run"]


async def test_an_error_of_our_own_says_whether_something_was_sent(
    launch: RunCommand, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> None:
        raise ZeroDivisionError

    async with FaultServer() as server:
        monkeypatch.setattr("playground.cli.execution.save_outputs", broken)
        done = await launch(server, MODEL, "prompt=Tea")
        assert (done.code, done.last["status"], done.last["problem"]["charged"]) == (4, "unconfirmed", "unknown")
        assert done.last["run"]
        monkeypatch.setattr("playground.cli.run_sources.read_payload", broken)
        done = await launch(server, MODEL, "prompt=Tea")
    assert (done.code, done.last["status"], done.last["problem"]["charged"]) == (2, "invalid", "no")
    assert done.last["run"] is None

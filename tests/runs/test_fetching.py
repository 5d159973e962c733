"""What is paid for and not there yet: fetched by itself, for as long as its link may live, over restarts."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest
from datafolder import DataFolder, rest, run_request
from fairness import PATIENCE
from faultserver import PIXEL, FaultServer, Reply

from playground.files.download import DownloadLimits
from playground.files.results import Results
from playground.runs import fetching, resumption, supervisor
from playground.runs.run import Run
from playground.runs.runner import Runner
from playground.tasks.problem import ProblemCode
from playground.texts import translate

WEEK = 7 * 24 * 3600


@asynccontextmanager
async def working(data_folder: DataFolder, server: FaultServer, *, drain: float = 10) -> AsyncIterator[Runner]:
    """A runner that tries each link once and then leaves it to the rounds."""
    port = urlsplit(server.url).port or 0
    results = Results(
        data_folder.folder / "results", frozenset({("127.0.0.1", port)}), limits=DownloadLimits(pauses=())
    )
    async with data_folder.runner(server, results=results, drain=drain) as runner:
        yield runner


async def whole(runner: Runner, run: Run, count: int | None = None) -> Run:
    """The run once all is here and nobody works on it."""
    async with asyncio.timeout(PATIENCE):
        while True:
            now = await runner.run("anna", run.run_id)
            assert now is not None
            is_all = not now.lacks_results and (count is None or len(now.outputs) == count)
            if is_all and not runner.is_active_here(run.run_id):
                return now
            await asyncio.sleep(0.02)


async def waiting(runner: Runner, run: Run) -> Run:
    """The run while it waits for the next try."""
    async with asyncio.timeout(PATIENCE):
        while True:
            now = await runner.run("anna", run.run_id)
            if now and now.notice and now.notice.code == "notice.fetching_later":
                return now
            await asyncio.sleep(0.005)


async def left_alone(runner: Runner, run: Run) -> None:
    """Wait until nobody works on the run any more."""
    async with asyncio.timeout(PATIENCE):
        while runner.is_active_here(run.run_id):  # noqa: ASYNC110 - the end of a job is not signalled on its own
            await asyncio.sleep(0.02)


async def tried(server: FaultServer, name: str, *, times: int) -> None:
    """Wait until the file has been asked for so often."""
    async with asyncio.timeout(PATIENCE):
        while len(server.seen("GET", name)) < times:  # noqa: ASYNC110 - the server counts, it does not signal
            await asyncio.sleep(0.01)


def files_of(data_folder: DataFolder, run: Run) -> list[bytes]:
    return [(data_folder.folder / "results" / run.run_id / (output.name or "")).read_bytes() for output in run.outputs]


def different(*marks: str) -> dict[str, bytes]:
    """Whole pictures that differ in what follows them."""
    return {mark: PIXEL + mark.encode() for mark in marks}


def revisions(server: FaultServer, *links: str) -> dict[str, Any]:
    return {"images": [{"url": link if ":" in link else f"{server.url}/files/{link}"} for link in links]}


@pytest.mark.parametrize("status", [403, 404, 425, 202, 204, 401, 410, 429, 500, 503])
async def test_what_is_not_there_yet_comes_by_itself(data_folder: DataFolder, status: int) -> None:
    async with FaultServer(files={"a.png": Reply(status)}) as server, working(data_folder, server) as runner:
        server.extra["output"] = revisions(server, "a.png", "b.png")
        run = await rest(runner, await runner.begin(run_request()))
        assert (run.word, run.missing, run.problem and run.problem.code) == (
            "succeeded",
            (0,),
            ProblemCode.RESULT_NOT_FETCHED,
        )
        said = await waiting(runner, run)
        assert said.notice is not None
        assert "keep trying" in translate(said.notice.code, "en", wait=said.notice.wait)
        server.files.clear()
        run = await whole(runner, run)
        assert (run.problem, run.notice, files_of(data_folder, run)) == (None, None, [PIXEL, PIXEL])
        assert len(server.submits) == 1
    assert data_folder.ledger.run(run.run_id) == run


async def test_the_next_process_goes_on_with_it(data_folder: DataFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    async with asyncio.timeout(PATIENCE), FaultServer(files={"a.png": Reply(403)}) as server:
        server.extra["output"] = revisions(server, "a.png")
        with monkeypatch.context() as patched:
            patched.setattr(fetching, "FIRST_PAUSE", 1e6)
            async with working(data_folder, server, drain=1e4) as runner:  # nor does a stop wait for the next try
                run = await waiting(runner, await runner.begin(run_request()))
        async with working(data_folder, server) as runner:
            await waiting(runner, run)
            server.files.clear()
            server.extra["output"] = revisions(server, "a.png?sig=fresh")
            run = await whole(runner, run)
            assert files_of(data_folder, run) == [PIXEL]
        asked = [request.path for request in server.requests if "sig=fresh" in request.path]
        assert (len(asked) >= 1, len(server.submits)) == (True, 1)
        async with working(data_folder, server) as runner:
            assert not runner.is_active_here(run.run_id)


async def test_pauses_grow_and_a_week_is_the_end(data_folder: DataFolder) -> None:
    async with FaultServer(files={"a.png": Reply(404)}) as server, working(data_folder, server) as runner:
        server.extra["output"] = revisions(server, "a.png")
        run = await rest(runner, await runner.begin(run_request()))
        waits: set[float] = set()
        async with asyncio.timeout(PATIENCE):
            while len(waits) < 4:
                now = await waiting(runner, run)
                waits.add(now.notice.wait if now.notice and now.notice.wait else 0)
                await asyncio.sleep(0.01)
        assert min(waits) >= 2
        assert max(waits) > 4
        data_folder.time.moved = WEEK + 60
        data_folder.time.pace *= 10  # which moves the other clock on as well: one alone may just have been put right
        await left_alone(runner, run)
        over = await runner.run("anna", run.run_id)
        assert over is not None
        assert (over.notice, over.missing, over.lacks_results) == (None, (0,), True)
        server.files.clear()
        await runner.fetch_again("anna", run.run_id)
        assert files_of(data_folder, await whole(runner, run)) == [PIXEL]


@pytest.fixture
def long_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test lives to see the end of a pause between two tries."""
    monkeypatch.setattr(fetching, "FIRST_PAUSE", 3600.0)
    monkeypatch.setattr(fetching, "LONGEST_PAUSE", 3600.0)


@pytest.mark.usefixtures("long_pauses")
async def test_a_person_need_not_wait_for_the_next_try(data_folder: DataFolder) -> None:
    data_folder.time.pace = 1
    async with FaultServer(files={"a.png": Reply(404)}) as server, working(data_folder, server) as runner:
        server.extra["output"] = revisions(server, "a.png")
        run = await waiting(runner, await runner.begin(run_request()))
        server.files.clear()
        await runner.fetch_again("anna", run.run_id)
        assert files_of(data_folder, await whole(runner, run)) == [PIXEL]


@pytest.mark.parametrize("moved", [-3600, WEEK + 60])
async def test_a_clock_that_is_put_right_gives_up_nothing(data_folder: DataFolder, moved: float) -> None:
    async with FaultServer(files={"a.png": Reply(404)}) as server, working(data_folder, server) as runner:
        server.extra["output"] = revisions(server, "a.png")
        run = await waiting(runner, await runner.begin(run_request()))
        data_folder.time.moved = moved
        await tried(server, "a.png", times=len(server.seen("GET", "a.png")) + 2)
        server.files.clear()
        assert files_of(data_folder, await whole(runner, run)) == [PIXEL]


@pytest.mark.usefixtures("long_pauses")
@pytest.mark.parametrize("other", ["rests between two tries", "is at a try"])
async def test_a_person_need_not_wait_where_another_process_has_the_run(
    data_folder: DataFolder, monkeypatch: pytest.MonkeyPatch, other: str
) -> None:
    """A press that comes while the other one is at a try is not lost: it would count for nothing for half an hour."""
    monkeypatch.setattr(supervisor, "RENEWAL_INTERVAL", 0.2)
    monkeypatch.setattr(resumption, "REPEAT_INTERVAL", 0.1)
    data_folder.time.pace = 1
    async with (
        FaultServer(files={"a.png": Reply(404)}) as server,
        working(data_folder, server) as first,
        working(data_folder, server) as second,
    ):
        server.extra["output"] = revisions(server, "a.png")
        run = await waiting(first, await first.begin(run_request()))
        if other == "is at a try":
            server.files["a.png"] = Reply(404, pause=0.5)
            await first.fetch_again("anna", run.run_id)
            await tried(server, "a.png", times=2)
        server.files.clear()
        await second.fetch_again("anna", run.run_id)
        assert files_of(data_folder, await whole(second, run)) == [PIXEL]
        assert len(server.submits) == 1
        await left_alone(first, run)
        assert not (await whole(first, run)).lacks_results


@pytest.mark.parametrize(
    ("first", "later"),
    [
        (("a", "b", "c"), ("b", "a", "c")),
        (("a?s=1", "b?s=1", "c?s=1"), ("b?s=2", "a?s=2", "c?s=2")),
        (("a", "b", "c"), ("new-c", "new-a", "new-b")),
        (("a", "b"), ("d", "b", "a", "c")),
        (("a", "b"), ("new-d", "new-b", "new-a", "new-c")),
    ],
)
async def test_results_are_known_by_what_they_are(
    data_folder: DataFolder, first: Sequence[str], later: Sequence[str]
) -> None:
    pictures = different("a", "b", "c", "d")
    async with FaultServer() as server, working(data_folder, server) as runner:
        server.files = {name: Reply(200, body) for name, body in pictures.items()}
        server.files |= {f"new-{name}": Reply(200, body) for name, body in pictures.items()}
        server.files |= {f"{name}?s={n}": Reply(200, body) for name, body in pictures.items() for n in (1, 2)}
        server.files |= {"b": Reply(503), "b?s=1": Reply(503)}
        server.extra["output"] = revisions(server, *first)
        run = await waiting(runner, await runner.begin(run_request()))
        assert run.missing == (1,)
        server.files["b"] = Reply(200, pictures["b"])
        server.extra["output"] = revisions(server, *later)
        run = await whole(runner, run, count=len(later))
    found = files_of(data_folder, run)
    assert [found[0], found[1]] == [pictures["a"], pictures["b"]]
    assert sorted(found) == sorted(pictures[name.removeprefix("new-")[0]] for name in later)
    assert len(server.submits) == 1


async def test_a_list_that_is_told_before_it_is_complete_loses_nothing(data_folder: DataFolder) -> None:
    pictures = different("a", "b", "c", "d")
    async with FaultServer() as server, working(data_folder, server) as runner:
        server.files = {name: Reply(200, body) for name, body in pictures.items()}
        server.extra["output"] = revisions(server, "a", "b")
        run = await rest(runner, await runner.begin(run_request(n=4)))
        server.extra["output"] = revisions(server, "d", "b", "c", "a")
        run = await whole(runner, run, count=4)
        polls = len(server.polls)
        await asyncio.sleep(0.2)
        assert len(server.polls) == polls
    assert sorted(files_of(data_folder, run)) == sorted(pictures.values())


async def test_a_part_of_a_picture_is_kept_and_said_to_be_one_until_it_is_whole(data_folder: DataFolder) -> None:
    cut = Reply(200, PIXEL[:-20], {"Content-Type": "image/png"})
    async with FaultServer(files={"a.png": cut}) as server, working(data_folder, server) as runner:
        server.extra["output"] = revisions(server, "a.png")
        run = await rest(runner, await runner.begin(run_request()))
        (output,) = run.outputs
        assert output.problem is not None
        assert (output.size, output.problem.params["reason"]) == (len(PIXEL) - 20, "fetch.incomplete")
        assert (files_of(data_folder, run), run.lacks_results) == ([PIXEL[:-20]], True)
        server.files.clear()
        run = await whole(runner, run)
        assert (run.problem, files_of(data_folder, run)) == (None, [PIXEL])


async def test_what_lies_there_in_part_is_not_fetched_for_ever(data_folder: DataFolder) -> None:
    async with FaultServer(files={"a.png": Reply(200, PIXEL[:-20])}) as server, working(data_folder, server) as runner:
        server.extra["output"] = revisions(server, "a.png")
        run = await rest(runner, await runner.begin(run_request()))
        await left_alone(runner, run)
        over = await runner.run("anna", run.run_id)
        assert over is not None
        assert over.problem is not None
        assert over.problem.params["reason"] == "fetch.incomplete"
        assert files_of(data_folder, over) == [PIXEL[:-20]]


@pytest.mark.parametrize("link", ["http://10.0.0.1/a.png", "ftp://8.8.8.8/a", "http://127.0.0.1:1/a"])
async def test_what_must_not_be_fetched_is_not_tried_again(data_folder: DataFolder, link: str) -> None:
    async with FaultServer() as server, working(data_folder, server) as runner:
        server.extra["output"] = revisions(server, link)
        run = await rest(runner, await runner.begin(run_request()))
        await left_alone(runner, run)


async def test_results_inside_the_answer_are_kept_once(data_folder: DataFolder) -> None:
    inside = [f"data:image/png;base64,{base64.b64encode(body).decode()}" for body in different("a", "b").values()]
    async with FaultServer(files={"c.png": Reply(503)}) as server, working(data_folder, server) as runner:
        server.extra["output"] = revisions(server, *inside, "c.png")
        run = await waiting(runner, await runner.begin(run_request()))
        assert run.missing == (2,)
        server.files.clear()
        server.extra["output"] = revisions(server, "c.png", *reversed(inside))
        run = await whole(runner, run)
        assert files_of(data_folder, run) == [*different("a", "b").values(), PIXEL]
    assert all("base64" not in (remote.url or "") for remote in run.remotes), "nor in the ledger a second time"

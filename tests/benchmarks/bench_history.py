"""What it costs to look into a ledger of many runs: `python tests/benchmarks/bench_history.py --runs 1000000`.

The runs are written as the last program before the first release left them, a tenth of them one person's; then the
ledger is brought up to date, and each question that a page asks is asked some times. Printed is the slowest but one, in
milliseconds.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from decimal import Decimal
from functools import partial
from itertools import cycle
from pathlib import Path
from typing import Any, Final

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from earlierledgers import VERSIONS, make_ledger

from playground.runs.async_ledger import AsyncLedger
from playground.runs.costs import Costs
from playground.runs.daily_costs import days_until
from playground.runs.history import HistoryFilter
from playground.runs.ledger import Ledger
from playground.runs.ownership import Lease
from playground.runs.price import price_of, unit_of
from playground.runs.request import RunRequest, prepare
from playground.runs.rows import to_row
from playground.runs.run import Output, Run, RunStatus
from playground.runs.summaries import Summaries
from playground.runs.writes import LedgerWrite
from playground.tasks.clock import CLOCK
from playground.tasks.task import MediaKind, RemoteOutput, Task, TaskStatus

ALLOWED: Final = 50.0
"""Milliseconds that each question may take."""

PERSON: Final = "anna"
_STRIP: Final = 60
_TIMES: Final = 7
_MINUTE: Final = 60.0
_DAY: Final = 86_400.0
_SENTENCE: Final = (
    "fox bear castle misty forest in the morning studio light portrait of a watercolour sunset neon city rain glass "
    "bottle product shot on white macro flower golden hour cinematic wide angle river mountain snow cat dog robot"
)
_WORDS: Final = _SENTENCE.split()
_CHINESE: Final = ("晨雾中的茶馆", "雪山下的湖", "城市夜景霓虹", "一只橘猫坐在窗台")


def make_run(chance: random.Random, number: int, person: str, now: float) -> Run:
    """One of the runs that are there: most succeeded, some failed, with prompts in two scripts."""
    prompt = " ".join(chance.choices(_WORDS, k=10)) + (f" {chance.choice(_CHINESE)}" if number % 5 == 0 else "")
    settings = {"prompt": f"{prompt} number{number}", "size": "16:9", "seed": chance.randrange(10**9)}
    if number % 3 == 0:
        settings["n"] = 1 + number % 4
    status = RunStatus.FAILED if number % 12 == 0 else RunStatus.SUCCEEDED
    run = prepare(RunRequest(person, "tab", f"model-{number % 20}", settings, settings), "https://api.example", now)
    remotes = (RemoteOutput(MediaKind.IMAGE, url=f"https://files.example/{run.run_id}.png"),)
    task = Task(f"task_{run.run_id}", TaskStatus(status.value), outputs=remotes, cost_actual=Decimal("0.05"))
    unit, count = unit_of(run.service, run.model, settings, ["prompt", "seed"])
    return Run(
        **{name: getattr(run, name) for name in ("run_id", "person", "model", "service", "key", "body", "form_input")},
        status=status,
        created_at=now,
        sent_at=now,
        ended_at=now + 9,
        task=task,
        outputs=(Output(0, MediaKind.IMAGE, "0-a.png", "image/png", 700_000, 1024, 576),),
        steps=((0.0, "submitting"), (1.0, "processing"), (9.0, status.value)),
        price_of=price_of(run.service, run.model, settings, ["prompt", "seed"]),
        price_unit=unit,
        price_count=count,
    )


def make_rows(count: int, began: float) -> Iterator[dict[str, Any]]:
    """Rows of as many runs, one a minute; only some are made anew, the others differ in what is searched for."""
    chance = random.Random(14)  # noqa: S311 - the same runs each time
    made = [to_row(make_run(chance, number, "", began)) for number in range(2_400)]
    for number in range(count):
        row = made[number % len(made)]
        name = f"{chance.getrandbits(128):032x}"
        word = f"number{number}"
        yield {
            **row,
            "run_id": name,
            "key": f"{name[:8]}-{name[8:12]}-{name[12:16]}-{name[16:20]}-{name[20:]}",
            "person": PERSON if number % 10 == 0 else f"browser-{number % 977}",
            "settings": row["settings"].replace(f"number{number % len(made)}", word),
            "created_at": began + number * _MINUTE,
            "ended_at": began + number * _MINUTE + 9,
            "task_id": f"task_{name}",
            "process": None,
            "revision": 4,
        }


def build(file: Path, count: int) -> None:
    """The ledger of an older program with as many runs; its indexes are made at the end, which is quicker."""
    make_ledger(file, VERSIONS[-1], [])
    with closing(sqlite3.connect(file, isolation_level=None)) as ledger:
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-200000"):
            ledger.execute(f"PRAGMA {pragma}")
        indexes = ledger.execute("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql <> ''").fetchall()
        ledger.execute("BEGIN")
        for name, _ in indexes:
            ledger.execute(f"DROP INDEX {name}")
        columns = [column[1] for column in ledger.execute("PRAGMA table_info(runs)")]
        rows = ([row[name] for name in columns] for row in make_rows(count, time.time() - count * _MINUTE))
        ledger.executemany(f"INSERT INTO runs VALUES ({', '.join('?' * len(columns))})", rows)  # noqa: S608 - our own
        for _, sql in indexes:
            ledger.execute(sql)
        ledger.execute("COMMIT")


def measured(question: Callable[[], object]) -> float:
    """The milliseconds that a question takes at the second-worst of some times; each may do something new."""
    took = []
    for _ in range(_TIMES):
        began = time.perf_counter()
        question()
        took.append((time.perf_counter() - began) * 1000)
    return sorted(took)[-2]


def questions(ledger: Ledger) -> Iterator[tuple[str, Callable[[], object]]]:
    """What is asked, in words, and how."""
    here, now = Lease("here", "machine", 1), time.time()
    ledger.release(here)  # of an earlier look at the same file
    ledger.register(here)
    asynchronous = AsyncLedger(ledger)
    costs = Costs(asynchronous, "https://api.example", CLOCK)
    loop = asyncio.new_event_loop()

    def opened() -> object:
        return loop.run_until_complete(Summaries(asynchronous, {}).newest(PERSON, _STRIP))

    def search(typed: str, **others: Any) -> Callable[[], object]:
        return lambda: ledger.history.page(HistoryFilter(search=typed, **{"person": PERSON, **others}), _STRIP)

    settings = {"prompt": "x", "size": "16:9", "n": 3}
    yield "first page, revisions", lambda: ledger.revisions(PERSON, _STRIP)
    yield "first page, runs", lambda: ledger.runs(PERSON, _STRIP)
    yield "first page, everybody's runs", lambda: ledger.runs(None, _STRIP)
    yield "page open: the strip, nothing kept", opened
    yield "spent today", lambda: loop.run_until_complete(costs.spent_today(PERSON))
    for count in (30, 90):
        days = days_until(ledger.runs(PERSON, 1)[0].created_at, count, None)
        yield f"costs of {count} days", partial(ledger.costs.by_day, "https://api.example", PERSON, days)
    yield "last price", lambda: loop.run_until_complete(costs.last("model-3", settings, ["prompt", "seed"]))
    yield "scaled price", lambda: loop.run_until_complete(costs.scaled("model-3", settings, ["prompt", "seed"]))
    yield "scaled price, a model without", lambda: ledger.costs.prices_by_unit("model-99")
    run_id = ledger.runs(PERSON, 1)[0].run_id
    yield "one revision", lambda: ledger.revision(PERSON, run_id)
    yield "look at other processes", lambda: ledger.pulse([PERSON], "here")
    yield "renew the lease", lambda: ledger.renew(here)
    yield "take over", lambda: ledger.take_over("here", lambda _lease: False, lambda _service: True)
    yield "what is needed (each hour)", ledger.unfinished
    yield "history, first page", search("")
    yield "history, failed ones of one model", search("", model="model-0", words=frozenset({"failed"}))
    yield "history, a state that none has", search("", words=frozenset({"refused"}))
    yield "search, a word of many", search("castle")
    yield "search, three words", search("castle neon rob")
    yield "search, one run", search("number123450")
    yield "search, everybody's", search("number123457", person=None)
    yield "search, a word that only others have", search("number123451")
    yield "search, nothing", search("no such words here")
    yield "search, Chinese", search("夜景霓")
    yield "search, one letter", search("雾")
    yield "search, two letters that none has", search("qz")
    yield "search, often, and a rare state", search("castle", words=frozenset({"refused"}))
    yield from questions_of_the_history(ledger, now)
    yield "write: add a run", lambda: ledger.add(prepare(_request(), "https://api.example", time.time()), "here")
    yield "write: a run was accepted", lambda: _accept(ledger)
    asynchronous_close = asynchronous.close()
    loop.run_until_complete(asynchronous_close)
    loop.close()


def questions_of_the_history(ledger: Ledger, now: float) -> Iterator[tuple[str, Callable[[], object]]]:
    """What its page asks, and what labels and deletion write."""

    def rows(typed: str = "", **others: Any) -> Callable[[], object]:
        return lambda: ledger.history.row_page(HistoryFilter(search=typed, **{"person": PERSON, **others}), _STRIP)

    videos = frozenset({"model-1", "model-2"})
    yield "rows with covers, first page", rows()
    yield "rows, one model", rows(model="model-4")
    yield "rows, a state of few", rows(words=frozenset({"failed"}))
    yield "rows, pictures", rows(media="image")
    yield "rows, clips, of which there are none", rows(media="video", media_models=videos)
    yield "rows, favourites", rows(is_favourite=True)
    yield "rows, four stars or more", rows(min_rating=4)
    yield "rows, a tag of many", rows(tags=frozenset({"often"}))
    yield "rows, a tag of few", rows(tags=frozenset({"rare"}))
    yield "rows, two tags", rows(tags=frozenset({"often", "rare"}))
    yield "rows, with problems", rows(has_problem=True)
    yield "rows, dear ones", rows(cost_over=0.06)
    yield "rows, a week long ago", rows(since=now - 100 * _DAY, until=now - 93 * _DAY)
    yield "rows, favourites that are found", rows("castle", is_favourite=True, min_rating=2)
    yield "rows of everybody", rows(person=None)
    yield "rows at work or unconfirmed", lambda: ledger.history.open_rows(PERSON, _STRIP)
    yield "tags that begin so", lambda: ledger.labels.tags(PERSON, "o")
    newest = ledger.history.page(HistoryFilter(PERSON), _STRIP).run_ids
    yield "write: a favourite", lambda: ledger.labels.favourite(PERSON, newest[:1], is_on=True)
    turns = cycle(((["one tag"], ["another"]), (["another"], ["one tag"])))
    yield "write: a tag for sixty", lambda: ledger.labels.tag(PERSON, newest, *next(turns))
    yield "write: a note", lambda: ledger.labels.note(PERSON, newest[:1], f"for the poster {time.time()}")
    old = list(ledger.history.page(HistoryFilter(PERSON, until=now - 50 * _DAY), _STRIP).run_ids)
    yield "write: delete a run", lambda: ledger.deletions.delete(PERSON, [old.pop()], now)
    yield "look for what to remove", lambda: ledger.deletions.finalise(now)
    final = list(ledger.deletions.finalise(now + 60))
    yield "write: remove a run", lambda: ledger.deletions.remove(final.pop())


def label(ledger: Ledger) -> None:
    """Labels on some thousands of the person's runs, most of them far back."""
    labels, after = ledger.labels, None
    if labels.tags(PERSON):
        return
    for number in range(20):
        page = ledger.history.page(HistoryFilter(PERSON), 1_000, after)
        ids, after = page.run_ids, page.following
        if number % 4 == 3:
            labels.tag(PERSON, ids, ["often"])
        labels.favourite(PERSON, ids[::10], is_on=True)
        labels.rate(PERSON, ids[::7], 1 + number % 5)
    labels.tag(PERSON, ids[-5:], ["rare"])


def _request() -> RunRequest:
    settings = {"prompt": " ".join(random.choices(_WORDS, k=10)), "size": "16:9"}  # noqa: S311 - a prompt
    return RunRequest(PERSON, "tab", "model-1", settings, settings)


def _accept(ledger: Ledger) -> None:
    run = ledger.runs(PERSON, 1)[0]
    task = Task(f"task_{time.time()}", TaskStatus.QUEUED)
    changed = Run(**{name: getattr(run, name) for name in Run.__slots__} | {"task": task, "status": RunStatus.ACCEPTED})
    assert ledger.save([LedgerWrite(changed, "here", keeps_ownership=True)]) == (True,)


def main() -> None:
    """Print the figures; exit 1 where one is past what is allowed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path, help="where the ledger is kept; else it is removed")
    asked = parser.parse_args()
    worst = 0.0
    with tempfile.TemporaryDirectory() as temporary:
        file = (asked.folder or Path(temporary)) / "ledger.sqlite3"
        if not file.exists():
            began = time.monotonic()
            build(file, asked.runs)
            print(f"{asked.runs} runs made in {time.monotonic() - began:.0f} s, {file.stat().st_size / 2**20:.0f} MB")
        ledger = Ledger(file)
        began = time.monotonic()
        ledger.open()
        print(f"brought up to date in {time.monotonic() - began:.0f} s, {file.stat().st_size / 2**20:.0f} MB")
        label(ledger)
        for words, question in questions(ledger):
            took = measured(question)
            worst = max(worst, took)
            print(f"{words:40} {took:8.1f} ms{' !' if took > ALLOWED else ''}", flush=True)
        ledger.close()
    sys.exit(worst > ALLOWED)


if __name__ == "__main__":
    main()

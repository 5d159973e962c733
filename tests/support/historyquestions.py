"""The questions of `bench_history.py`: all that a page asks of a ledger, and what people write into it."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import cycle
from typing import Any, Final, TypeAlias

from playground.runs.async_ledger import AsyncLedger
from playground.runs.concurrency import ConcurrencyLimits
from playground.runs.costs import Costs
from playground.runs.daily_costs import days_until
from playground.runs.figures import figures
from playground.runs.history import Cursor, HistoryFilter
from playground.runs.ledger import Ledger
from playground.runs.ownership import Lease
from playground.runs.presets import Preset
from playground.runs.request import RunRequest, prepare
from playground.runs.run import Run, RunStatus
from playground.runs.summaries import Summaries
from playground.runs.usage import SHARED_BY
from playground.runs.writes import LedgerWrite
from playground.tasks.clock import CLOCK
from playground.tasks.task import Task, TaskStatus

Question: TypeAlias = tuple[str, Callable[[], object]]

PERSON: Final = "anna"
_SENTENCE: Final = (
    "fox bear castle misty forest in the morning studio light portrait of a watercolour sunset neon city rain glass "
    "bottle product shot on white macro flower golden hour cinematic wide angle river mountain snow cat dog robot"
)
WORDS: Final = _SENTENCE.split()
STRIP: Final = 60
_SERVICE: Final = "https://api.example"
_DAY: Final = 86_400.0


def questions(ledger: Ledger) -> Iterator[Question]:
    """What is asked, in words, and how."""
    here, now = Lease("here", "machine", 1), time.time()
    ledger.processes.release(here)  # of an earlier look at the same file
    ledger.processes.register(here)
    asynchronous = AsyncLedger(ledger)
    costs = Costs(asynchronous, _SERVICE, CLOCK)
    loop = asyncio.new_event_loop()

    def opened() -> object:
        return loop.run_until_complete(Summaries(asynchronous, {}).newest(PERSON, STRIP))

    def search(typed: str, **others: Any) -> Callable[[], object]:
        return lambda: ledger.history.page(HistoryFilter(search=typed, **{"person": PERSON, **others}), STRIP)

    settings = {"prompt": "x", "size": "16:9", "n": 3}
    yield "first page, revisions", lambda: ledger.revisions(PERSON, STRIP)
    yield "first page, runs", lambda: ledger.runs(PERSON, STRIP)
    yield "first page, everybody's runs", lambda: ledger.runs(None, STRIP)
    yield "page open: the strip, nothing kept", opened
    yield "spent today", lambda: loop.run_until_complete(costs.spent_today(PERSON))
    for count in (30, 90):
        days = days_until(ledger.runs(PERSON, 1)[0].created_at, count, None)
        yield f"costs of {count} days", partial(ledger.costs.by_day, _SERVICE, PERSON, days)
    yield "last price", lambda: loop.run_until_complete(costs.last("model-3", settings, ["prompt", "seed"]))
    yield "scaled price", lambda: loop.run_until_complete(costs.scaled("model-3", settings, ["prompt", "seed"]))
    yield "scaled price, a model without", lambda: ledger.costs.prices_by_unit("model-99")
    run_id = ledger.runs(PERSON, 1)[0].run_id
    yield "one revision", lambda: ledger.revision(PERSON, run_id)
    yield "look at other processes", lambda: ledger.pulse([PERSON], "here")
    yield "renew the lease", lambda: ledger.processes.renew(here)
    yield "take over", lambda: ledger.processes.take_over("here", lambda _lease: False, lambda _service: True)
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
    yield "search, two letters", search("ox")
    yield "search, two letters that none has", search("qz")
    yield "search, a Chinese letter that none has", search("鲸")
    yield "search, a Chinese word of many", search("橘猫")
    yield "search, a word, one model and failed", search("castle", model="model-0", words=frozenset({"failed"}))
    yield "search, often, and a rare state", search("castle", words=frozenset({"refused"}))
    yield from questions_of_the_history(ledger, now)
    yield from questions_of_batches(ledger)
    yield "write: add a run", lambda: ledger.add(prepare(_request(), _SERVICE, time.time()), "here")
    yield "write: a run was accepted", lambda: _accept(ledger)
    asynchronous_close = asynchronous.close()
    loop.run_until_complete(asynchronous_close)
    loop.close()


def _questions_of_admins(ledger: Ledger) -> Iterator[Question]:
    """What the pages of admins ask, and Prometheus."""
    days = days_until(ledger.runs(PERSON, 1)[0].created_at, 30, None)
    for by in SHARED_BY:
        yield f"what all spent in 30 days, by {by}", partial(ledger.usage.of_all, _SERVICE, days, by)
    yield "what one person keeps", partial(ledger.stored.standing, PERSON)
    yield "figures for Prometheus", partial(figures, ledger._database)  # noqa: SLF001 - of the same ledger


def questions_of_the_history(ledger: Ledger, now: float) -> Iterator[Question]:
    """What its page asks, and what labels and deletion write."""

    def rows(typed: str = "", **others: Any) -> Callable[[], object]:
        return lambda: ledger.history.row_page(HistoryFilter(search=typed, **{"person": PERSON, **others}), STRIP)

    yield from _questions_of_admins(ledger)
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
    yield "rows at work or unconfirmed", lambda: ledger.history.open_rows(PERSON, STRIP)
    yield "tags that begin so", lambda: ledger.labels.tags(PERSON, "o")
    dated: dict[str, Any] = {"since": now - 30 * _DAY, "until": now - 10 * _DAY}
    yield (
        "rows, model, state, pictures and dates",
        rows(model="model-4", words=frozenset({"succeeded"}), media="image", **dated),
    )
    yield "rows, found, of a tag, dear", rows("castle", tags=frozenset({"often"}), cost_over=0.04)
    yield "rows, found, problems, dates", rows("castle", has_problem=True, **dated)
    yield "rows, favourites of few", rows(is_favourite=True, tags=frozenset({"rare"}))
    deep = _page_of(ledger, 100)
    yield "rows, page 100", lambda: ledger.history.row_page(HistoryFilter(PERSON), STRIP, deep)
    beside = deep.run_id if deep else ""
    for words, wanted in (
        ("all", {}),
        ("failed ones", {"words": frozenset({"failed"})}),
        ("found", {"search": "castle"}),
    ):
        yield f"previous and next, {words}", partial(ledger.history.neighbours, HistoryFilter(PERSON, **wanted), beside)
    newest = ledger.history.page(HistoryFilter(PERSON), STRIP).run_ids
    yield "write: a favourite", lambda: ledger.labels.favourite(PERSON, newest[:1], is_on=True)
    turns = cycle(((["one tag"], ["another"]), (["another"], ["one tag"])))
    yield "write: sixty favourites", lambda: ledger.labels.favourite(PERSON, newest, is_on=True)
    yield "write: a tag for one", lambda: ledger.labels.tag(PERSON, newest[:1], *next(turns))
    yield "write: a tag for sixty", lambda: ledger.labels.tag(PERSON, newest, *next(turns))
    yield "write: a note", lambda: ledger.labels.note(PERSON, newest[:1], f"for the poster {time.time()}")
    old = list(ledger.history.page(HistoryFilter(PERSON, until=now - 50 * _DAY), STRIP).run_ids)
    old = old or list(newest)  # a small ledger has none of that age
    yield "write: delete a run", lambda: ledger.deletions.delete(PERSON, [old.pop()], now)
    yield "look for what to remove", lambda: ledger.deletions.finalise(now)
    final = list(ledger.deletions.finalise(now + 60))
    yield "write: remove a run", lambda: ledger.deletions.remove(final.pop())


def questions_of_batches(ledger: Ledger) -> Iterator[Question]:
    """What the history and the loop that sends ask of batches, and what else a page keeps."""
    everything = HistoryFilter(PERSON)
    yield "batches, the newest", lambda: ledger.batches.found(everything, STRIP)
    yield "batches, found", lambda: ledger.batches.found(HistoryFilter(PERSON, search="castle 16:9"), STRIP)
    yield "batches, a rare word", lambda: ledger.batches.found(HistoryFilter(PERSON, search="number777"), STRIP)
    yield "batches, a word that none has", lambda: ledger.batches.found(HistoryFilter(PERSON, search="qzq"), STRIP)
    yield (
        "batches, failed ones of one model",
        lambda: ledger.batches.found(HistoryFilter(PERSON, model="model-0", words=frozenset({"failed"})), STRIP),
    )
    yield "batches, unfinished", lambda: ledger.batches.unfinished(PERSON, STRIP)
    one = ledger.batches.found(everything, 1)[0].batch_id
    yield "a batch and its cells", lambda: ledger.batches.batch(PERSON, one)
    newest = ledger.history.page(everything, STRIP).run_ids
    yield (
        "of which batches sixty runs are",
        lambda: ledger.batches.batches_of(newest),
    )
    limits = ConcurrencyLimits.of(20)
    yield "what waits to be sent", lambda: ledger.batches.send_next(one, "here", limits, now=time.time(), most=0)
    yield "batches to take over", lambda: ledger.batches.take_over("here", time.time(), lambda _service: True)
    yield "batches to remove", lambda: ledger.batch_deletions.finish(time.time())
    preset = Preset("model-1", "poster", "v", {}, {"prompt": "x"})
    yield "write: a preset", lambda: ledger.presets.save(PERSON, preset, time.time(), replaces=True)
    yield "presets", lambda: ledger.presets.names(PERSON)


def _page_of(ledger: Ledger, number: int) -> Cursor | None:
    """Where that page of the person's history begins."""
    page = ledger.history.page(HistoryFilter(PERSON), (number - 1) * STRIP)
    return page.following


def _request() -> RunRequest:
    settings = {"prompt": " ".join(random.choices(WORDS, k=10)), "size": "16:9"}  # noqa: S311 - a prompt
    return RunRequest(person=PERSON, page="tab", model="model-1", input=settings, form_input=settings)


def _accept(ledger: Ledger) -> None:
    run = ledger.runs(PERSON, 1)[0]
    task = Task(f"task_{time.time()}", TaskStatus.QUEUED)
    changed = Run(**{name: getattr(run, name) for name in Run.__slots__} | {"task": task, "status": RunStatus.ACCEPTED})
    assert ledger.save([LedgerWrite(changed, "here", keeps_ownership=True)]) == (True,)

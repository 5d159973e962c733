"""What it costs to look into a ledger of many runs: `python tests/benchmarks/bench_history.py --runs 1000000`.

The runs are written as the last program before the first release left them, a tenth of them one person's; then the
ledger is brought up to date, some of the person's runs get labels, some become cells of batches, and each question that
a page asks is asked some times. Printed are the milliseconds that it took and those that it kept a processor busy, both
the best of those times: what else the machine does is no part of it. With `--postgres` the same ledger is copied into a
PostgreSQL that is begun for that, and asked there.
"""

from __future__ import annotations

import argparse
import json
import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from databases import copy_ledger
from earlierledgers import VERSIONS, make_ledger
from historyquestions import PERSON, WORDS, questions
from postgresserver import running

from playground.runs.history import HistoryFilter
from playground.runs.ledger import Ledger
from playground.runs.price import price_of, unit_of
from playground.runs.request import RunRequest, prepare
from playground.runs.rows import to_row
from playground.runs.run import Output, Run, RunStatus
from playground.tasks.task import MediaKind, RemoteOutput, Task, TaskStatus

ALLOWED: Final = 50.0
"""Milliseconds that each question may take."""

_MINUTE: Final = 60.0
_TIMES: Final = 7
_CELLS: Final = 12
_EACH: Final = 50
_CHINESE: Final = ("晨雾中的茶馆", "雪山下的湖", "城市夜景霓虹", "一只橘猫坐在窗台")


def make_run(chance: random.Random, number: int, person: str, now: float) -> Run:
    """One of the runs that are there: most succeeded, some failed, with prompts in two scripts."""
    prompt = " ".join(chance.choices(WORDS, k=10)) + (f" {chance.choice(_CHINESE)}" if number % 5 == 0 else "")
    settings = {"prompt": f"{prompt} number{number}", "size": "16:9", "seed": chance.randrange(10**9)}
    if number % 3 == 0:
        settings["n"] = 1 + number % 4
    status = RunStatus.FAILED if number % 12 == 0 else RunStatus.SUCCEEDED
    run = prepare(
        RunRequest(person=person, page="tab", model=f"model-{number % 20}", input=settings, form_input=settings),
        "https://api.example",
        now,
    )
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
            "person": PERSON if number % 10 == 0 else f"person-{number % 977}",
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
        names = ["person" if name == "browser" else name for name in columns]  # as it was called then
        rows = ([row[name] for name in names] for row in make_rows(count, time.time() - count * _MINUTE))
        ledger.executemany(f"INSERT INTO runs VALUES ({', '.join('?' * len(columns))})", rows)  # noqa: S608 - our own
        for _, sql in indexes:
            ledger.execute(sql)
        ledger.execute("COMMIT")


def measured(question: Callable[[], object]) -> tuple[float, float]:
    """The milliseconds that a question takes, by the clock and of a processor; each time may do something new."""
    took, busy = [], []
    for _ in range(_TIMES):
        began, before = time.perf_counter(), time.process_time()
        question()
        took.append((time.perf_counter() - began) * 1000)
        busy.append((time.process_time() - before) * 1000)
    return min(took), min(busy)


def add_batches(file: Path) -> None:
    """Batches of twelve cells from the person's runs, one for each fifty of them; none is at work."""
    with closing(sqlite3.connect(file, isolation_level=None)) as ledger:
        if ledger.execute("SELECT 1 FROM batches").fetchone():
            return
        columns = "run_id, created_at, model, prompt"
        newest = f"SELECT {columns} FROM history WHERE person = ? ORDER BY created_at DESC"  # noqa: S608 - our own
        rows = ledger.execute(newest, (PERSON,)).fetchall()
        ledger.execute("BEGIN")
        for number in range(0, len(rows) - _CELLS, _EACH):
            cells, batch_id = rows[number : number + _CELLS], f"batch-{number}"
            plan = json.dumps({"title": cells[0][3], "axes": [{"title": "Shape", "values": ["1:1", "16:9"]}]})
            text = "\n".join(dict.fromkeys(["shape", "16:9", *(row[2] for row in cells), *(row[3] for row in cells)]))
            batch = (batch_id, PERSON, "https://api.example", "grid", plan, "null", *(cells[-1][1],) * 3, text)
            ledger.execute(
                "INSERT INTO batches (batch_id, person, service, kind, plan, problem, created_at, opened_at,"
                " touched_at, text) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                batch,
            )
            ledger.executemany(
                "INSERT INTO cells (batch_id, position, rank, state, key, run_id, earlier, is_masked, model, labels,"
                " secrets, settings, body) VALUES (?, ?, ?, 'sent', ?, ?, '[]', 0, ?, '{}', '[]', ?, ?)",
                [
                    (batch_id, at, at, f"{batch_id}-{at}", run_id, model, json.dumps({"prompt": prompt}), b"{}" * 300)
                    for at, (run_id, _, model, prompt) in enumerate(cells)
                ],
            )
        ledger.execute("COMMIT")


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


def main() -> None:
    """Print the figures; exit 1 where one is past what is allowed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path, help="where the ledger is kept; else it is removed")
    parser.add_argument("--postgres", action="store_true", help="ask a PostgreSQL")
    asked = parser.parse_args()
    worst = 0.0
    with ExitStack() as stack:
        temporary = stack.enter_context(tempfile.TemporaryDirectory())
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
        add_batches(file)
        if asked.postgres:
            began = time.monotonic()
            ledger.close()
            server = stack.enter_context(running(shared_buffers="128MB"))  # as PostgreSQL has it by itself
            ledger = Ledger(copy_ledger(file, server))
            print(f"copied in {time.monotonic() - began:.0f} s", flush=True)
        for words, question in questions(ledger):
            took, busy = measured(question)
            worst = max(worst, took)
            print(f"{words:40} {took:8.1f} ms {busy:8.1f} of a processor{' !' if took > ALLOWED else ''}", flush=True)
        ledger.close()
    sys.exit(worst > ALLOWED)


if __name__ == "__main__":
    main()

"""`playground people` and `playground usage`: who signs in and what all spend, exact, and what is changed is kept."""

from __future__ import annotations

import csv
import datetime as dt
import io
import time
from contextlib import closing
from dataclasses import replace
from decimal import Decimal

import pytest
from commandline import Machine, Playground
from keptruns import keep_runs, kept_run

from playground.jsontext import parse_exact
from playground.people.people import People
from playground.people.person import Identity
from playground.runs.database import Database
from playground.runs.run import Run
from playground.tasks.task import Task, TaskStatus


@pytest.fixture
def ann(machine: Machine) -> str:
    """Ann, who spent something today and the day before; and Bob, who did not."""
    with closing(Database(machine.data / "ledger.sqlite3")) as database:
        database.open()
        people = People(database)
        ann = people.enter(Identity("header", "ann", "ann@example.com", "Ann"), time.time()).person
        people.enter(Identity("header", "bob", "bob@example.com", "=Bob"), time.time())
    now = time.time()
    keep_runs(machine.data, [costing(kept_run(ann, "tea", now), cost) for cost in ("0.1", "0.1", "0.1")])
    keep_runs(machine.data, [costing(kept_run("command-line", "tea", now - 86_400, model="other"), "0.05625")])
    return ann


def costing(run: Run, cost: str) -> Run:
    return replace(run, task=Task(run.run_id, TaskStatus.SUCCEEDED, cost_actual=Decimal(cost)))


async def test_people_are_listed_limited_disabled_and_made_admins(playground: Playground, ann: str) -> None:
    listed = await playground("people", "list", "--json", "--search", "ANN")
    (line,) = map(parse_exact, listed.out.splitlines())
    assert (line["person"], line["email"], line["is_admin"], line["day_limit"]) == (ann, "ann@example.com", False, None)
    assert str(line["spent_today"]) == "0.3"
    assert "no admin any more" not in (await playground("people", "admin", "Ann@Example.com")).out
    assert (await playground("people", "limit", ann, "--day", "2.50", "--at-once", "3")).code == 0
    assert (await playground("people", "limit", ann, "--month", "50")).code == 0
    assert "let in no more" in (await playground("people", "disable", "ann@example.com")).out
    (line,) = (await playground("people", "list", "--json", "--search", "ann")).lines
    assert [line[name] for name in ("day_limit", "month_limit", "most_runs")] == [2.5, 50, 3]
    assert (line["is_admin"], line["is_disabled"]) == (True, True)
    table = (await playground("people", "list")).out
    assert all(
        word in table for word in ("ann@example.com", "bob@example.com", "$2.50 a day", "3 runs at once", "Disabled")
    )
    await playground("people", "enable", ann)
    await playground("people", "admin", ann, "--off")
    await playground("people", "limit", ann, "--none", "--month", "9")
    assert (await playground("people", "limit", "bob@example.com", "--day", "unlimited", "--at-once", "不限")).code == 0
    assert (await playground("people", "limit", "bob@example.com", "--keep", "2GB")).code == 0
    (line,) = (await playground("people", "list", "--json", "--search", "bob")).lines
    assert [line[name] for name in ("day_limit", "month_limit", "most_runs", "most_bytes")] == [
        *("unlimited", None, "unlimited", 2 * 2**30),
    ]
    table = (await playground("people", "list", "--search", "bob")).out
    assert "unlimited a day" in table
    said = (await playground("people", "audit")).out
    assert "a day: as for everybody → unlimited; runs at once: as for everybody → unlimited" in said
    changes = (await playground("people", "audit", "--json")).lines
    of_ann = [one for one in reversed(changes) if one["of_whom"] == ann]
    assert [(one["who"], one["what"], one["of_whom"], one["details"]) for one in of_ann] == [
        ("command-line", "admin", ann, {"is_admin": [False, True]}),
        ("command-line", "limits", ann, {"day_limit": [None, 2_500_000], "most_runs": [None, 3]}),
        ("command-line", "limits", ann, {"month_limit": [None, 50_000_000]}),
        ("command-line", "disabled", ann, {"is_disabled": [False, True]}),
        ("command-line", "enabled", ann, {"is_disabled": [True, False]}),
        ("command-line", "no_admin", ann, {"is_admin": [True, False]}),
        (
            "command-line",
            "limits",
            ann,
            {"day_limit": [2_500_000, None], "month_limit": [50_000_000, 9_000_000], "most_runs": [3, None]},
        ),
    ]
    assert "a day: $2.50 → as for everybody" in (await playground("people", "audit")).out
    assert "每月：$50.00 → $9.00" in (await playground("people", "audit", env={"LC_ALL": "zh_CN.UTF-8"})).out


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("disable", "carl@example.com"), 1, "Nobody with the e-mail address or id"),
        (("limit", "ann@example.com"), 2, "Say which limit"),
        (("limit", "ann@example.com", "--day", "much"), 2, "is not an amount"),
        (("limit", "ann@example.com", "--day", "NaN"), 2, "is not an amount"),
        (("limit", "ann@example.com", "--day=-1"), 2, "is not an amount"),
        (("limit", "ann@example.com", "--at-once", "few"), 2, "is not a number"),
        (("limit", "ann@example.com", "--keep", "much"), 2, "is not a size"),
    ],
)
async def test_what_is_typed_wrongly_changes_nothing(
    playground: Playground, ann: str, words: tuple[str, ...], code: int, said: str
) -> None:
    done = await playground("people", *words)
    assert (done.code, said in done.err) == (code, True)
    assert (await playground("people", "audit", "--json")).lines == []
    assert ann


async def test_usage_is_exact_by_model_person_and_day(playground: Playground, ann: str) -> None:
    async def lines(*words: str) -> list[tuple[str, int, str]]:
        found = map(parse_exact, (await playground("usage", "--json", *words)).out.splitlines())
        return [(line[words[1]], line["runs"], str(line["cost"])) for line in found]

    today = dt.datetime.now(dt.UTC).date()
    assert await lines("--by", "model") == [("plain", 3, "0.3"), ("other", 1, "0.05625")]
    assert await lines("--by", "person", "--since", "12h") == [(ann, 3, "0.3")]
    assert await lines("--by", "person", "--until", str(today - dt.timedelta(days=1))) == [
        ("command-line", 1, "0.05625")
    ]
    days = await lines("--by", "day", "--since", "999999w")
    assert days == [(str(today - dt.timedelta(days=1)), 1, "0.05625"), (str(today), 3, "0.3")]
    assert await lines("--by", "day", "--since", str(today + dt.timedelta(days=9))) == []
    rows = list(csv.DictReader(io.StringIO((await playground("usage", "--by", "person", "--csv")).out)))
    assert [(row["person"], row["email"], row["cost"]) for row in rows] == [
        (ann, "ann@example.com", "0.3"),
        ("command-line", "", "0.05625"),
    ]
    assert "0.36" in (await playground("usage")).out
    for wrong in (("--by", "prompt"), ("--json", "--csv"), ("--since", "soon")):
        done = await playground("usage", *wrong)
        assert (done.code, done.out) == (2, "")

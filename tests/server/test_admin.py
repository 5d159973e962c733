"""The pages of admins: for nobody else, without what anybody wrote, and every change is written down."""

from __future__ import annotations

import csv
import html
import io
import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import httpx
import pytest
from databases import copy_ledger, postgres_server
from fastapi import FastAPI
from keptruns import keep_runs, kept_run, unconfirmed
from starlette.routing import Route

from playground.people.audit import Audit
from playground.people.people import People
from playground.people.person import Identity
from playground.runs.database import Database
from playground.server.app import create_server
from playground.settings import Settings
from playground.tasks.task import Task, TaskStatus

HEADER, PROXY = "X-Forwarded-User", ("127.0.0.1", 1)
ADDRESS = "http://127.0.0.1:7860"
SECRET = "zanzibar"  # noqa: S105 - a word of a prompt


class World:
    """A server on whose ledger Ann, an admin, and Bob have runs; Ann is named by the settings, Carl was made one."""

    def __init__(self, data: Path, **more: str) -> None:
        file = data / "ledger.sqlite3"
        with closing(Database(file)) as database:
            database.open()
            people = People(database)
            mails = {name: f"{name}@example.com" for name in ("ann", "bob", "carl")}
            identities = {name: Identity("header", mail, mail, name.title()) for name, mail in mails.items()}
            self.ids = {name: people.enter(one, 1.0).person for name, one in identities.items()}
            people.set_admin(self.ids["carl"], by="command-line", now=1.0, is_admin=True)
        now = time.time()
        runs = [kept_run(self.ids["bob"], SECRET, now - number) for number in range(3)]
        runs = [replace(run, task=Task(run.run_id, TaskStatus.SUCCEEDED, cost_actual=Decimal("0.1"))) for run in runs]
        keep_runs(data, [*runs, unconfirmed(kept_run("b" * 32, SECRET, now))])
        environ = {
            "PLAYGROUND_DATA": str(data),
            "PLAYGROUND_SCHEMAS": str(Path(__file__).parents[2] / "schemas"),
            "PLAYGROUND_USER_HEADER": HEADER,
            "PLAYGROUND_TRUSTED_PROXIES": PROXY[0],
            "PLAYGROUND_ADMINS": "ann@example.com",
            "PLAYGROUND_BUDGET_PERSON_DAY": "5",
            **more,
        }
        self.file: str | Path = file
        self.settings = Settings.load(environ)
        self.app: FastAPI = create_server(self.settings, own_address=ADDRESS)

    def browser(self, name: str, **headers: str) -> httpx.AsyncClient:
        transport = httpx.ASGITransport(self.app, client=PROXY)
        mail = {HEADER: f"{name}@example.com", "Accept": "text/html", **headers}
        return httpx.AsyncClient(transport=transport, base_url=ADDRESS, headers=mail)

    def addresses(self) -> list[tuple[str, str]]:
        """Every route of admins."""
        found = []
        for route in self.app.router.routes:
            if isinstance(route, Route) and route.path.startswith("/admin"):
                path = route.path.format(person=self.ids["bob"], action="disable")
                found += [(method, path) for method in sorted((route.methods or set()) - {"HEAD"})]
        return found

    def changes(self) -> list[tuple[str, str, str | None]]:
        with closing(Database(self.file)) as database:
            return [(one.who, one.what, one.of_whom) for one in reversed(Audit(database).newest())]


@asynccontextmanager
async def serving(data: Path, **more: str) -> AsyncIterator[World]:
    world = World(data, **more)
    async with world.app.router.lifespan_context(world.app):
        yield world


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with serving(tmp_path / "data") as world:
        yield world


async def test_every_route_is_for_admins_alone(world: World) -> None:
    assert len(world.addresses()) == 8
    with closing(Database(world.file)) as database:
        People(database).set_disabled(world.ids["carl"], by="command-line", now=2.0, is_disabled=True)
    before = world.changes()
    async with world.browser("bob") as bob, world.browser("carl") as disabled:
        for method, path in world.addresses():
            for browser, said in ((bob, "for admins"), (disabled, "turned off")):
                answer = await browser.request(method, path)
                assert answer.status_code == 403, path
                assert said in answer.text, path
                assert "example.com" not in answer.text
        assert 'href="admin"' not in (await bob.get("/form")).json()["header"]
    async with world.browser("ann", Origin="https://evil.example") as lured:
        assert (await lured.post(f"/admin/people/{world.ids['bob']}/disable")).status_code == 403
    assert world.changes() == before


async def test_where_nobody_signs_in_there_is_no_such_page(tmp_path: Path) -> None:
    environ = {"PLAYGROUND_DATA": str(tmp_path), "PLAYGROUND_SCHEMAS": str(Path(__file__).parents[2] / "schemas")}
    app = create_server(Settings.load(environ), own_address=ADDRESS)
    paths = [route.path for route in app.router.routes if isinstance(route, Route) and route.path.startswith("/admin")]
    transport = httpx.ASGITransport(app, client=PROXY)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url=ADDRESS, headers={"Accept": "text/html"}) as anybody,
    ):
        for path in paths:
            method = "POST" if "{action}" in path else "GET"
            answer = await anybody.request(method, path.format(person="p-x", action="disable"))
            assert (answer.status_code, "playground people" in answer.text) == (404, True), path
        usage = await anybody.get("/usage")
        assert (usage.status_code, "This month" in usage.text) == (200, True)


async def test_an_admin_changes_what_people_may_and_all_is_written_down(world: World) -> None:
    bob, carl = world.ids["bob"], world.ids["carl"]
    async with world.browser("ann") as ann, world.browser("bob") as his:
        assert 'href="admin"' in (await ann.get("/form")).json()["header"]
        people = html.unescape((await ann.get("/admin")).text)
        assert all(word in people for word in ("bob@example.com", "$0.30 play money today", "carl@example.com"))
        assert "bob@" not in (await ann.get("/admin", params={"q": "CARL"})).text
        form = {"day": "2.50", "month": "", "at_once": "3"}
        saved = await ann.post(f"/admin/people/{bob}/limits", data=form)
        assert (saved.status_code, saved.headers["location"]) == (303, f"/admin/people/{bob}")
        page = html.unescape((await ann.get(f"/admin/people/{bob}")).text)
        assert all(f'value="{value}"' in page for value in ("2.5", "3"))
        free = {"day": "", "month": " Unlimited", "at_once": "不限", "kept": "1.5 GB"}
        assert (await ann.post(f"/admin/people/{bob}/limits", data=free)).status_code == 303
        shown = html.unescape((await ann.get(f"/admin/people/{bob}")).text)
        assert shown.count('value="unlimited"') == 2
        assert f'name="kept" autocomplete="off" value="{3 * 2**29}"' in shown
        listed = html.unescape((await ann.get("/admin", params={"q": "bob"})).text)
        assert all(
            f"· {words}" in listed for words in ("unlimited a month", "any number of runs at once", "1.5 GB of files")
        )
        await ann.post(f"/admin/people/{bob}/limits", data=form)
        for wrong in (
            {"kept": "much"},
            {"kept": "-1"},
            {"day": "much"},
            {"day": "-1"},
            {"at_once": "-3"},
            {"at_once": "²"},
            {"month": "1e99"},
        ):
            assert (await ann.post(f"/admin/people/{bob}/limits", data=form | wrong)).status_code == 400
        usage = html.unescape((await his.get("/usage")).text)
        assert "of $2.50" in usage
        assert "3 runs" in usage
        await ann.post(f"/admin/people/{bob}/disable")
        assert (await his.post("/claim/leave")).status_code == 403
        await ann.post(f"/admin/people/{bob}/enable")
        await ann.post(f"/admin/people/{bob}/make_admin")
        assert (await his.post("/claim/leave")).status_code == 404  # what was remembered of him is looked up anew
        assert (await his.get("/admin")).status_code == 200
        await his.post(f"/admin/people/{bob}/no_admin")
        assert (await his.get("/admin")).status_code == 403
        for unknown in (f"/admin/people/{bob}/delete", "/admin/people/p-nobody/disable"):
            assert (await ann.post(unknown)).status_code == 404
        log = html.unescape((await ann.get("/admin/changes")).text)
        assert "a day: as for everybody → $2.50" in log
    ann_id = world.ids["ann"]
    assert world.changes() == [
        ("command-line", "admin", carl),
        *[(ann_id, "limits", bob)] * 3,
        (ann_id, "disabled", bob),
        (ann_id, "enabled", bob),
        (ann_id, "admin", bob),
        (bob, "no_admin", bob),
    ]


async def test_the_last_admin_stays_one(tmp_path: Path) -> None:
    async with serving(tmp_path / "data", PLAYGROUND_ADMINS="nobody@example.com") as world:
        carl = world.ids["carl"]
        async with world.browser("carl") as admin:
            for action in ("no_admin", "disable"):
                refused = await admin.post(f"/admin/people/{carl}/{action}")
                assert (refused.status_code, "nobody who is an admin" in refused.text) == (400, True)
            assert (await admin.get("/admin")).status_code == 200
            await admin.post(f"/admin/people/{world.ids['bob']}/make_admin")
            assert (await admin.post(f"/admin/people/{carl}/no_admin")).status_code == 303
            assert (await admin.get("/admin")).status_code == 403
        assert [what for _, what, _ in world.changes()] == ["admin", "admin", "no_admin"]


async def test_runs_and_spending_are_told_without_prompts(world: World) -> None:
    async with world.browser("ann") as ann:
        told = [await ann.get(path) for method, path in world.addresses() if method == "GET"]
        states = ("succeeded", "unconfirmed")
        told += [await ann.get("/admin/runs", params={"state": state}) for state in states]
        told += [await ann.get("/admin/spending", params={"by": by}) for by in ("model", "person", "day")]
        assert [answer.status_code for answer in told] == [200] * len(told)
        assert not any("b" * 32 in answer.text for answer in told), "who knows the id of a browser could be it"
        assert not any(SECRET in answer.text or "/results/" in answer.text for answer in told)
        runs = html.unescape((await ann.get("/admin/runs", params={"state": "succeeded"})).text)
        assert "Nobody knows whether the service accepted it" in runs
        assert re.search(r"succeeded 3\b", runs)
        assert "browser bbbbbbbb…" in runs
        spending = html.unescape((await ann.get("/admin/spending", params={"by": "person"})).text)
        assert all(word in spending for word in ("Bob", "$0.30 play money", "4 runs"))
        table = await ann.get("/admin/spending.csv", params={"by": "person"})
        rows = list(csv.DictReader(io.StringIO(table.content.decode("utf-8-sig"))))
        assert [(row["person"], row["email"], row["cost"]) for row in rows] == [
            (world.ids["bob"], "bob@example.com", "0.3"),
            ("bbbbbbbb…", "", "0"),
        ]
        servers = (await ann.get("/admin/servers")).text
        assert re.search(r"process \d+ · \d+\.\d+", servers)
        chinese = (await ann.get("/admin/runs", headers={"Accept-Language": "zh"})).text
        assert "需要人处理的任务" in chinese


async def test_prompts_are_told_where_that_is_set(tmp_path: Path) -> None:
    async with serving(tmp_path / "data", PLAYGROUND_ADMINS_SEE_PROMPTS="1") as world, world.browser("ann") as ann:
        page = (await ann.get("/admin/runs", params={"state": "succeeded"})).text
        assert page.count(SECRET) == 4
        assert "/results/" not in page


_SAME = (
    *("/admin/runs", "/admin/runs?days=7&state=unconfirmed", "/admin/changes", "/usage", "/usage.csv"),
    *(f"/admin/spending{form}?by={by}" for by in ("model", "person", "day") for form in ("", ".csv")),
)


@pytest.mark.slow
async def test_postgresql_says_what_sqlite_says(tmp_path: Path) -> None:
    async with serving(tmp_path / "data") as one:
        said = await _all_said(one)
        file = one.file
    assert isinstance(file, Path)
    copied = copy_ledger(file, postgres_server())
    one.app = create_server(one.settings.model_copy(update={"database_url": copied}), own_address=ADDRESS)
    one.file = copied
    async with one.app.router.lifespan_context(one.app):
        assert await _all_said(one) == said
        async with one.browser("ann") as ann:
            people = await ann.get("/admin", params={"q": "BOB"})
            assert "$0.30" in people.text
            bob = one.ids["bob"]
            saved = await ann.post(f"/admin/people/{bob}/limits", data={"day": "1", "month": "", "at_once": ""})
            assert (saved.status_code, (await ann.post(f"/admin/people/{bob}/disable")).status_code) == (303, 303)
            assert (await ann.get("/admin/servers")).status_code == 200
        async with one.browser("bob") as his:
            assert (await his.get("/usage")).status_code == 403
    assert [what for _, what, _ in one.changes()][-2:] == ["limits", "disabled"]


async def _all_said(world: World) -> list[str]:
    async with world.browser("ann") as ann:
        answers = [await ann.get(path) for path in _SAME]
    assert {answer.status_code for answer in answers} == {200}
    return [answer.text for answer in answers]

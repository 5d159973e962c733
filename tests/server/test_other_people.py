"""Another person's ids, on every route that there is: nothing is shown, nothing is changed, nothing is even there.

The routes are those of the app itself: a new one is asked as well, and with an id that is not known here it fails.
"""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from batching import batch_request
from fastapi import FastAPI
from keptruns import keep_runs, kept_run, unconfirmed, with_pictures
from starlette.routing import Route
from streams import looking

from playground.people.people import People
from playground.people.person import Identity
from playground.runs.batches.batch import BatchKind
from playground.runs.batches.planning import plan_batch
from playground.runs.database import Database
from playground.runs.ledger import Ledger
from playground.runs.presets import Preset
from playground.server.app import create_server
from playground.server.signin.header_way import PROVIDER
from playground.settings import Settings

UPLOAD = "f" * 64 + ".png"
HEADER, PROXY = "X-Forwarded-User", ("127.0.0.1", 1)
SECRET = "zanzibar"  # noqa: S105 - a word that stands in all that is Ann's
OPEN = ("/uploads/{name}", "/look/", "/samples/", "/workbench/models/")
"""Of which nothing is anybody's: whoever knows the unguessable name of an upload may have it, as the service does."""


@dataclass
class World:
    """A server, and what of Ann's is in it by the names that routes have for it."""

    app: FastAPI
    ids: dict[str, str]
    ledger: Ledger
    ann: str

    def browser(self, name: str) -> httpx.AsyncClient:
        transport = httpx.ASGITransport(self.app, client=PROXY)
        return httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:7860", headers={HEADER: name})


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    data = tmp_path / "data"
    file = data / "ledger.sqlite3"
    with closing(Ledger(file)) as ledger, closing(Database(file)) as database:
        ledger.open()
        ann = People(database).enter(Identity(PROVIDER, "ann", None, "ann"), 1.0).person
        ledger.stored.finish("", ann, UPLOAD, 1, 1.0, title=SECRET)
        run = with_pictures(kept_run(ann, SECRET, 100.0), data)
        lost = unconfirmed(kept_run(ann, SECRET, 101.0))
        keep_runs(data, [run, lost])
        ledger.labels.tag(ann, [run.run_id], [SECRET], [])
        ledger.labels.note(ann, [run.run_id], SECRET)
        form = {"prompt": SECRET}
        preset = ledger.presets.save(ann, Preset("plain", SECRET, "1", form, form), 1.0, replaces=False)
        ledger.drafts.save(ann, "qwen-image-2-0-pro", form, time.time())
        plan = {"title": SECRET, "axes": [{"title": "Prompt", "values": [SECRET]}]}
        batch = replace(batch_request(SECRET, person=ann), kind=BatchKind.GRID, plan=plan)
        batch_id = ledger.batches.add(plan_batch(batch, "sandbox", "nobody", 1.0), batch.deduplication_key(1.0))
        environ = {
            "PLAYGROUND_DATA": str(data),
            "PLAYGROUND_SCHEMAS": str(Path(__file__).parents[2] / "schemas"),
            "PLAYGROUND_USER_HEADER": HEADER,
            "PLAYGROUND_TRUSTED_PROXIES": PROXY[0],
        }
        app = create_server(Settings.load(environ), own_address="http://127.0.0.1:7860")
        ids = {"run": run.run_id, "lost": lost.run_id, "batch": batch_id, "preset": preset or "", "position": "0"}
        async with app.router.lifespan_context(app):
            yield World(app, {**ids, "name": run.outputs[0].name or "", "person": ann}, ledger, ann)


ACTIONS = {
    "/runs/{run}/{action}": "cancel stop_waiting check_again send_again let_go fetch_again",
    "/batches/{batch}/{action}": "stop go_on",
}


def addresses(world: World) -> list[tuple[str, str, bool]]:
    """Method and path of every route of the server's own, filled with Ann's ids; and whether there was one for it."""
    found = []
    for route in world.app.router.routes:
        if not isinstance(route, Route) or route.path.startswith(OPEN) or route.path == "/live":
            continue
        for action in ACTIONS.get(route.path, "take").split():
            for run in ("run", "lost"):
                known = {**world.ids, "run": world.ids[run], "action": action, "answer": "take"}
                path = route.path.replace(":str", "")
                assert not (unknown := route.param_convertors.keys() - known.keys()), f"{path}: what is a {unknown}?"
                has_id = bool(route.param_convertors.keys() & world.ids.keys())
                found += [(method, path.format(**known), has_id) for method in (route.methods or {"GET"}) - {"HEAD"}]
    return sorted(set(found))


def query(ids: dict[str, str]) -> httpx.QueryParams:
    asked: list[tuple[str, str | int | float | bool | None]] = [
        *(("run", ids[one]) for one in ("run", "lost")),
        *(("batch", ids["batch"]), ("preset", ids["preset"]), ("q", ""), ("results", f"{ids['run']}/{ids['name']}")),
        ("days", "365"),
    ]
    return httpx.QueryParams(asked)


def bodies(ids: dict[str, str]) -> list[bytes]:
    """What scripts send, with Ann's ids wherever one can stand."""
    runs = [ids["run"], ids["lost"]]
    form: dict[str, Any] = {"raws": [], "emptied": [], "states": []}
    edits = ({"do": "settings", "run": runs[0]}, {"do": "preset", "preset": ids["preset"]}, {"do": "example"})
    return [
        json.dumps({"runs": runs, "favourite": True, "is_on": True, "rating": 1, "note": "x", "add": ["x"]}).encode(),
        *(json.dumps(sent).encode() for sent in ({"names": [UPLOAD]}, {"unused_until": 1e12})),
        *(json.dumps({"model": "qwen-image-2-0-pro", "page": "tab", **form, "edit": edit}).encode() for edit in edits),
        b"another name",
    ]


def state_of(world: World) -> list[Any]:
    """All that is Ann's, as the ledger has it."""
    ledger, ann = world.ledger, world.ann
    return [
        ledger.runs(ann),
        ledger.history.rows(ann, [world.ids["run"], world.ids["lost"]]),
        ledger.presets.names(ann),
        ledger.batches.batch(ann, world.ids["batch"]),
        ledger.drafts.of_person(ann),
        ledger.kept_uploads.of(ann, 9),
    ]


async def test_to_anybody_else_what_is_anns_is_not_there(world: World) -> None:
    async with world.browser("bob") as bob, world.browser("ann") as ann:
        before = state_of(world)
        asked = addresses(world)
        assert len([one for one in asked if one[2]]) > 25
        for method, path, has_id in asked:
            statuses = set()
            for body in bodies(world.ids) if method == "POST" else [b""]:
                answer = await bob.request(method, path, params=query(world.ids), content=body)
                assert SECRET not in answer.text, f"{method} {path}"
                assert world.ids["name"] not in answer.text, f"{method} {path}"
                statuses.add(answer.status_code)
            if has_id:  # what is not the body that such a route takes may be told so first
                assert statuses <= {400, 403, 404} and statuses & {403, 404}, f"{method} {path}: {statuses}"  # noqa: PT018
        assert state_of(world) == before
        # The same requests are good ones where they are Ann's own.
        for path in ("/results/{run}/{name}", "/results/{run}.zip", "/history/run/{run}", "/grid/{batch}.zip"):
            assert (await ann.get(path.format(**world.ids))).status_code in {200, 404 if "grid" in path else 200}, path
        for path in ("/history", "/usage"):
            assert SECRET in (await ann.get(path)).text
        assert (await ann.post("/presets/{preset}/rename".format(**world.ids), content=b"mine")).json() == {}
        forged = {"Cookie": f"playground_browser={world.ann}"}
        assert (await bob.get("/results/{run}.zip".format(**world.ids), headers=forged)).status_code == 404
        for name, sees in (("bob", False), ("ann", True)):
            seen = f"run={world.ids['run']}&batch={world.ids['batch']}"
            async with looking(world.app, {HEADER: name}, PROXY[0], seen) as stream:
                await stream.until("event: view")
                assert (SECRET in stream.text) is sees

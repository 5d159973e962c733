"""Somebody who is turned off while a run is at work: it was paid for, so it is kept; the pages are closed."""

from __future__ import annotations

import asyncio
from contextlib import closing
from pathlib import Path

import httpx
from batching import PromptServer
from fairness import PATIENCE
from formpages import held, write_models

from playground.people.people import People
from playground.people.person import Identity
from playground.runs.database import Database
from playground.runs.ledger import Ledger
from playground.server.app import create_server
from playground.settings import Settings

HEADER, ADDRESS = "X-Forwarded-User", "http://127.0.0.1:7860"


async def test_the_run_of_somebody_who_is_turned_off_is_finished_and_kept(tmp_path: Path) -> None:
    write_models(tmp_path / "schemas", {"plain": {"prompt": {"type": "string", "title": "Prompt"}}})
    async with PromptServer(poll="processing") as service:
        environ = {
            "PLAYGROUND_DATA": str(tmp_path / "data"),
            "PLAYGROUND_SCHEMAS": str(tmp_path / "schemas"),
            "PLAYGROUND_API_URL": service.url,
            "PLAYGROUND_USER_HEADER": HEADER,
            "PLAYGROUND_TRUSTED_PROXIES": "127.0.0.1",
            "PLAYGROUND_ADMINS": "ann",
        }
        app = create_server(Settings.load(environ), own_address=ADDRESS)
        transport = httpx.ASGITransport(app, client=("127.0.0.1", 1))
        file = tmp_path / "data" / "ledger.sqlite3"
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(transport=transport, base_url=ADDRESS, headers={HEADER: "bob"}) as bob,
            httpx.AsyncClient(transport=transport, base_url=ADDRESS, headers={HEADER: "ann"}) as ann,
        ):
            sent = {**await held(bob, "plain", prompt="A fox"), "page": "tab"}
            run_id = (await bob.post("/generate", json=sent)).json()["run"]
            with closing(Database(file)) as database, closing(Ledger(file)) as ledger:
                person = People(database).find(Identity("header", "bob"))
                assert person
                async with asyncio.timeout(PATIENCE):
                    while not service.tasks:  # noqa: ASYNC110 - the server counts, it does not signal
                        await asyncio.sleep(0.02)
                    assert (await ann.post(f"/admin/people/{person.person}/disable")).status_code == 303
                    service.scripts["poll"] = ("succeeded",)
                    while (run := ledger.run(run_id)) is None or not run.status.is_terminal:  # noqa: ASYNC110 - as above
                        await asyncio.sleep(0.02)
                (output,) = run.outputs
                assert (run.word, output.problem) == ("succeeded", None)
                picture = f"/results/{run_id}/{output.name}"
                # First what changes something: it is always looked up anew; reading is remembered for a second.
                for method, path in (("POST", "/generate"), ("GET", "/form"), ("GET", picture), ("GET", "/live")):
                    assert (await bob.request(method, path)).status_code == 403, path
                assert service.prompts == ["A fox"]
                assert (tmp_path / "data" / picture.removeprefix("/")).is_file()

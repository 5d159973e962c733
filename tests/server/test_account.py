"""Who is signed in, on the page; and what a browser made before, asked once and taken along."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import httpx
from keptruns import keep_runs, kept_run, with_pictures

from playground.runs.ledger import Ledger
from playground.server.app import create_server
from playground.settings import Settings

BROWSER = "b" * 32
HEADER = "X-Forwarded-User"


async def test_what_a_browser_made_is_offered_once_and_becomes_the_persons(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with closing(Ledger(data / "ledger.sqlite3")) as ledger:
        ledger.open()
        run = with_pictures(kept_run(BROWSER, "a red fox", 100.0), data)
        keep_runs(data, [run, kept_run(BROWSER, "an owl", 101.0)])
    environ = {
        "PLAYGROUND_DATA": str(data),
        "PLAYGROUND_SCHEMAS": str(Path(__file__).parents[2] / "schemas"),
        "PLAYGROUND_USER_HEADER": HEADER,
        "PLAYGROUND_TRUSTED_PROXIES": "127.0.0.1",
    }
    app = create_server(Settings.load(environ), own_address="http://127.0.0.1:7860")
    transport = httpx.ASGITransport(app, client=("127.0.0.1", 1))
    here = httpx.AsyncClient(
        transport=transport, base_url="http://127.0.0.1:7860", cookies={"playground_browser": BROWSER}
    )
    ann, bob, other = ({HEADER: name} for name in ("ann <b>@example.com", "bob@example.com", "carl@example.com"))
    async with app.router.lifespan_context(app), here:
        header = (await here.get("/form", headers=ann)).json()["header"]
        assert "2 things that were made in this browser" in header
        assert "Account of ann &lt;b&gt;@example.com" in header
        assert "<b>@" not in header
        assert 'action="logout"' not in header, "signing out is the proxy's"
        assert "made in this browser" not in (await here.get("/form", headers=bob)).json()["header"]
        assert (await here.post("/claim/take", headers=bob)).status_code == 404
        picture = f"/results/{run.run_id}/{run.outputs[0].name}"
        assert (await here.get(picture, headers=ann)).status_code == 404
        assert "Taken along" in (await here.post("/claim/take", headers=ann)).json()["said"]
        assert (await here.get(picture, headers=ann)).status_code == 200
        assert "a red fox" in (await here.get("/history", headers=ann)).text
        here.cookies.clear()
        assert (await here.get(picture, headers=ann)).status_code == 200, "on every device"
        here.cookies["playground_browser"] = BROWSER
        assert (await here.post("/claim/take", headers=ann)).status_code == 404
        for person in (ann, bob, other):
            assert "made in this browser" not in (await here.get("/form", headers=person)).json()["header"]
        assert (await here.get(picture, headers=other)).status_code == 404
        chinese = {**other, "Accept-Language": "zh"}
        assert "carl@example.com 的账号" in (await here.get("/form", headers=chinese)).json()["header"]


async def test_a_person_keeps_a_key_sees_its_end_alone_and_deletes_it(tmp_path: Path) -> None:
    data, key = tmp_path / "data", "mv_live_a_key_of_her_own_wxyz"
    environ = {
        "PLAYGROUND_DATA": str(data),
        "PLAYGROUND_SCHEMAS": str(Path(__file__).parents[2] / "schemas"),
        "PLAYGROUND_API_URL": "http://127.0.0.1:9",
        "PLAYGROUND_API_KEY": "mv_live_the_key_of_the_house",
        "PLAYGROUND_OWN_KEYS": "1",
        "PLAYGROUND_SECRET": "a secret of twenty-four characters",
        "PLAYGROUND_USER_HEADER": HEADER,
        "PLAYGROUND_TRUSTED_PROXIES": "127.0.0.1",
    }
    app = create_server(Settings.load(environ), own_address="http://127.0.0.1:7860")
    transport = httpx.ASGITransport(app, client=("127.0.0.1", 1))
    ann, bob = (
        httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:7860", headers={HEADER: name})
        for name in ("ann", "bob")
    )
    async with app.router.lifespan_context(app), ann, bob:
        assert "use this playground&#39;s key" in (await ann.get("/account")).text
        for wrong in ("", "short", "with a blank", "schlüssel-schlüssel"):
            refused = await ann.post("/account/key", data={"key": wrong})
            assert refused.status_code == 400
            assert "cannot be a key" in refused.text
        assert (await ann.post("/account/key", data={"key": f" {key} "})).headers["location"] == "/account"
        page = (await ann.get("/account")).text
        assert "ends in …wxyz" in page
        assert key not in page
        assert "wxyz" not in (await bob.get("/account")).text
        assert 'href="account"' in (await ann.get("/form")).json()["header"]
        await bob.post("/account/key/delete")
        assert "wxyz" in (await ann.get("/account")).text
        await ann.post("/account/key/delete")
        assert "wxyz" not in (await ann.get("/account")).text
    assert not [path for path in data.rglob("*") if path.is_file() and key.encode() in path.read_bytes()]

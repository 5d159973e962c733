"""Uploads on the page of usage: listed and deleted by their person alone, in a folder and in a bucket."""

from __future__ import annotations

import html
import io
import json
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from batching import PromptServer, until_batch
from datafolder import rest
from formpages import NOBODY, held, write_models
from PIL import Image
from starlette.applications import Starlette
from viewing import context_of

from playground.errors import StorageError
from playground.files.store import UPLOADS
from playground.form import Upload
from playground.server.costs import cost_routes
from playground.server.files import upload_routes
from playground.server.form import form_routes
from playground.server.kept_uploads import kept_upload_routes
from playground.server.responses import unavailable
from playground.settings import Settings
from playground.texts import languages, translate
from playground.wiring import build

ANNA, BERT = "anna" * 8, "bert" * 8
PICTURE = {"widget": "file-upload", "accept": "image/*", "uploadKind": "image"}
MODELS: dict[str, dict[str, Any]] = {
    "plain": {
        "prompt": {"type": "string", "title": "Prompt"},
        "image": {"type": "string", "format": "uri", "title": "Picture", "x-playground": PICTURE},
    }
}


@pytest.fixture
async def service() -> AsyncIterator[PromptServer]:
    async with PromptServer() as server:
        yield server


@asynccontextmanager
async def page(tmp_path: Path, service: PromptServer, **more: Any) -> Any:
    write_models(tmp_path / "schemas", MODELS)
    told: dict[str, Any] = {"data": tmp_path / "data", "schemas": tmp_path / "schemas", "api_url": service.url}
    parts = build(Settings(**told, **more), own_address=NOBODY, is_for_others=True)
    routes = [*form_routes(parts), *upload_routes(parts), *kept_upload_routes(parts)]
    app = Starlette(
        routes=[*routes, *cost_routes(parts, context_of(parts), "1")], exception_handlers={StorageError: unavailable}
    )
    await parts.runner.start()
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url=NOBODY, cookies={"playground_browser": ANNA}
    ) as client:
        yield parts, client
    await parts.runner.stop()


def picture(side: int) -> bytes:
    file = io.BytesIO()
    Image.effect_noise((side, side), 90).save(file, "PNG")
    return file.getvalue()


async def upload(client: httpx.AsyncClient, data: bytes, name: str = "fox.png") -> Mapping[str, Any]:
    sent = {"sent": json.dumps(await held(client, "plain")), "path": json.dumps(["image"])}
    answer = await client.post("/uploads", data=sent, files={"file": (name, data, "image/png")})
    told: Mapping[str, Any] = answer.json()
    return told


async def brought(client: httpx.AsyncClient, side: int, name: str = "fox.png") -> str:
    """The name of a picture that was uploaded."""
    return str((await upload(client, picture(side), name))["token"]).removeprefix("upload:")


async def press(client: httpx.AsyncClient, prompt: str, *names: str) -> Mapping[str, Any]:
    image = [f"upload:{name}" for name in names]
    sent = {**await held(client, "plain", prompt=prompt, image=image), "page": prompt}
    told: Mapping[str, Any] = (
        await client.post("/generate", params={"promised": 1 + prompt.count("|")}, json=sent)
    ).json()
    return told


async def delete(client: httpx.AsyncClient, *names: str, **sent: Any) -> httpx.Response:
    return await client.post("/usage/uploads/delete", json=sent or {"names": names})


def listed(drawn: str) -> list[tuple[str, str]]:
    """Title and what is told of each upload on the page."""
    lines = re.findall(r'<b>([^<]*)</b><span class="meta">([^<]*)</span></div>\s*<button[^>]*data-delete-upload', drawn)
    return [(title, html.unescape(about)) for title, about in lines]


@pytest.mark.parametrize("kind", ["folder", "bucket"])
async def test_a_person_lists_and_deletes_uploads(
    tmp_path: Path, service: PromptServer, kind: str, request: pytest.FixtureRequest
) -> None:
    more = {"files": request.getfixturevalue("bucket")} if kind == "bucket" else {}
    async with page(tmp_path, service, **more) as (parts, client):
        assert "data-uploads-kept" not in (await client.get("/usage")).text
        large, small = await brought(client, 60, "large <fox>.png"), await brought(client, 20, "owl.png")
        run = await parts.runner.run(ANNA, (await press(client, "A fox", large))["run"])
        await rest(parts.runner, run)
        drawn = (await client.get("/usage")).text
        (fox, about), (owl, other) = listed(drawn)
        assert (html.unescape(fox), owl) == ("large <fox>.png", "owl.png")
        assert about.endswith(" · used by 1 run")
        assert other.endswith(" · not used")
        assert (await client.get(f"/uploads/{large}?thumbnail=1")).headers["content-type"] == "image/webp"

        answer = (await delete(client, large)).json()
        assert answer["said"].startswith("1 file deleted, ")
        assert [title for title, _ in listed(answer["uploads"])] == ["owl.png"]
        for query in ("", "?thumbnail=1"):
            assert (await client.get(f"/uploads/{large}{query}")).status_code == 404
        assert not [path for path in parts.settings.data.rglob(f"*{large}*") if path.is_file()]
        if kind == "bucket":
            assert f"{UPLOADS}/{large}" not in dict(parts.store.sizes())
        # Its run is there, and says so where its settings are used again: in the words for what was too old.
        sent = await held(client, "plain")
        reused = (await client.post("/form", json={**sent, "edit": {"do": "settings", "run": run.run_id}})).json()
        assert f"upload:{large}" in reused["form"]
        refused = await press(client, "A fox again", large)
        assert refused["issues"] == [[["image"], translate("upload.gone", "en")]]
        assert service.prompts == ["A fox"]

        assert (await delete(client, small)).json()["uploads"] == ""
        assert (await delete(client, small)).status_code == 404
        assert parts.stored.of([ANNA]).keys() <= {ANNA}
        again = await brought(client, 60)
        assert (await client.get(f"/uploads/{again}")).status_code == 200


async def test_one_that_is_somebody_elses_is_not_there(tmp_path: Path, service: PromptServer) -> None:
    async with page(tmp_path, service) as (_, client):
        name = await brought(client, 20)
        client.cookies.set("playground_browser", BERT)
        answer = await delete(client, name)
        assert (answer.status_code, answer.json()) == (404, {"problem": "That file is not here any more."})
        assert "data-uploads-kept" not in (await client.get("/usage")).text
        assert (await delete(client, unused_until=1e12)).json() == {
            "said": "0 files deleted, 0 B freed.",
            "uploads": "",
        }
        assert (await client.get(f"/uploads/{name}")).status_code == 200
        many = [f"{number}.png" for number in range(501)]
        bad: tuple[dict[str, Any], ...] = ({"names": []}, {"names": "x"}, {"names": [1]}, {"unused_until": "x"})
        for odd in (*bad, {"names": many}):
            assert (await delete(client, **odd)).status_code == 400


async def test_what_a_run_at_work_needs_stays_and_the_rest_that_nothing_uses_goes(
    tmp_path: Path, service: PromptServer
) -> None:
    service.outcomes["Slow"] = "processing"
    async with page(tmp_path, service) as (parts, client):
        needed, unused, drafted = [await brought(client, side) for side in (20, 21, 22)]
        assert (await press(client, "Slow", needed))["run"]
        await parts.runner.drafts.save(ANNA, "plain", {"image": f"upload:{drafted}"})
        answer = (await delete(client, needed)).json()
        assert answer["said"].startswith("1 file stays: a run that is not over yet needs it.")
        drawn = (await client.get("/usage")).text
        assert "Delete the 1 that nothing uses" in drawn
        (until,) = re.findall(r'data-delete-unused="([^"]+)"', drawn)
        later = await brought(client, 23)
        assert (await delete(client, unused_until=float(until))).json()["said"].startswith("1 file deleted")
        for name, status in ((needed, 200), (drafted, 200), (later, 200), (unused, 404)):
            assert (await client.get(f"/uploads/{name}")).status_code == status


@pytest.mark.parametrize("kind", ["folder", "bucket"])
async def test_a_press_while_its_file_is_deleted_elsewhere_sends_nothing(
    tmp_path: Path, service: PromptServer, kind: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    more = {"files": request.getfixturevalue("bucket")} if kind == "bucket" else {}
    async with page(tmp_path, service, **more) as (parts, client):
        publish, said = parts.publisher.publish, []

        async def publish_and_delete(name: str, wanted: Upload) -> str:
            link = str(await publish(name, wanted))  # it is there, and its link leads to it: until another tab …
            said.append((await delete(client, name)).json()["said"])
            return link

        monkeypatch.setattr(parts.publisher, "publish", publish_and_delete)
        for side, prompt in ((20, "A fox"), (21, "A {red|blue} fox")):
            answer = await press(client, prompt, await brought(client, side))
            assert answer["problem"] == translate("upload.gone", "en")
        assert [sentence.startswith("1 file deleted, ") for sentence in said] == [True, True]
        assert not await parts.runner.runs(ANNA)
        assert not await parts.runner.batches.newest(ANNA)
        assert not service.submits


async def test_a_run_of_a_batch_whose_file_was_deleted_is_not_made_again(tmp_path: Path, service: PromptServer) -> None:
    service.outcomes["A red fox"] = "failed"
    async with page(tmp_path, service) as (parts, client):
        name = await brought(client, 20)
        begun = await parts.runner.batches.batch(ANNA, (await press(client, "A {red|blue} fox", name))["batch"])
        batch = await until_batch(parts.runner, begun, "failed", "succeeded", count=2)
        for run in await parts.runner.runs(ANNA):
            await rest(parts.runner, run)
        assert (await delete(client, name)).json()["said"].startswith("1 file deleted, ")
        with pytest.raises(StorageError, match=r"upload\.gone"):
            await parts.runner.batches.retry(ANNA, batch.batch_id, 0)
        assert len(service.submits) == 2


async def test_who_has_no_room_left_is_shown_where_to_make_some(tmp_path: Path, service: PromptServer) -> None:
    first = picture(60)
    async with page(tmp_path, service, keep_bytes_person=len(first) + 1000) as (parts, client):
        name = str((await upload(client, first))["token"]).removeprefix("upload:")
        refused = await upload(client, picture(61))
        assert refused["more"] == {"href": "usage#uploads", "words": "Delete uploads"}
        assert '<meter max="100" value="' in (await client.get("/usage")).text
        assert (await delete(client, name)).status_code == 200
        assert "token" in await upload(client, picture(61))
        assert len(parts.kept_uploads.of(ANNA, 9).largest) == 1
    async with page(tmp_path, service, keep_bytes_person=len(first)) as (_, client):
        refused = await press(client, "A fox")
        assert refused["more"] == {"href": "usage#uploads", "words": "See what you keep here"}
        assert service.prompts == []


@pytest.mark.parametrize("language", languages())
async def test_it_speaks_each_language(tmp_path: Path, service: PromptServer, language: str) -> None:
    async with page(tmp_path, service, keep_bytes_person=10**6) as (_, client):
        name = await brought(client, 20)
        client.cookies.set("playground_language", language)
        drawn = (await client.get("/usage")).text
        assert translate("uploads.title", language) in drawn
        assert translate("uploads.sure_one", language, title="fox.png") in drawn
        said = (await delete(client, name)).json()["said"]
        assert said.startswith(translate("uploads.deleted", language, count=1, size=0)[:3])

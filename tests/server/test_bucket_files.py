"""Files of a bucket over HTTP: answered as those of a folder are, to their owner alone."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import patient
import pytest
from formpages import NOBODY, write_models
from keptruns import keep_runs, kept_run, with_pictures
from ports import free_port
from starlette.applications import Starlette

from playground.errors import StorageError
from playground.files.bucket import PIECE
from playground.runs.run import Run
from playground.server.app import create_server
from playground.server.files import result_routes, upload_routes
from playground.server.housekeeping import Housekeeper
from playground.server.responses import unavailable
from playground.settings import Settings
from playground.wiring import Parts, build

ANNA, BERTA = "anna" * 8, "berta" * 8
NAME = "0-picture.png"
RANGES = ("bytes=0-9", "bytes=100-", "bytes=-7", "bytes=5-5, 9-12", "bytes=9999999-", "bytes=x", "lines=1-2")


def settings_of(tmp_path: Path, **more: object) -> Settings:
    write_models(tmp_path / "schemas", {"plain": {"prompt": {"type": "string"}}})
    return Settings(data=tmp_path / "data", schemas=tmp_path / "schemas", **more)  # type: ignore[arg-type] # by name


def page_of(parts: Parts, person: str = ANNA) -> httpx.AsyncClient:
    routes = [*result_routes(parts), *upload_routes(parts)]
    app = Starlette(routes=routes, exception_handlers={StorageError: unavailable})
    transport = httpx.ASGITransport(app)
    return httpx.AsyncClient(transport=transport, base_url=NOBODY, cookies={"playground_browser": person})


@pytest.fixture
async def parts(tmp_path: Path, bucket: str) -> AsyncIterator[Parts]:
    parts = build(settings_of(tmp_path, files=bucket), own_address=NOBODY)
    await parts.runner.start()
    yield parts
    await parts.runner.stop()


@pytest.fixture
def run(parts: Parts) -> Run:
    """A run whose result is in the bucket, and nowhere on this machine."""
    data = parts.settings.data
    run = with_pictures(kept_run(ANNA, "a fox", time.time()), data)
    keep_runs(data, [run])
    made = data / "results" / run.run_id / NAME
    made.write_bytes(made.read_bytes() + bytes(PIECE))  # more than comes at once
    parts.store.keep(f"results/{run.run_id}/{NAME}", made, "image/png")
    return run


def told(answer: httpx.Response) -> dict[str, str]:
    """All that is the same wherever a file lies: its date is when it was kept."""
    headers = {name: value for name, value in answer.headers.items() if name not in {"etag", "last-modified"}}
    if boundary := headers.get("content-type", "").partition("boundary=")[2]:
        headers["content-type"] = headers["content-type"].replace(boundary, "")
    return headers


async def test_a_bucket_answers_as_a_folder_does(parts: Parts, run: Run) -> None:
    folder = build(parts.settings.model_copy(update={"files": "local"}), own_address=NOBODY)
    address = f"/results/{run.run_id}/{NAME}"
    async with page_of(parts) as far, page_of(folder) as near:
        for query in ("", "?download=1"):
            one, other = await far.get(address + query), await near.get(address + query)
            assert (one.status_code, told(one)) == (other.status_code, told(other)) == (200, told(one))
            assert one.content == other.content
        for wanted in RANGES:
            one, other = [await page.get(address, headers={"Range": wanted}) for page in (far, near)]
            assert (one.status_code, told(one)) == (other.status_code, told(other)), wanted
            assert one.headers["content-type"].startswith("multipart") or one.content == other.content
        whole = await far.get(address)
        for tag, status in ((whole.headers["etag"], 206), ('"another"', 200)):
            answer = await far.get(address, headers={"Range": "bytes=1048570-1048590", "If-Range": tag})
            assert answer.status_code == status
            assert answer.content == (whole.content[1048570:1048591] if status == 206 else whole.content)
        one, other = await far.head(address), await near.head(address)
        assert (one.status_code, told(one), one.content) == (200, told(other), b"")
    assert not list(parts.settings.data.rglob("copies/results/*/*"))  # nothing of it was brought here


async def test_a_copy_here_has_the_same_tag_and_date(parts: Parts, run: Run) -> None:
    address = f"/results/{run.run_id}/{NAME}"
    async with page_of(parts) as page:
        before = await page.get(address)
        assert (await page.get(f"{address}?thumbnail=1")).status_code == 200  # it is brought here for that
        assert list(parts.settings.data.glob(f"copies/results/*/{NAME}"))
        after = await page.get(address)
    assert (before.content, before.headers) == (after.content, after.headers)


async def test_all_that_is_made_of_results_comes_from_the_bucket(parts: Parts, run: Run) -> None:
    async with page_of(parts) as page:
        for small in ("thumbnail", "tile"):
            answer = await page.get(f"/results/{run.run_id}/{NAME}?{small}=1")
            assert (answer.status_code, answer.headers["content-type"]) == (200, "image/webp")
        assert (await page.get(f"/results/{run.run_id}/{NAME}?stamped=1")).status_code == 200
        packed = await page.get(f"/results/{run.run_id}.zip")
        whole = await page.get(f"/results/{run.run_id}/{NAME}")
    (name,) = zipfile.ZipFile(io.BytesIO(packed.content)).namelist()
    assert zipfile.ZipFile(io.BytesIO(packed.content)).read(name) == whole.content


async def test_another_person_gets_nothing(parts: Parts, run: Run) -> None:
    async with page_of(parts, BERTA) as page:
        for address in (f"/results/{run.run_id}/{NAME}", f"/results/{run.run_id}/{NAME}?tile=1"):
            assert (await page.get(address)).status_code == 404
        assert (await page.get(f"/results/{run.run_id}.zip")).status_code == 404


async def test_a_result_that_was_swept_is_gone(parts: Parts, run: Run) -> None:
    parts.store.remove_run(run.run_id, parts.settings.results_folder / run.run_id)
    async with page_of(parts) as page:
        for query in ("", "?tile=1", "?stamped=1"):
            assert (await page.get(f"/results/{run.run_id}/{NAME}{query}")).status_code == 404
        assert (await page.get(f"/results/{run.run_id}.zip")).status_code == 404
    assert not parts.results.has(run.run_id, NAME)


async def test_a_bucket_that_is_away_is_told_in_words(parts: Parts, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{free_port()}")
    away = build(parts.settings, own_address=NOBODY)
    async with page_of(away) as page:
        for query, language, word in (("", "en", "does not answer"), ("?tile=1", "zh", "没有回应")):
            answer = await page.get(f"/results/{run.run_id}/{NAME}{query}", headers={"Accept-Language": language})
            assert (answer.status_code, word in answer.text) == (503, True), answer.text


async def test_links_of_the_bucket_are_for_what_browsers_show(parts: Parts, run: Run) -> None:
    linked = build(parts.settings.model_copy(update={"signed_links": True}), own_address=NOBODY)
    address = f"/results/{run.run_id}/{NAME}"
    async with page_of(linked) as page, patient.AsyncClient(trust_env=False) as browser:
        whole = (await page.get(address)).content
        answer = await page.get(address, headers={"Sec-Fetch-Dest": "image"})
        assert (answer.status_code, answer.headers["cache-control"]) == (302, "no-store")
        link = answer.headers["location"]
        assert int(parse_qs(urlsplit(link).query)["X-Amz-Expires"][0]) <= 300
        found = await browser.get(link)
        assert found.content == whole
        assert (found.headers["content-type"], found.headers["content-disposition"]) == ("image/png", "inline")
        for headers in ({"Sec-Fetch-Dest": "empty"}, {}, {"Sec-Fetch-Dest": "document"}):
            assert (await page.get(address, headers=headers)).content == whole
        download = await page.get(f"{address}?download=1", headers={"Sec-Fetch-Dest": "image"})
        assert (download.status_code, download.headers["content-disposition"][:10]) == (200, "attachment")
    async with page_of(linked, BERTA) as page:
        assert (await page.get(address, headers={"Sec-Fetch-Dest": "image"})).status_code == 404
    app = create_server(linked.settings, own_address="http://127.0.0.1:9")
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1:9") as page:
        policy = (await page.get("/look/none")).headers["content-security-policy"]
    origin = "{0.scheme}://{0.netloc}".format(urlsplit(link))
    assert f"img-src 'self' data: blob: {origin};" in policy
    assert f"media-src 'self' data: blob: {origin};" in policy


async def test_housekeeping_goes_by_what_the_bucket_holds(parts: Parts, run: Run) -> None:
    size = (parts.settings.data / "results" / run.run_id / NAME).stat().st_size
    roomy = build(parts.settings.model_copy(update={"keep_bytes": 80 * 2**20}), own_address=NOBODY)
    keeper = Housekeeper(roomy)
    assert await keeper.has_space(1000)
    assert parts.results.has(run.run_id, NAME)
    tight = build(parts.settings.model_copy(update={"keep_bytes": size // 2}), own_address=NOBODY)
    keeper = Housekeeper(tight)
    assert await keeper.has_space(1000)
    assert not tight.results.has(run.run_id, NAME)
    # What lies in the data folder from before there was a bucket is nobody's copy: it is left alone.
    assert (parts.settings.data / "results" / run.run_id / NAME).exists()

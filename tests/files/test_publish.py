from __future__ import annotations

import base64
import datetime as dt
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import patient
import pytest
from bucketserver import KEYS
from ports import free_port

from playground.errors import BucketError, SettingsError, UploadError
from playground.files.publish import publisher
from playground.files.uploads import Uploads
from playground.form.fields import Upload
from tests.files.host import Host, reply
from tests.files.words import words

SERVICE = "https://api.example.com"
LINKS = Upload()
LINKS_OR_DATA = Upload(longest_data=50_000)
DATA_ALONE = Upload(longest_data=50_000, takes_link=False)
GONE = "0" * 64 + ".png"


@pytest.fixture
async def uploads(tmp_path: Path) -> Uploads:
    return Uploads(tmp_path)


@pytest.fixture
async def name(uploads: Uploads, png: bytes) -> str:
    return (await uploads.keep(png, "a.png", Upload())).name


# This server's own route.


@pytest.mark.parametrize(
    ("service", "public_url", "base"),
    [
        ("sandbox", None, "http://127.0.0.1:7860"),
        ("http://localhost:9000", None, "http://127.0.0.1:7860"),
        ("http://127.0.0.5:9000/v1", None, "http://127.0.0.1:7860"),
        ("http://[::1]:9000", None, "http://127.0.0.1:7860"),
        (SERVICE, "https://play.example.com/", "https://play.example.com"),
        ("sandbox", "https://play.example.com", "https://play.example.com"),
    ],
)
async def test_a_file_is_published_where_the_service_reaches_it(
    uploads: Uploads, name: str, service: str, public_url: str | None, base: str
) -> None:
    route = publisher(uploads, "local", service=service, own_address="http://127.0.0.1:7860", public_url=public_url)
    assert await route.publish(name, LINKS) == f"{base}/uploads/{name}"
    assert await route.publish(name, LINKS) == await route.publish(name, LINKS)


@pytest.mark.parametrize("own_address", [None, "http://127.0.0.1:7860"])
async def test_a_service_that_cannot_reach_this_machine_is_told_so(
    uploads: Uploads, name: str, own_address: str | None
) -> None:
    route = publisher(uploads, "local", service=SERVICE, own_address=own_address, public_url=None)
    with pytest.raises(UploadError) as caught:
        await route.publish(name, LINKS)
    assert caught.value.code == "upload.unreachable"
    assert "nothing was sent" in words(caught.value)


async def test_a_file_that_is_gone_is_not_published(uploads: Uploads) -> None:
    route = publisher(uploads, "local", service="sandbox", own_address="http://127.0.0.1:1", public_url=None)
    with pytest.raises(UploadError) as caught:
        await route.publish(GONE, LINKS)
    assert caught.value.code == "upload.gone"
    assert words(caught.value)


# In the request itself.


async def test_a_data_uri_holds_the_kept_bytes_where_no_link_would_do(uploads: Uploads, name: str) -> None:
    far = publisher(uploads, "local", service=SERVICE, own_address=None, public_url=None)
    near = publisher(uploads, "local", service="sandbox", own_address="http://127.0.0.1:1", public_url=None)
    kept = uploads.open(name)
    assert kept is not None
    held = "data:image/png;base64," + base64.b64encode(kept[0].read_bytes()).decode()
    assert await far.publish(name, LINKS_OR_DATA) == held
    assert await far.publish(name, DATA_ALONE) == await near.publish(name, DATA_ALONE) == held
    assert await near.publish(name, LINKS_OR_DATA) == f"http://127.0.0.1:1/uploads/{name}"


async def test_a_data_uri_is_as_long_as_the_schema_allows_and_no_longer(uploads: Uploads, name: str) -> None:
    far = publisher(uploads, "local", service=SERVICE, own_address=None, public_url=None)
    length = len(await far.publish(name, LINKS_OR_DATA))
    assert len(await far.publish(name, Upload(longest_data=length))) == length
    for longest in (length - 1, 1):
        with pytest.raises(UploadError) as caught:
            await far.publish(name, Upload(longest_data=longest))
        assert caught.value.code == "upload.long_data"
        assert "Nothing was sent" in words(caught.value)


# Buckets.


@pytest.fixture
def keys(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


async def test_a_bucket_holds_the_file_under_a_url_that_anyone_may_read_for_a_day(
    uploads: Uploads, name: str, bucket: str, tmp_path: Path
) -> None:
    store = publisher(uploads, bucket, service=SERVICE, own_address=None, public_url=None)
    url = await store.publish(name, LINKS_OR_DATA)
    assert f"s3:/{urlsplit(url).path}" == f"{bucket}/{name}"
    assert (await store.publish(name, DATA_ALONE)).startswith("data:image/png;base64,")
    assert int(parse_qs(urlsplit(url).query)["X-Amz-Expires"][0]) >= 24 * 3600
    async with patient.AsyncClient(trust_env=False) as client:
        answer = await client.get(url)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/png")
    assert answer.content == (tmp_path / name).read_bytes()
    (tmp_path / name).write_bytes(b"would be seen if it were sent again")
    again = await store.publish(name, LINKS)
    async with patient.AsyncClient(trust_env=False) as client:
        assert (await client.get(again)).content == answer.content
    for _ in range(2):  # the second time it is gone already
        await store.withdraw(name)
        async with patient.AsyncClient(trust_env=False) as client:
            assert (await client.get(again)).status_code == 404
    missing = publisher(uploads, "s3://nowhere", service=SERVICE, own_address=None, public_url=None)
    with pytest.raises(UploadError) as caught:
        await missing.publish(name, LINKS)
    assert caught.value.code == "upload.store_missing"
    assert words(caught.value)


async def test_a_bucket_that_refuses_the_key_is_named(
    uploads: Uploads, name: str, host: Host, keys: pytest.MonkeyPatch
) -> None:
    keys.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{host.port}")
    host.serve(f"/bucket/{name}", reply(status="403 Forbidden"))
    store = publisher(uploads, "s3://bucket", service=SERVICE, own_address=None, public_url=None)
    with pytest.raises(UploadError) as caught:
        await store.publish(name, LINKS)
    assert caught.value.code == "upload.store_refused"
    assert "s3://bucket" in words(caught.value)


async def test_what_cannot_be_withdrawn_is_said(uploads: Uploads, name: str, keys: pytest.MonkeyPatch) -> None:
    keys.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{free_port()}")
    store = publisher(uploads, "s3://bucket", service=SERVICE, own_address=None, public_url=None)
    with pytest.raises(BucketError) as caught:
        await store.withdraw(name)
    assert caught.value.code == "files.down"
    own = publisher(uploads, "local", service=SERVICE, own_address=None, public_url="https://here.example")
    await own.withdraw(name)


async def test_a_bucket_that_is_down_is_named(uploads: Uploads, name: str, keys: pytest.MonkeyPatch) -> None:
    keys.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{free_port()}")
    store = publisher(uploads, "s3://bucket", service=SERVICE, own_address=None, public_url=None)
    with pytest.raises(UploadError) as caught:
        await store.publish(name, LINKS)
    assert caught.value.code == "upload.store_down"
    assert "try again" in words(caught.value)


@pytest.mark.parametrize(
    ("address", "code"), [("az://container/refs", "bucket.environment"), ("az://", "settings.uploads")]
)
def test_an_address_of_no_bucket_is_a_wrong_setting_and_a_missing_account_another(
    uploads: Uploads, monkeypatch: pytest.MonkeyPatch, address: str, code: str
) -> None:
    monkeypatch.delenv("AZURE_STORAGE_ACCOUNT_NAME", raising=False)
    with pytest.raises(SettingsError) as caught:
        publisher(uploads, address, service=SERVICE, own_address=None, public_url=None)
    assert caught.value.code == code
    assert words(caught.value)


async def test_azure_signs_for_a_day(uploads: Uploads, name: str, host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AZURE_STORAGE_ACCOUNT_NAME", "account")
    monkeypatch.setenv("AZURE_STORAGE_ACCOUNT_KEY", base64.b64encode(b"key").decode())
    monkeypatch.setenv("AZURE_STORAGE_ENDPOINT", f"http://127.0.0.1:{host.port}")
    host.serve(f"/container/refs/{name}", reply(Last_Modified="Sun, 22 Nov 2026 12:00:00 GMT", ETag='"1"'))
    store = publisher(uploads, "az://container/refs", service=SERVICE, own_address=None, public_url=None)
    url = urlsplit(await store.publish(name, LINKS))
    assert url.path == f"/container/refs/{name}"
    begins, ends = (dt.datetime.fromisoformat(parse_qs(url.query)[side][0]) for side in ("st", "se"))
    assert ends - begins >= dt.timedelta(hours=24)
    assert [head.split()[0] for head in host.heads] == ["HEAD"]

"""A bucket that cannot be used is told of before anything needs it: at the start, and by the doctor."""

from __future__ import annotations

import base64
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import obstore
import pytest
from bucketserver import KEYS
from ports import free_port

from playground.doctor.finding import Level
from playground.doctor.storage import uploads
from playground.errors import SettingsError
from playground.files.bucketcheck import BucketFault, bucket_fault
from playground.files.openbucket import open_bucket
from playground.server import serve
from playground.settings import Settings
from playground.texts import translate

KINDS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "s3": ("AWS_ENDPOINT_URL", KEYS),
    "gs": ("GOOGLE_BASE_URL", {"GOOGLE_BEARER_TOKEN": "made-up"}),
    "az": (
        "AZURE_STORAGE_ENDPOINT",
        {"AZURE_STORAGE_ACCOUNT_NAME": "account", "AZURE_STORAGE_ACCOUNT_KEY": base64.b64encode(b"key").decode()},
    ),
}
"""Of each kind of bucket, the variable that says where it is, and those that say with what key."""
FAULTS: Mapping[BucketFault, Mapping[str, int]] = {
    BucketFault.REFUSED: {"GET": 403, "PUT": 403},
    BucketFault.MISSING: {"GET": 404, "PUT": 404},
    BucketFault.READ_ONLY: {"GET": 404, "PUT": 403},
}
"""What a store answers to each method, by what is wrong."""
BATCH = b"--batch\r\nContent-ID: 0\r\n\r\nHTTP/1.1 202 Accepted\r\n\r\n\r\n--batch--\r\n"
"""What Azure answers where one file was removed: as a batch of one."""


@contextmanager
def store(answers: Mapping[str, int]) -> Iterator[tuple[str, list[str]]]:
    """The address of a store that answers each method with a status, and what it was asked."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            asked.append(f"{self.command} {self.path}")
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            body = BATCH if answers[self.command] == HTTPStatus.ACCEPTED else b""
            self.send_response(answers[self.command])
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Content-Type", "multipart/mixed; boundary=batch")
            self.send_header("ETag", '"1"')
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_PUT = do_POST = do_DELETE = answer  # noqa: N815 - the names that are called

        def log_message(self, *_: object) -> None:
            return

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", asked
        server.shutdown()


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """The scheme of a bucket; the environment says how it is reached, but not where."""
    for name, value in KINDS[request.param][1].items():
        monkeypatch.setenv(name, value)
    return str(request.param)


@pytest.fixture(params=[*FAULTS, "undeletable", BucketFault.DOWN])
def fault(request: pytest.FixtureRequest, kind: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[BucketFault]:
    """What is wrong with the bucket that the environment names."""
    where = KINDS[kind][0]
    if request.param is BucketFault.DOWN:
        monkeypatch.setenv(where, f"http://127.0.0.1:{free_port()}")
        yield BucketFault.DOWN
        return
    is_known = request.param in FAULTS
    answers = FAULTS[request.param] if is_known else {"GET": 404, "PUT": 200, "DELETE": 403, "POST": 403}
    with store(answers) as (address, _):
        monkeypatch.setenv(where, address)
        yield request.param if is_known else BucketFault.READ_ONLY


def test_a_bucket_that_cannot_be_used_is_told_of_in_words(fault: BucketFault, kind: str, tmp_path: Path) -> None:
    address = f"{kind}://shared/files"
    settings = Settings(data=tmp_path / "data", files=address)
    assert bucket_fault(open_bucket(address), signs=True) is fault
    with pytest.raises(SettingsError) as refused:
        serve(settings)
    assert refused.value.code == f"bucket.{fault}"
    assert not settings.data.exists(), "nothing was begun"
    for where in (settings, Settings(data=tmp_path, uploads=address)):
        (finding,) = uploads(where)
        assert (finding.level, finding.code) == (Level.PROBLEM, f"bucket.{fault}")
    for language in ("en", "zh"):
        said = translate(refused.value.code, language, **refused.value.params)
        assert address in said
        assert (KINDS[kind][0] in said) is (fault is BucketFault.DOWN), "it names the variable of that kind of bucket"


@pytest.mark.parametrize(
    ("address", "environment"),
    [
        ("az://box/files", {}),
        ("az://box/files", {"AZURE_STORAGE_ACCOUNT_NAME": "account", "AZURE_STORAGE_ACCOUNT_KEY": "no key!"}),
        ("gs://box/files", {"GOOGLE_SERVICE_ACCOUNT": "/nowhere/key.json"}),
    ],
)
def test_what_the_environment_lacks_is_not_blamed_on_the_address(
    address: str, environment: Mapping[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AZURE_STORAGE_ACCOUNT_NAME", "AZURE_STORAGE_ACCOUNT_KEY", "GOOGLE_SERVICE_ACCOUNT"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as refused:
        serve(Settings(data=tmp_path / "data", files=address))
    (finding,) = uploads(Settings(data=tmp_path, files=address))
    assert finding.code == refused.value.code == "bucket.environment"
    for language in ("en", "zh"):
        said = translate(refused.value.code, language, **refused.value.params)
        assert "AZURE_STORAGE_ACCOUNT_KEY" in said or "GOOGLE_SERVICE_ACCOUNT" in said
        assert "no key!" not in said


def test_a_key_that_signs_no_links_is_told_where_links_are_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AZURE_STORAGE_ACCOUNT_NAME", "account")
    monkeypatch.delenv("AZURE_STORAGE_ACCOUNT_KEY", raising=False)
    monkeypatch.setenv("AZURE_STORAGE_SAS_TOKEN", "sv=2023&sig=made-up")
    address = "az://box/files"
    with store({"GET": 404, "PUT": 201, "POST": 202}) as (where, _):
        monkeypatch.setenv("AZURE_STORAGE_ENDPOINT", where)
        with pytest.raises(SettingsError) as refused:
            serve(Settings(data=tmp_path / "data", files=address, signed_links=True))
        assert refused.value.code == "bucket.unsigned"
        assert "AZURE_STORAGE_ACCOUNT_KEY" in translate(refused.value.code, "en", **refused.value.params)
        (finding,) = uploads(Settings(data=tmp_path, uploads=address))
        assert finding.code == "bucket.unsigned"


def test_a_bucket_that_can_be_used_is_as_it_was(bucket: str, tmp_path: Path) -> None:
    opened = open_bucket(bucket)
    assert bucket_fault(opened, signs=True) is None
    (finding,) = uploads(Settings(data=tmp_path, files=bucket, uploads=bucket))
    assert (finding.level, finding.code) == (Level.OK, "doctor.uploads.ok")
    assert [found for some in obstore.list(opened) for found in some] == []


def test_an_address_that_is_none_is_told_with_its_own_variable(tmp_path: Path) -> None:
    for name in ("files", "uploads"):
        settings = Settings(data=tmp_path).model_copy(update={name: "s3://"})
        (finding,) = uploads(settings)
        assert (finding.code, finding.params["variable"]) == (f"settings.{name}", f"PLAYGROUND_{name.upper()}")

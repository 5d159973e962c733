"""A bucket that cannot be used is told of before anything needs it: at the start, and by the doctor."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
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

ADDRESS = "s3://shared/files"
FAULTS: Mapping[BucketFault, Mapping[str, int]] = {
    BucketFault.REFUSED: {"GET": 403, "PUT": 403},
    BucketFault.MISSING: {"GET": 404, "PUT": 404},
    BucketFault.READ_ONLY: {"GET": 404, "PUT": 403},
}
"""What a store answers to each method, by what is wrong."""


@contextmanager
def store(answers: Mapping[str, int]) -> Iterator[tuple[str, list[str]]]:
    """The address of a store that answers each method with a status, and what it was asked."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            asked.append(f"{self.command} {self.path}")
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            self.send_response(answers[self.command])
            self.send_header("Content-Length", "0")
            self.send_header("ETag", '"1"')
            self.end_headers()

        do_GET = do_PUT = do_POST = do_DELETE = answer  # noqa: N815 - the names that are called

        def log_message(self, *_: object) -> None:
            return

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", asked
        server.shutdown()


@pytest.fixture(params=[*FAULTS, "undeletable", BucketFault.DOWN])
def fault(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[BucketFault]:
    """What is wrong with the bucket that the environment names."""
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    if request.param is BucketFault.DOWN:
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{free_port()}")
        yield BucketFault.DOWN
        return
    is_known = request.param in FAULTS
    answers = FAULTS[request.param] if is_known else {"GET": 404, "PUT": 200, "DELETE": 403, "POST": 403}
    with store(answers) as (address, _):
        monkeypatch.setenv("AWS_ENDPOINT_URL", address)
        yield request.param if is_known else BucketFault.READ_ONLY


def test_a_bucket_that_cannot_be_used_is_told_of_in_words(fault: BucketFault, tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "data", files=ADDRESS)
    assert bucket_fault(open_bucket(ADDRESS)) is fault
    with pytest.raises(SettingsError) as refused:
        serve(settings)
    assert refused.value.code == f"bucket.{fault}"
    assert not settings.data.exists(), "nothing was begun"
    for where in (settings, Settings(data=tmp_path, uploads=ADDRESS)):
        (finding,) = uploads(where)
        assert (finding.level, finding.code) == (Level.PROBLEM, f"bucket.{fault}")
    for language in ("en", "zh"):
        assert ADDRESS in translate(refused.value.code, language, **refused.value.params)


def test_a_bucket_that_can_be_used_is_as_it_was(bucket: str, tmp_path: Path) -> None:
    opened = open_bucket(bucket)
    assert bucket_fault(opened) is None
    (finding,) = uploads(Settings(data=tmp_path, files=bucket, uploads=bucket))
    assert (finding.level, finding.code) == (Level.OK, "doctor.uploads.ok")
    assert [found for some in obstore.list(opened) for found in some] == []


def test_an_address_that_is_none_is_told_with_its_own_variable(tmp_path: Path) -> None:
    for name in ("files", "uploads"):
        settings = Settings(data=tmp_path).model_copy(update={name: "s3://"})
        (finding,) = uploads(settings)
        assert (finding.code, finding.params["variable"]) == (f"settings.{name}", f"PLAYGROUND_{name.upper()}")

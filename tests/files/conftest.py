"""A host on loopback, and files as people have them."""

from __future__ import annotations

import io
import shutil
import time
import wave
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest
from bucketserver import bucket
from databases import database, new_ledger
from PIL import Image

from playground.files.bucket import BucketStore
from playground.files.openbucket import open_bucket
from playground.files.results import Results
from playground.files.uploads import Uploads
from playground.runs.database import Database
from playground.runs.kept_files import KeptFiles
from tests.files.fetching import QUICK
from tests.files.host import Host, started
from tests.files.machines import Machine, Start
from tests.files.samples import clip, encoded

__all__ = ["bucket", "database", "new_ledger"]


@pytest.fixture
async def host() -> AsyncIterator[Host]:
    host, server = await started("127.0.0.1")
    yield host
    server.close()


@pytest.fixture(scope="session")
def png() -> bytes:
    return encoded(Image.effect_noise((64, 48), 50).convert("RGB"))


@pytest.fixture(scope="session")
def mp4(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return clip(tmp_path_factory.mktemp("clips") / "clip.mp4")


@pytest.fixture(scope="session")
def wav() -> bytes:
    target = io.BytesIO()
    with wave.open(target, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(b"\0\0" * 800)
    return target.getvalue()


@pytest.fixture
async def results(tmp_path: Path, host: Host) -> AsyncIterator[Results]:
    results = Results(tmp_path / "results", frozenset({("127.0.0.1", host.port)}), limits=QUICK)
    yield results
    await results.close()


@pytest.fixture
def uploads(tmp_path: Path) -> Uploads:
    return Uploads(tmp_path / "uploads")


@pytest.fixture
async def start(tmp_path: Path, host: Host, bucket: str, new_ledger: Path) -> AsyncIterator[Start]:
    """Starts a machine; `at` is another bucket than that of the others."""
    ledger = shutil.copy2(new_ledger, tmp_path / "ledger.db")
    begun: list[Machine] = []
    with closing(Database(ledger)) as database:

        def start(at: str = bucket) -> Machine:
            number = len(begun)
            folder, opened = tmp_path / str(number), open_bucket(at)
            store = BucketStore(opened, at, KeptFiles(database), wall=lambda: time.time() - begun[number].age)
            allowed = frozenset({("127.0.0.1", host.port)})
            results = Results(folder / "results", allowed, limits=QUICK, store=store)
            begun.append(Machine(folder, opened, store, results, Uploads(folder / "uploads", store=store)))
            return begun[-1]

        yield start
        for machine in begun:
            await machine.results.close()

"""The studio by itself: what happens when its work is cut short."""

from __future__ import annotations

import asyncio
import io
import logging
import time
from collections.abc import Awaitable, Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from fairness import PATIENCE
from PIL import Image
from references import loader_of

from playground.sandbox.background import BackgroundPainter
from playground.sandbox.store import Store, Submission
from playground.sandbox.task import Media, TaskRecord, Timing


def begin(
    folder: Path, fetch: Callable[[str], Awaitable[bytes]], **given: Any
) -> tuple[Store, BackgroundPainter, TaskRecord]:
    store = Store(folder)
    asked = {"prompt": "hills", "width": 64, "height": 64, **given}
    task = TaskRecord("task_a", "req", "ab", "m", Media.IMAGE, asked, time.time(), Timing(0, 0), Decimal(1))
    store.submit(Submission(1, None, ""), task)
    return store, BackgroundPainter(folder, store, loader_of(fetch)), task


async def settled(store: Store) -> TaskRecord:
    async with asyncio.timeout(PATIENCE):
        while not (task := store.find("task_a")).is_settled:  # noqa: ASYNC110 - the store may be another process's
            await asyncio.sleep(0.01)
    return task


async def refuse(url: str) -> bytes:
    raise OSError(url)


async def test_whole_files_and_nothing_else(tmp_path: Path) -> None:
    store, studio, task = begin(tmp_path, refuse, n=2)
    studio.begin(task)
    done = await settled(store)
    assert done.files == ("1-ab.png", "2-ab.png")
    assert sorted(path.name for path in (tmp_path / "files" / "task_a").iterdir()) == list(done.files)


async def test_a_task_that_ended_meanwhile_is_not_painted(tmp_path: Path) -> None:
    asked = asyncio.Event()
    go_on = asyncio.Event()

    async def hold(_: str) -> bytes:
        asked.set()
        await go_on.wait()
        file = io.BytesIO()
        Image.new("RGB", (8, 8)).save(file, "PNG")
        return file.getvalue()

    store, studio, task = begin(tmp_path, hold, image_url="http://127.0.0.1/aabbcc")
    studio.begin(task)
    await asked.wait()
    store.settle("task_a", reason="stopped meanwhile")
    go_on.set()
    await asyncio.sleep(0.3)
    assert not (tmp_path / "files").exists()
    assert store.find("task_a").reason == "stopped meanwhile"


async def test_a_folder_that_cannot_be_written_fails_the_task(tmp_path: Path) -> None:
    (tmp_path / "files").write_text("in the way")
    store, studio, task = begin(tmp_path, refuse)
    studio.begin(task)
    assert "could not write" in str((await settled(store)).reason)


async def test_a_fault_of_ours_is_logged_once_and_not_repeated(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    calls = []

    async def break_down(url: str) -> bytes:
        calls.append(url)
        raise RuntimeError("a fault of ours")

    _, studio, task = begin(tmp_path, break_down, image_url="http://127.0.0.1/x.png")
    with caplog.at_level(logging.ERROR):
        for _ in range(3):
            studio.begin(task)
            await asyncio.sleep(0.05)
        async with asyncio.timeout(PATIENCE):
            while not caplog.records:  # noqa: ASYNC110 - a log record is not signalled
                await asyncio.sleep(0.01)
    assert len(calls) == 1
    assert [record.exc_info is not None for record in caplog.records] == [True]


@pytest.mark.parametrize(
    "content", [b"", b"<html>", b"GIF89a", b"\x89PNG\r\n\x1a\n"], ids=["empty", "page", "cut gif", "cut png"]
)
async def test_what_is_no_picture_fails_the_task(tmp_path: Path, content: bytes) -> None:
    async def fetch(_: str) -> bytes:
        return content

    store, studio, task = begin(tmp_path, fetch, image_url="http://127.0.0.1/x.png")
    studio.begin(task)
    assert "http://127.0.0.1/x.png" in str((await settled(store)).reason)


async def test_too_large_a_picture_fails_the_task(tmp_path: Path) -> None:
    file = io.BytesIO()
    Image.new("1", (8000, 7000)).save(file, "PNG")

    async def fetch(_: str) -> bytes:
        return file.getvalue()

    store, studio, task = begin(tmp_path, fetch, image_url="http://127.0.0.1/x.png")
    studio.begin(task)
    assert "image_url" in str((await settled(store)).reason)


async def test_a_video_reference_is_fetched_but_not_opened(tmp_path: Path) -> None:
    fetched = []

    async def fetch(url: str) -> bytes:
        fetched.append(url)
        return b"some film"

    store, studio, task = begin(tmp_path, fetch, video_url="http://127.0.0.1/x.mp4")
    studio.begin(task)
    assert (await settled(store)).files is not None
    assert fetched == ["http://127.0.0.1/x.mp4"]


async def test_each_reference_is_fetched_once_however_often_it_is_named(tmp_path: Path) -> None:
    fetched = []
    file = io.BytesIO()
    Image.new("RGB", (40, 30), "#12c312").save(file, "PNG")

    async def fetch(url: str) -> bytes:
        fetched.append(url)
        return file.getvalue()

    store, studio, task = begin(tmp_path, fetch, image_urls=["http://127.0.0.1/x.png"] * 1000)
    studio.begin(task)
    assert (await settled(store)).files is not None
    assert fetched == ["http://127.0.0.1/x.png"]

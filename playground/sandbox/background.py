"""Paints tasks in the background: one picture at a time, in a thread; a file appears complete or not at all."""

from __future__ import annotations

import asyncio
import logging
import re
import secrets
from collections.abc import Callable
from functools import partial
from pathlib import Path

from playground.sandbox.options import read_options
from playground.sandbox.references import ReferenceLoader, UnusableReferenceError, fetch_references
from playground.sandbox.store import Store
from playground.sandbox.task import Media, TaskRecord

_LOG = logging.getLogger(__name__)
_SUFFIX = {Media.IMAGE: "png", Media.VIDEO: "mp4"}
_TASK, _NAME = re.compile(r"task_[0-9a-f]+"), re.compile(r"[0-9]+-[0-9a-f]+\.(png|mp4)")


class BackgroundPainter:
    """Paints what tasks ask for and settles them. Each process has its own; two that paint the same make the same."""

    def __init__(self, folder: Path, store: Store, loader: ReferenceLoader) -> None:
        self._folder = folder / "files"
        self._store = store
        self._loader = loader
        self._at_work: dict[str, asyncio.Task[None]] = {}
        # One picture at a time leaves the machine's other cores to the page that waits for it.
        self._one_at_a_time = asyncio.Semaphore(1)

    def begin(self, task: TaskRecord) -> None:
        """Start on a task, unless it is settled or was started here already."""
        if not task.is_settled and task.task_id not in self._at_work:
            work = asyncio.create_task(self._work(task))
            self._at_work[task.task_id] = work
            work.add_done_callback(lambda done: self._forget(task.task_id, done))

    def file(self, task_id: str, name: str) -> Path | None:
        """The path of a finished file; None where there is none, and for all names that no file of ours can have."""
        if not (_TASK.fullmatch(task_id) and _NAME.fullmatch(name)):
            return None
        path = self._folder / task_id / name
        return path if path.is_file() else None

    def _forget(self, task_id: str, work: asyncio.Task[None]) -> None:
        # Work that broke stays in the table, so that being asked about it does not start it over and over.
        if work.cancelled():
            del self._at_work[task_id]
        elif error := work.exception():
            _LOG.error("sandbox task %s could not be painted", task_id, exc_info=error)
        else:
            del self._at_work[task_id]

    async def _work(self, task: TaskRecord) -> None:
        try:
            files = await self._paint(task)
        except UnusableReferenceError as error:
            await asyncio.to_thread(self._store.settle, task.task_id, reason=str(error))
        except OSError:
            _LOG.exception("sandbox task %s could not be written", task.task_id)
            await asyncio.to_thread(self._store.settle, task.task_id, reason="The sandbox could not write its files.")
        else:
            await asyncio.to_thread(self._store.settle, task.task_id, files=files)

    async def _paint(self, task: TaskRecord) -> tuple[str, ...]:
        # Here and not above: numpy and PyAV take a while to import, and few processes with a sandbox paint.
        from playground.sandbox.painter import Brief, paint_film, paint_picture  # noqa: PLC0415

        paint = {Media.IMAGE: paint_picture, Media.VIDEO: paint_film}[task.media]
        references = await fetch_references(task.input, self._loader)
        commission = read_options(task.input, task.media, task.task_id)
        names = tuple(f"{k + 1}-{task.token}.{_SUFFIX[task.media]}" for k in range(commission.count))
        for k, name in enumerate(names):
            brief = Brief(
                words=commission.words,
                seed=f"{commission.seed}/{k}",
                width=commission.width,
                height=commission.height,
                references=references,
                strength=commission.strength,
                seconds=commission.seconds,
                loops=commission.loops,
            )
            async with self._one_at_a_time:
                if (await asyncio.to_thread(self._store.find, task.task_id)).is_settled:
                    break
                await asyncio.to_thread(self._keep, task.task_id, name, partial(paint, brief))
        return names

    def _keep(self, task_id: str, name: str, painted: Callable[[], bytes]) -> None:
        target = self._folder / task_id / name
        if target.exists():
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = target.with_name(f".{secrets.token_hex(8)}")
        try:
            draft.write_bytes(painted())
            draft.replace(target)
        finally:
            draft.unlink(missing_ok=True)

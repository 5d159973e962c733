"""Retention in a bucket, by what its index knows; and of the copies on this machine, by what the bucket still has."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Final

from playground.files.bucket import BucketStore
from playground.files.retention import Quota, StoredFile, SweepResult, kept_files, remove_file, remove_leftovers
from playground.files.store import RESULTS, UPLOADS, IndexedFile

MOST_CACHED: Final = 2 * 2**30
"""Bytes of copies on this machine; what was wanted longest ago goes first."""


def sweep_bucket(
    store: BucketStore, quota: Quota, *, needed: Collection[str], now: float | None = None, besides: int = 0
) -> SweepResult:
    """Remove what is too old, and then the oldest until the rest fits, as `retention.sweep` in a folder; it blocks.

    Several processes may do this at once: each file is removed by whoever claims it first.

    Args:
        store: what is swept.
        quota: what may be kept.
        needed: never removed: run ids (with all their results) and names of uploads.
        now: Unix seconds, the clock's where it is None.
        besides: bytes that are held elsewhere and never removed, which count too.

    Raises:
        BucketError: it cannot be reached; what is left is removed the next time.
    """
    moment = time.time() if now is None else now
    for name in store.index.left_over(moment):
        store.remove(name)
    removed = freed = 0
    gone: set[str] = set()
    for some in _by_age(store, quota, moment):
        # After the list: what others remove of it meanwhile is then, if anything, counted twice, and too little goes.
        left = besides + store.index.total()
        for file in some:
            is_old = quota.age is not None and moment - file.used_at > quota.age
            is_over = quota.size is not None and left > quota.size
            if not (is_old or is_over):
                return SweepResult(removed, freed, left, frozenset(gone))
            if file.key in needed or not file.is_here:
                continue
            left -= file.size
            if store.index.claim_old(file.name, file.used_at, moment):
                store.finish_removal(file.name)
                removed += 1
                freed += file.size
                gone.add(file.key)
    return SweepResult(removed, freed, besides + store.index.total(), frozenset(gone))


def sweep_copies(store: BucketStore, results: Path, uploads: Path, most: int = MOST_CACHED) -> None:
    """Remove copies of what the bucket has no more, and the longest unused until so many bytes are left; it blocks."""
    known: dict[str, Collection[str]] = {}
    held = sorted(kept_files(results, uploads), key=lambda item: item.used_at, reverse=True)
    total = 0
    for item in held:
        if item.key not in known:
            known[item.key] = frozenset(store.index.files(item.key))
        total += item.size
        if total > most or _name(item, uploads) not in known[item.key]:
            for path in item.paths:
                remove_file(path)
    remove_leftovers((results, uploads), time.time())


def _by_age(store: BucketStore, quota: Quota, moment: float) -> Iterator[Sequence[IndexedFile]]:
    if quota.size is None and quota.age is None:
        return
    before = None if quota.size is not None or quota.age is None else moment - quota.age
    after = None
    while some := store.index.oldest(before, after):
        yield some
        after = (some[-1].used_at, some[-1].name)


def _name(item: StoredFile, uploads: Path) -> str:
    path = item.paths[0]
    return f"{UPLOADS}/{path.name}" if path.parent == uploads else f"{RESULTS}/{item.key}/{path.name}"

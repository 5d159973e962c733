"""What is noted of a bucket's files, on both databases."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from playground.runs.database import Database
from playground.runs.kept_files import KeptFiles

pytestmark = pytest.mark.databases("sqlite", "postgresql")


def test_the_longest_unused_come_first_and_go_once(database: str | Path) -> None:
    with closing(Database(database)) as opened:
        files = KeptFiles(opened)
        for number in range(5):
            assert files.begin(f"uploads/{number}", str(number), 100.0 - number)
            assert files.finish(f"uploads/{number}", 2**40, 100.0 - number)
        assert files.total() == 5 * 2**40  # more than 32 bits hold
        first, second, *_others = files.oldest(None, None)
        assert (first.name, second.name) == ("uploads/4", "uploads/3")
        assert files.oldest(98.0, (first.used_at, first.name)) == (second,)
        assert files.use("uploads/4", 200.0)
        assert not files.claim_old("uploads/4", first.used_at, 300.0)  # it was used since
        assert files.claim_old("uploads/3", second.used_at, 300.0)
        assert not files.claim_old("uploads/3", second.used_at, 301.0)  # somebody is at it
        assert not files.begin("uploads/3", "3", 302.0)
        assert files.left_over(300.0 + 601) == ("uploads/3",)
        files.forget("uploads/3")
        assert files.begin("uploads/3", "3", 303.0)
        assert files.files("3") == {}
        assert files.names("3") == ("uploads/3",)

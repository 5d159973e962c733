"""Log lines of one kind fill no disk."""

from __future__ import annotations

import logging

from timeline import SetClock

from playground.server.logs import RepeatFilter


def test_lines_of_one_kind_are_few_and_the_rest_are_counted() -> None:
    clock = SetClock()
    few = RepeatFilter(2, clock)

    def line(number: int) -> logging.LogRecord:
        return logging.LogRecord("x", logging.WARNING, "a.py", number, "said %s", ("so",), None)

    assert [few.filter(line(1)) for _ in range(5)] == [True, True, False, False, False]
    assert few.filter(line(2))
    clock.now += 61
    later = line(1)
    assert few.filter(later)
    assert later.getMessage() == "said so (and 3 more like it)"

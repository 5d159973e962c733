"""How much each person, each address and everybody may use up, and that what is remembered of them is bounded."""

from __future__ import annotations

from timeline import SetClock

from playground.server.ratelimits import RATE_LIMITS
from playground.server.tokenbuckets import _MAX_KEYS, Rate, RateLimit, TokenBuckets

ANNA, BEN = "a" * 32, "b" * 32


def small(clock: SetClock) -> TokenBuckets:
    rates = RateLimit(person=Rate(2, 3600), address=Rate(4, 7200), everybody=Rate(6, 36_000))
    return TokenBuckets(dict.fromkeys(RATE_LIMITS, rates), clock)


def test_a_person_an_address_and_all_have_each_their_own_bucket() -> None:
    clock = SetClock()
    buckets = small(clock)
    assert [buckets.wait("requests", ANNA, "1") for _ in range(3)] == [0, 0, 1]
    assert [buckets.wait("requests", BEN, "1") for _ in range(3)] == [0, 0, 1]
    assert buckets.wait("requests", "", "1") == 0.5
    assert [buckets.wait("requests", "", "2") for _ in range(3)] == [0, 0, 0.1]
    assert buckets.wait("generate", ANNA, "1") == 0
    clock.now += 1
    assert buckets.wait("requests", ANNA, "1") == 0


def test_who_makes_up_a_new_cookie_each_time_is_counted_by_address() -> None:
    buckets = small(SetClock())
    waits = [buckets.wait("requests", f"made up {number}", "1") for number in range(6)]
    assert waits == [0, 0, 0, 0, 0.5, 0.5]


def test_what_is_refused_takes_nothing_and_what_is_owed_is_waited_for() -> None:
    clock = SetClock()
    buckets = small(clock)
    assert [buckets.wait("requests", ANNA, "1", amount=3) for _ in range(5)] == [1] * 5
    assert [buckets.wait("requests", ANNA, "1") for _ in range(2)] == [0, 0]
    buckets.charge("file_bytes", ANNA, "1", 5)
    assert buckets.wait("file_bytes", ANNA, "1", amount=0) == 3
    assert buckets.wait("file_bytes", BEN, "2", amount=0) == 0


def test_what_is_remembered_is_bounded() -> None:
    buckets = TokenBuckets(RATE_LIMITS)
    for number in range(_MAX_KEYS):
        buckets.wait("requests", f"p{number}", f"a{number}")
        if buckets._levels[("requests", "")].tokens < 10:  # noqa: SLF001 - so that all are let through
            buckets._levels[("requests", "")].tokens = 100  # noqa: SLF001
    assert len(buckets._levels) <= _MAX_KEYS  # noqa: SLF001 - memory is the case in point

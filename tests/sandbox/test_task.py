"""States are worked out from time alone."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from playground.sandbox.prices import price_of
from playground.sandbox.references import find_references
from playground.sandbox.task import Media, Status, TaskRecord, Timing, choose_timing

DONE = TaskRecord("t", "r", "k", "m", Media.IMAGE, {}, 1000.0, Timing(1, 4), Decimal("0.05"), files=("1.png",))
ORDER = (Status.QUEUED, Status.PROCESSING, Status.SUCCEEDED)


@given(st.lists(st.floats(1000, 1020), min_size=2))
def test_states_never_go_back(moments: list[float]) -> None:
    states = [ORDER.index(DONE.status_at(moment)) for moment in sorted(moments)]
    assert states == sorted(states)


def test_success_needs_the_files() -> None:
    late = replace(DONE, files=None)
    assert [late.status_at(moment) for moment in (1000.5, 1001, 1100)] == [ORDER[0], ORDER[1], ORDER[1]]
    assert DONE.status_at(1005) is Status.SUCCEEDED


def test_a_clock_set_back_counts_as_time_gone_by() -> None:
    assert DONE.status_at(500) is Status.SUCCEEDED


def test_next_change() -> None:
    assert [DONE.next_change(moment) for moment in (1000, 1001, 1004.5, 1005)] == [1, 4, 0.5, 0]


def test_costs() -> None:
    assert DONE.cost_actual == Decimal("0.05")
    assert replace(DONE, files=None, reason="broken").cost_actual == 0
    assert replace(DONE, cancelled_at=1000.9).cost_actual == 0
    assert replace(DONE, cancelled_at=1001.1).cost_actual == Decimal("0.05")


@given(st.text(), st.sampled_from(Media))
def test_times_are_believable_and_the_same_for_the_same_task(task_id: str, media: Media) -> None:
    timing = choose_timing(task_id, media, slow=False, pace=1)
    assert timing == choose_timing(task_id, media, slow=False, pace=1)
    assert 0.6 <= timing.queued_for <= 1
    assert 3 <= timing.processing_for <= 9
    assert choose_timing(task_id, media, slow=False, pace=0) == Timing(0, 0)


def test_prices() -> None:
    reference = price_of("qwen-image-2-0-pro")
    assert reference.of(Media.IMAGE, longer_side=2048, count=1, seconds=4) == Decimal("0.05625")
    assert reference.of(Media.IMAGE, longer_side=9000, count=2, seconds=4) == Decimal("0.1125")
    assert price_of("unheard-of").of(Media.IMAGE, longer_side=500, count=1, seconds=4) == Decimal("0.02")
    assert price_of("sandbox-video").of(Media.VIDEO, longer_side=640, count=1, seconds=3) == Decimal("0.135")


def test_references_are_addresses_in_fields_for_media() -> None:
    given = {
        "prompt": "https://a.example/prompt.png",
        "link": "https://a.example/link",
        "image_url": "https://a.example/1.png",
        "image_urls": ["https://a.example/2.png", "data:image/png;base64,AAAA", 5, "not an address"],
        "image_with_roles": [{"url": "https://a.example/3.png", "role": "reference_image"}],
        "first_frame": "http://a.example/4.png",
    }
    assert list(find_references(given)) == [
        ("image_url", "https://a.example/1.png"),
        ("image_urls", "https://a.example/2.png"),
        ("image_with_roles", "https://a.example/3.png"),
        ("first_frame", "http://a.example/4.png"),
    ]

"""What is known of a result before it is there."""

from __future__ import annotations

from typing import Any

import pytest

from playground.runs.run import Run, RunStatus
from playground.ui.estimates import columns, shape_of, usual_seconds


def run(taken: float | None = None, **settings: Any) -> Run:
    return Run(
        run_id="r",
        person="anna",
        model="m",
        service="s",
        key="k",
        body=b"{}",
        form_input=settings,
        status=RunStatus.SUCCEEDED,
        created_at=100.0,
        ended_at=None if taken is None else 100.0 + taken,
    )


@pytest.mark.parametrize(
    ("settings", "media", "expected"),
    [
        ({}, "image", (1, 1, 1)),
        ({}, "video", (16, 9, 1)),
        ({"size": "16:9", "n": 4}, "image", (16, 9, 4)),
        ({"size": "1024x1792"}, "image", (1024, 1792, 1)),
        ({"aspect_ratio": "9:16"}, "video", (9, 16, 1)),
        ({"width": 640, "height": 480, "num_images": 2}, "image", (640, 480, 2)),
        ({"image_size": "portrait_16_9"}, "image", (9, 16, 1)),
        ({"image_size": "landscape_4_3"}, "image", (4, 3, 1)),
        ({"image_size": "square_hd"}, "image", (1, 1, 1)),
        ({"size": "0:9"}, "image", (1, 1, 1)),
        ({"size": "auto", "n": 99}, "image", (1, 1, 12)),
        ({"n": "many", "width": "wide"}, "image", (1, 1, 1)),
    ],
)
def test_the_shape_to_come_is_read_from_the_settings(
    settings: dict[str, Any], media: str, expected: tuple[int, int, int]
) -> None:
    shape = shape_of(settings, media)
    assert (shape.width, shape.height, shape.count) == expected


@pytest.mark.parametrize(
    ("count", "width", "height", "expected"),
    [(1, 9, 16, 1), (2, 16, 9, 2), (3, 9, 16, 3), (4, 1, 1, 2), (4, 9, 16, 4), (6, 9, 16, 3), (6, 16, 9, 2)],
)
def test_pictures_stand_in_the_columns_in_which_they_are_largest(
    count: int, width: int, height: int, expected: int
) -> None:
    assert columns(count, width, height) == expected


def test_the_usual_time_is_that_of_runs_as_large() -> None:
    earlier = [run(4, n=1), run(6, n=1), run(30, n=4), run(8, n=1)]
    assert usual_seconds(run(n=1, prompt="x"), earlier) == 6
    assert usual_seconds(run(n=4), earlier) == 30
    assert usual_seconds(run(n=2), earlier) == 7
    assert usual_seconds(run(n=1), []) is None
    assert usual_seconds(run(n=1), [run()]) is None

"""What different models' inputs ask for."""

from __future__ import annotations

from typing import Any

import pytest

from playground.sandbox.options import read_options
from playground.sandbox.task import Media


@pytest.mark.parametrize(
    ("given", "size"),
    [
        ({}, (1024, 1024)),
        ({"size": "16:9"}, (1024, 576)),
        ({"size": "16:9", "resolution": "2K"}, (2048, 1152)),
        ({"size": "9:16", "resolution": "2K"}, (1152, 2048)),
        ({"size": "4:3"}, (1024, 768)),
        ({"size": "3:4", "resolution": "1K"}, (768, 1024)),
        ({"size": "3:2", "resolution": "2K"}, (2048, 1366)),
        ({"aspect_ratio": "2:3"}, (682, 1024)),
        ({"aspect_ratio": "0:0"}, (1024, 1024)),
        ({"size": "1280*720"}, (1280, 720)),
        ({"resolution": "800x600"}, (800, 600)),
        ({"width": 512, "height": 300}, (512, 300)),
        ({"width": 99999, "height": 1}, (4096, 64)),
        ({"size": 7, "resolution": None}, (1024, 1024)),
    ],
)
def test_sizes(given: dict[str, Any], size: tuple[int, int]) -> None:
    asked = read_options(given, Media.IMAGE, "task")
    assert (asked.width, asked.height) == size


@pytest.mark.parametrize(
    ("given", "size", "seconds"),
    [
        ({}, (640, 640), 4),
        ({"aspect_ratio": "16:9", "duration": 5}, (640, 360), 5),
        ({"aspect_ratio": "9:16", "duration": "8"}, (360, 640), 8),
        ({"size": "16:9", "resolution": "1080p", "duration": 600}, (640, 360), 10),
        ({"duration": "2s"}, (640, 640), 2),
    ],
)
def test_clips_are_small_and_short(given: dict[str, Any], size: tuple[int, int], seconds: int) -> None:
    asked = read_options(given, Media.VIDEO, "task")
    assert (asked.width, asked.height, asked.seconds) == (*size, seconds)


@pytest.mark.parametrize(
    ("given", "count"),
    [({}, 1), ({"n": 4}, 4), ({"num_images": 3}, 3), ({"n": True}, 1), ({"n": 0}, 1), ({"n": 900}, 12)],
)
def test_counts(given: dict[str, Any], count: int) -> None:
    assert read_options(given, Media.IMAGE, "task").count == count


@pytest.mark.parametrize(
    ("given", "seed"),
    [
        ({"prompt": "x"}, "task"),
        ({"prompt": "x", "seed": 5}, "5"),
        ({"prompt": "x", "seed": 0}, "0"),
        ({"prompt": "x", "seed": -1}, "task"),
        ({"prompt": "x", "seed": True}, "task"),
        ({}, "task"),
    ],
)
def test_seeds(given: dict[str, Any], seed: str) -> None:
    assert read_options(given, Media.IMAGE, "task").seed == seed


def test_words_come_from_what_should_be_seen() -> None:
    given = {
        "prompt": "sea",
        "negative_prompt": "red",
        "tags": ["silk", 3, ["gold"]],
        "access_code": "night",
        "mood": "calm",
    }
    assert read_options(given, Media.IMAGE, "task").words.split() == ["sea", "silk", "gold", "calm"]

"""What an input leads to: sizes, numbers, seeds, references, clips."""

from __future__ import annotations

import io
from typing import Any

import av
import numpy as np
import patient
import pytest
from PIL import Image

from playground.sandbox.painter import Brief, paint_film


def opened(content: bytes) -> Image.Image:
    with Image.open(io.BytesIO(content)) as picture:
        return picture.convert("RGB")


def test_several_pictures_differ(sandbox: Any) -> None:
    pictures = sandbox.pictures(sandbox.make("sea", n=3))
    assert len(set(pictures)) == 3
    assert {opened(picture).size for picture in pictures} == {(128, 96)}


def test_without_a_seed_each_task_has_a_picture_of_its_own(sandbox: Any) -> None:
    one, again, other = (sandbox.pictures(sandbox.make("sea", key=key)) for key in ("1", "1", "2"))
    assert one == again
    assert one != other


def test_seed_decides_and_minus_one_leaves_it_to_chance(sandbox: Any) -> None:
    def paint(seed: int) -> bytes:
        return bytes(sandbox.pictures(sandbox.make("sea", model="sandbox-daydream", seed=seed))[0])

    assert paint(7) == paint(7)
    assert paint(7) != paint(8)
    assert paint(-1) != paint(-1)


def test_a_daydream_needs_nothing(sandbox: Any) -> None:
    answer = sandbox.client.post("/api/v1/tasks", json={"model": "sandbox-daydream", "input": {}})
    task = sandbox.wait(answer.json()["task_id"])
    assert task["status"] == "succeeded"
    assert opened(sandbox.pictures(task)[0]).size == (1024, 1024)


def test_more_references_than_a_painter_looks_at_are_refused_in_words(sandbox: Any) -> None:
    addresses = [f"{sandbox.address}/uploads/{number}.png" for number in range(17)]
    refused = sandbox.submit("sunset", image_urls=addresses)
    assert refused.status_code == 422
    assert "17 reference files are named; at most 16 may be." in refused.text
    assert sandbox.submit("sunset", image_urls=addresses[:1] * 400).is_success


def test_reference_is_fetched_and_steers_the_picture(sandbox: Any) -> None:
    address = f"{sandbox.address}/uploads/green.png"
    given = {"model": "sandbox-everything", "palette": "sunset", "seed": 1}
    plain, steered = (
        np.asarray(opened(sandbox.pictures(sandbox.make("sunset mountain", **given, **more))[0]), float)
        for more in ({}, {"image_urls": [address]})
    )
    assert sandbox.fetched.count(address) == 1
    greener = (steered[..., 1] - steered[..., 0]) - (plain[..., 1] - plain[..., 0])
    assert greener.mean() > 20
    assert greener[:40].mean() > 60


def test_strength_says_how_much_the_reference_counts(sandbox: Any) -> None:
    address = f"{sandbox.address}/uploads/green.png"
    given = {"model": "sandbox-everything", "palette": "dawn", "seed": 1, "image_url": address}
    weak, strong = (
        np.asarray(opened(sandbox.pictures(sandbox.make("sea", strength=strength, **given))[0]), float)
        for strength in (0, 1)
    )
    assert (strong[:40, :, 1] - strong[:40, :, 0]).mean() > (weak[:40, :, 1] - weak[:40, :, 0]).mean() + 20


@pytest.mark.parametrize("address", ["http://example.invalid/x.png", "/uploads/text.png"])
def test_reference_that_cannot_be_used_fails_the_task_and_is_named(sandbox: Any, address: str) -> None:
    url = address if address.startswith("http") else sandbox.address + address
    task = sandbox.make("hills", image_urls=[f"{sandbox.address}/uploads/green.png", url])
    assert (task["status"], task["cost_actual"]) == ("failed", 0)
    assert "image_urls" in task["error"]["message"]
    assert url in task["error"]["message"]


@pytest.mark.parametrize(("aspect_ratio", "size"), [("16:9", (640, 360)), ("9:16", (360, 640))])
def test_video_is_a_real_moving_clip(sandbox: Any, aspect_ratio: str, size: tuple[int, int]) -> None:
    task = sandbox.make("waves", model="sandbox-video", aspect_ratio=aspect_ratio, duration=2, seed=1)
    assert task["cost_actual"] == 0.09
    assert set(task["output"]) == {"videos"}
    url = task["output"]["videos"][0]["url"]
    answer = patient.get(url)
    assert answer.headers["content-type"] == "video/mp4"
    assert len(answer.content) < 2_000_000
    with av.open(io.BytesIO(answer.content), "r") as clip:
        stream = clip.streams.video[0]
        assert (stream.codec_context.name, stream.codec_context.pix_fmt) == ("h264", "yuv420p")
        frames = [frame.to_ndarray(format="rgb24").astype(float) for frame in clip.decode(video=0)]
    assert len(frames) == 48
    assert frames[0].shape == (size[1], size[0], 3)
    assert np.abs(frames[0] - frames[24]).mean() > 1
    sought = patient.get(url, headers={"Range": "bytes=4-7"})
    assert (sought.status_code, sought.content) == (206, b"ftyp"), "a browser can go to any part of it"


def test_a_loop_ends_where_it_began() -> None:
    def drift(*, loops: bool) -> float:
        film = paint_film(Brief("mountains", "0", 160, 90, seconds=2, loops=loops))
        with av.open(io.BytesIO(film), "r") as clip:
            frames = [frame.to_ndarray(format="gray").astype(float) for frame in clip.decode(video=0)]
        return float(np.abs(frames[0] - frames[-1]).mean())

    assert drift(loops=True) < drift(loops=False) / 3

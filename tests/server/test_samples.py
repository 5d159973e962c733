"""A model's examples as small pictures."""

from __future__ import annotations

import io

import patient
import pytest
from pages import Served
from PIL import Image


def test_an_example_is_painted_in_its_shape(sandbox: Served) -> None:
    answer = patient.get(f"{sandbox.url}/samples/qwen-image-2-0-pro/0")
    assert answer.headers["content-type"] == "image/webp"
    assert Image.open(io.BytesIO(answer.content)).size == (320, 180)
    assert patient.get(f"{sandbox.url}/samples/qwen-image-2-0-pro/0").content == answer.content


@pytest.mark.parametrize("path", ["qwen-image-2-0-pro/99", "nobody/0", "qwen-image-2-0-pro/x", "..%2f..%2fetc/0"])
def test_what_is_no_example_is_not_found(sandbox: Served, path: str) -> None:
    assert patient.get(f"{sandbox.url}/samples/{path}").status_code == 404

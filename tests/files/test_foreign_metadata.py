"""Settings that other programs wrote into their pictures."""

from __future__ import annotations

import json
from typing import Any

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from playground.files.metadata import read_metadata
from tests.files.samples import encoded, quarters

# Other programs.

A1111 = (
    "a cat,\non a <lora:x:1> mat\nNegative prompt: dog,\nblurry\n"
    "Steps: 20, Sampler: Euler a, CFG scale: 7, Seed: 4294967295, Size: 512x768"
)
A1111_INPUT = {
    "prompt": "a cat,\non a <lora:x:1> mat",
    "negative_prompt": "dog,\nblurry",
    "seed": 4294967295,
    "width": 512,
    "height": 768,
}


def with_text(keyword: str, text: str, *, compressed: bool = False, international: bool = False) -> bytes:
    info = PngInfo()
    (info.add_itxt if international else info.add_text)(keyword, text, zip=compressed)
    return encoded(quarters(), "PNG", pnginfo=info)


@pytest.mark.parametrize("compressed", [False, True])
@pytest.mark.parametrize("international", [False, True])
def test_a_png_by_automatic1111_is_read(compressed: bool, international: bool) -> None:
    data = with_text("parameters", A1111, compressed=compressed, international=international)
    assert read_metadata(data) == {"source": "AUTOMATIC1111", "input": A1111_INPUT}


@pytest.mark.parametrize("encoder", ["JPEG", "WEBP"])
def test_a_photo_by_automatic1111_is_read(encoder: str) -> None:
    tags = Image.Exif()
    tags.get_ifd(0x8769)[0x9286] = b"UNICODE\0" + A1111.encode("utf-16-be")
    assert read_metadata(encoded(quarters(), encoder, exif=tags)) == {"source": "AUTOMATIC1111", "input": A1111_INPUT}


def test_automatic1111_without_negative_prompt_is_read() -> None:
    data = with_text("parameters", "just a cat\nSteps: 4, Seed: 1")
    assert read_metadata(data) == {"source": "AUTOMATIC1111", "input": {"prompt": "just a cat", "seed": 1}}
    assert read_metadata(with_text("parameters", "no such thing")) is None
    endless = read_metadata(with_text("parameters", f"just a cat\nSteps: 4, Seed: {'9' * 5000}"))
    assert endless == {"source": "AUTOMATIC1111", "input": {"prompt": "just a cat"}}


def node(kind: str, **inputs: Any) -> dict[str, Any]:
    return {"class_type": kind, "inputs": inputs}


CLASSIC = {
    "3": node("KSampler", seed=7, positive=["6", 0], negative=["7", 0], latent_image=["5", 0], model=["4", 0]),
    "5": node("EmptyLatentImage", width=832, height=1216, batch_size=1),
    "6": node("CLIPTextEncode", text="a cat", clip=["4", 1]),
    "7": node("CLIPTextEncode", text="dog", clip=["4", 1]),
}
FLUX = {
    "6": node("CLIPTextEncode", text=["20", 0]),
    "13": node("SamplerCustomAdvanced", noise=["25", 0], guider=["22", 0], latent_image=["27", 0]),
    "20": node("PrimitiveString", value="a fox"),
    "22": node("BasicGuider", conditioning=["26", 0]),
    "25": node("RandomNoise", noise_seed=11),
    "26": node("FluxGuidance", conditioning=["6", 0], guidance=3.5),
    "27": node("EmptySD3LatentImage", width=1024, height=768),
}
CIRCLE = {"1": node("KSampler", positive=["2", 0]), "2": node("X", conditioning=["2", 0])}


CONTROLLED = CLASSIC | {
    "3": node("KSampler", seed=7, positive=["9", 0], negative=["9", 1]),
    "9": node("ControlNetApplyAdvanced", positive=["6", 0], negative=["7", 0], strength=1),
}


@pytest.mark.parametrize(
    ("graph", "expected"),
    [
        (CONTROLLED, {"prompt": "a cat", "negative_prompt": "dog", "seed": 7}),
        (CLASSIC, {"prompt": "a cat", "negative_prompt": "dog", "seed": 7, "width": 832, "height": 1216}),
        (FLUX, {"prompt": "a fox", "seed": 11, "width": 1024, "height": 768}),
    ],
)
def test_a_picture_by_comfyui_is_read(graph: dict[str, Any], expected: dict[str, Any]) -> None:
    found = {"source": "ComfyUI", "input": expected}
    assert read_metadata(with_text("prompt", json.dumps(graph))) == found
    tags = Image.Exif()
    tags[0x0110] = f"prompt:{json.dumps(graph)}"
    assert read_metadata(encoded(quarters(), "WEBP", exif=tags)) == found


@pytest.mark.parametrize(
    "graph", [CIRCLE, {}, [], 3, {"1": 2}, {"1": {"inputs": 3}}, {"1": node("K", positive=[[], 0])}]
)
def test_a_graph_without_a_prompt_has_no_settings(graph: Any) -> None:
    assert read_metadata(with_text("prompt", json.dumps(graph))) is None


def test_a_comfyui_graph_that_is_no_json_has_no_settings() -> None:
    assert read_metadata(with_text("prompt", "a cat")) is None

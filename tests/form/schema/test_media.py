"""Which texts are files: what speaks for it, and what against."""

from __future__ import annotations

from typing import Any

import pytest

from playground.form import Field
from playground.form.page.collect import fields_of
from playground.form.page.layout import items
from playground.form.page.values import filled
from tests.form.drawing import form_of, single

TEXT = {"type": "string"}
URI = {"type": "string", "format": "uri"}
LINK_OR_DATA = {
    "anyOf": [
        {"type": "string", "pattern": "^https://", "maxLength": 2048},
        {"type": "string", "pattern": "^studio://"},
        {"type": "string", "pattern": "^data:image/", "maxLength": 5_000_000},
    ]
}


def said(text: str, **more: Any) -> dict[str, Any]:
    return {**TEXT, "description": text, **more}


@pytest.mark.parametrize(
    ("name", "schema", "kind"),
    [
        ("promptImage", LINK_OR_DATA, "image"),
        ("anything", LINK_OR_DATA, "image"),
        ("image", TEXT, "image"),
        ("input_image_2", TEXT, "image"),
        ("inputImage", {"anyOf": [TEXT, {"type": "null"}]}, "image"),
        ("first_frame_image", said("URL or base64 data URI"), "image"),
        ("image_prompt", said("Optional base64 encoded image"), "image"),
        ("mask", said("A Base64-encoded mask"), "image"),
        ("mask", TEXT, "image"),
        ("image_tail", TEXT, "image"),
        ("video", said("The clip to extend"), "video"),
        ("driving_audio", TEXT, "audio"),
        ("voice", said("Link to a sample of the voice"), "audio"),
        ("face", said("URL of a portrait photo"), "image"),
        ("pose", URI, "file"),
        ("pose", {**URI, "description": "An image of the pose"}, "image"),
        ("photo_ref", {**URI, "x-cog-type": "image"}, "image"),
        ("source_url", said("URL of the video to dub"), "video"),
        ("image_file", {**TEXT, "contentMediaType": "application/octet-stream"}, "image"),
        ("thing", {**TEXT, "contentMediaType": "application/octet-stream"}, "file"),
        ("style_reference_urls", {"type": "array", "items": URI}, "file"),
        ("reference_images", {"type": "array", "items": TEXT}, "image"),
        ("input_urls", {"type": "array", "items": TEXT}, "file"),
        ("images", {"type": "array", "items": LINK_OR_DATA}, "image"),
        ("image_b64", TEXT, "image"),
        ("depth_map", said("Depth map image URL"), "image"),
        ("images_data_url", said("URL of a zip archive with images"), "file"),
    ],
)
def test_a_file(name: str, schema: dict[str, Any], kind: str) -> None:
    field = single(schema, name)
    assert field.widget == "file-upload"
    assert field.upload is not None
    assert field.upload.kind == kind


@pytest.mark.parametrize(
    ("name", "schema"),
    [
        ("webhook", URI),
        ("callback_url", URI),
        ("redirect_uri", URI),
        ("site_link", URI),
        ("url", URI),
        ("homepage", URI),
        ("lora_url", URI),
        ("lora_image_url", URI),
        ("model_url", URI),
        ("weights", {**URI, "description": "An image model's weights"}),
        ("path", said("URL or path of the LoRA weights")),
        ("hf_repo", URI),
        ("image_size", TEXT),
        ("image_id", said("ID of an uploaded image")),
        ("image", said("The name of the image")),
        ("imageName", TEXT),
        ("output_url", URI),
        ("upload_url", said("Presigned URL to upload the result to")),
        ("gcsUri", said("The Cloud Storage URI of the image")),
        ("voice", said("Voice ID, or a URL")),
        ("voice", TEXT),
        ("music", said("What the music sounds like")),
        ("frame", TEXT),
        ("image", {**TEXT, "maxLength": 80}),
        ("image", {**TEXT, "pattern": "^[a-z]+$"}),
        ("background_music_prompt", TEXT),
        ("image_format", said("A URL or base64")),
        ("images", {"enum": ["one", "two"]}),
    ],
)
def test_no_file(name: str, schema: dict[str, Any]) -> None:
    assert single(schema, name).widget != "file-upload"


def fields(schema: dict[str, Any], name: str, value: Any) -> list[Field]:
    form = form_of({name: schema})
    return list(fields_of(items(form, filled(form, {name: value}))))


ADDRESSED = {"type": "object", "properties": {"url": TEXT, "weight": {"type": "number"}}}


@pytest.mark.parametrize(
    ("name", "schema", "value", "kind"),
    [
        ("image", ADDRESSED, {"url": "https://a.example/b"}, "image"),
        ("media", ADDRESSED, {"url": "https://a.example/b"}, "file"),
        ("video_ref", {"type": "array", "items": ADDRESSED}, [{"url": "https://a.example/b"}], "video"),
        ("face", {"type": "object", "properties": {"source": ADDRESSED}}, {"source": {"url": "x"}}, "image"),
        ("start", {"$ref": "#/$defs/ImageInput"}, {"url": "x"}, "image"),
        ("backdrop", {**ADDRESSED, "properties": {"type": {"const": "video"}, "url": TEXT}}, {"url": "x"}, "video"),
        ("it", {"properties": {"type": {"enum": ["image", "audio"]}, "url": TEXT}}, {"url": "x"}, "file"),
        ("image", {"type": "object", "properties": {"bytesBase64Encoded": TEXT}}, {"bytesBase64Encoded": "x"}, "image"),
    ],
)
def test_a_bare_address_is_of_what_stands_around_it(name: str, schema: dict[str, Any], value: Any, kind: str) -> None:
    form = form_of({name: schema}, **{"$defs": {"ImageInput": ADDRESSED}})
    found = list(fields_of(items(form, filled(form, {name: value}))))
    assert [field.upload.kind for field in found if field.upload] == [kind]


@pytest.mark.parametrize("name", ["webhook", "loras", "image_loras", "site"])
def test_a_bare_address_of_something_else_is_text(name: str) -> None:
    assert fields(ADDRESSED, name, {"url": "x"})[0].widget == "text"


@pytest.mark.parametrize(
    ("schema", "takes_link", "longest"),
    [
        (LINK_OR_DATA, True, 5_000_000),
        ({**TEXT, "pattern": "^data:image/", "maxLength": 900}, False, 900),
        (said("Base64 encoded image or URL"), True, 2 * 2**20),
        (said("A Base64-encoded string"), False, 2 * 2**20),
        (said("Not only a URL, but also Base64"), True, 2 * 2**20),
        (said("Base64 of no more than 5 MB"), False, 2 * 2**20),
        (said("Any address"), True, 0),
        (said("Public image URLs. Base64 data is not supported."), True, 0),
        (said("A URL; we do not accept base64 or data URLs"), True, 0),
        (said("A link, no Base64"), True, 0),
        (said("图片链接，不支持 Base64"), True, 0),
        (said("图片 URL，Base64 格式暂不支持"), True, 0),
    ],
)
def test_how_a_file_may_travel(schema: dict[str, Any], longest: int, *, takes_link: bool) -> None:
    upload = single(schema, "image").upload
    assert upload is not None
    assert (upload.takes_link, upload.longest_data) == (takes_link, longest)

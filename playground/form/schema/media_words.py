"""The words and formats by which files are told from other texts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

ADDRESS_WORDS: Final = frozenset({"url", "urls", "uri", "uris"})
ADDRESS_FORMATS: Final = frozenset({"uri", "url", "uri-reference", "iri", "data-url", "data-uri"})
FILE_FORMATS: Final = frozenset({"data-url", "data-uri", "binary", "byte", "base64"})
DATA_FORMATS: Final = frozenset({"data-url", "data-uri"})
DATA_SAMPLES: Final = {kind: f"data:{kind}/x;base64,AAAA" for kind in ("image", "video", "audio", "application")}
LINK_SAMPLE: Final = "https://host.example/file"
LONGEST_DATA: Final = 2 * 2**20
SHORTEST_ADDRESS: Final = 200
"""Characters: a text that must be shorter is hardly an address or a file."""

KINDS: Final = frozenset({"image", "video", "audio"})
KINDS_BY_TYPE: Final[Mapping[str, str]] = {
    **{kind: kind for kind in ("image", "video", "audio")},
    **{f"{kind}_url": kind for kind in ("image", "video", "audio")},
}
STRONG: Final[Mapping[str, str]] = {
    **dict.fromkeys(("image", "images", "img", "imgs", "photo", "photos", "picture", "pictures"), "image"),
    **dict.fromkeys(("video", "videos"), "video"),
    **dict.fromkeys(("audio", "audios"), "audio"),
}
"""A name that ends in one of these is that, unless something speaks against it."""
MEDIA_WORDS: Final[Mapping[str, str]] = {
    **STRONG,
    **dict.fromkeys(("mask", "masks", "frame", "frames", "face"), "image"),
    **dict.fromkeys(("faces", "portrait", "keyframe", "keyframes"), "image"),
    **dict.fromkeys(("selfie", "avatar", "sketch", "scribble", "canny", "thumbnail", "screenshot", "logo"), "image"),
    **dict.fromkeys(("clip", "clips", "movie", "footage"), "video"),
    **dict.fromkeys(("voice", "voices", "sound", "sounds", "music"), "audio"),
    **dict.fromkeys(("song", "songs", "speech", "vocal", "vocals"), "audio"),
    **dict.fromkeys(("file", "files", "document", "documents", "media", "medias", "attachment", "attachments"), "file"),
    **dict.fromkeys(("asset", "assets", "upload"), "file"),
}
ROLES: Final = frozenset(
    {
        *("reference", "references", "ref", "refs", "input", "inputs", "init", "control", "subject", "character"),
        *("style", "pose", "depth", "garment", "cloth", "clothes", "clothing", "outfit", "person", "human", "model"),
        *("background", "head", "tail", "first", "last", "start", "end", "swap", "product", "driving"),
    }
)
"""With the word for an address these name media too: `style_reference_urls`."""
FILLERS: Final = frozenset(
    {
        *("data", "base64", "base", "b64", "bytes", "path", "paths", "file", "files", "input", "inputs", "ref", "refs"),
        *("reference", "references", "source", "src", "start", "end", "tail", "first", "last", "list"),
        *("upload", "uploads", "map", "maps"),
        *("url", "urls", "uri", "uris", "link", "links", "ary", "array"),
    }
)
"""What may follow the word for the medium without changing what it is."""
BARE: Final = frozenset({"", "url", "urls", "uri", "uris", "src", "link", "href", "source"})
"""Names that say only that something has an address: of what, the value around says."""

OTHERS: Final = frozenset(
    {
        *("webhook", "webhooks", "callback", "callbacks", "redirect", "lora", "loras", "weights", "checkpoint"),
        *("checkpoints", "safetensors", "endpoint", "website", "webpage", "homepage", "notify"),
        *("notification", "proxy", "gcs", "s3"),
    }
)
"""Addresses, and never of something to upload."""
OTHER_ADDRESSES: Final = frozenset(
    {
        *(
            "id",
            "name",
            "href",
            "link",
            "links",
            "site",
            "page",
            "model",
            "models",
            "api",
            "host",
            "server",
            "base",
            "domain",
            "repo",
        ),
        *("repository", "huggingface", "hf", "return", "success", "cancel", "docs", "terms", "privacy", "license"),
        *("referer", "referrer", "origin", "feed", "profile", "schema", "embedding", "embeddings", "adapter", "call"),
        *("back", "auth", "login", "token", "issuer", "git", "database", "store", "search", "company"),
        *("contact", "help"),
        *("support", "about", "home", "web", "target", "blog", "article", "landing", "download", "upload", "status"),
    }
)
"""Addresses of something else, unless a medium is named too."""

TARGETS: Final = frozenset({"output", "outputs", "result", "results", "destination", "presigned"})
"""Addresses by these names are where something is put, not where it comes from."""

SPEAKS_OF_TARGETS: Final = re.compile(
    r"pre-?signed|\bto upload (?:the |your )?(?:results?|outputs?|generated)\b"
    r"|\b(?:results?|outputs?) (?:is|are|will be) (?:put|written|saved|stored|uploaded|sent)\b",
    re.IGNORECASE,
)
SPEAKS_OF_FILE: Final = re.compile(
    r"base-?64|data[ -]?ur[il]|\bur[il]s?\b|https?://|\bupload|\blinks? to\b|\bfile ?path|\bpath to\b"
    r"|\.(?:png|jpe?g|mp4|wav|mp3)\b|链接|上传",
    re.IGNORECASE,
)
SPEAKS_OF_DATA: Final = re.compile(r"base-?64|data[ -]?ur[il]", re.IGNORECASE)
REFUSES_DATA: Final = re.compile(
    r"(?:\b(?:no(?! (?:more|larger|longer))|not(?! only)|never|without|neither|don't|can ?not|can't)\b"
    r"|不支持|不接受|不能|不可|禁止)[^.,;:!?。，；：！？]{0,60}(?:base-?64|data[ -]?ur[il]s?)"
    r"|(?:base-?64|data[ -]?ur[il]s?)[^.,;:!?。，；：！？]{0,40}?"
    r"(?:(?:\bnot|n't|\bnever|\bno longer)(?: be| currently| yet)? (?:support|accept|allow|permit|possible|work)"
    r"|\bunsupported|不支持|不被支持|不接受|不可|不能)",
    re.IGNORECASE,
)
"""It is spoken of only to say that there is no such way."""
SPEAKS_OF_LINK: Final = re.compile(r"(?<!data )(?<!data-)\bur[il]s?\b|https?|\blink|链接", re.IGNORECASE)
SPEAKS_OF_OTHERS: Final = re.compile(
    r"web ?hook|call ?back|safetensors|\bloras?\b|checkpoint|\bweights\b|web ?(?:page|site)"
    r"|redirect|hugging ?face|notif",
    re.IGNORECASE,
)
SPEAKS_OF_ARCHIVE: Final = re.compile(r"\b(?:zip|tar|tarball|archive)s?\b", re.IGNORECASE)
SPEAKS_OF_NAMES: Final = re.compile(
    r"\b(?:ids?|identifiers?|uuids?|names?|tokens?|describ\w+|description)\b", re.IGNORECASE
)
SPEAKS_OF_MEDIA: Final = re.compile(
    r"\b(image|photo|picture|video|audio|sound|music|voice|mask|frame)s?\b", re.IGNORECASE
)
LOOKED_AT: Final = 600
"""Characters of a description."""

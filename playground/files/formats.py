"""What a file is, told from its bytes: names and declared types are claims, the first bytes are the truth."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

Kind: TypeAlias = Literal["image", "video", "audio", "text", "file"]

HEAD_SIZE: Final = 4096
"""How many of a file's first bytes `sniff` wants to see."""


@dataclass(frozen=True, slots=True)
class Format:
    """One file format.

    Attributes:
        media_type: as a `Content-Type` says it.
        suffix: of a file's name, without the dot.
        label: what people call it.
        kind: what it is to a person.
    """

    media_type: str
    suffix: str
    label: str
    kind: Kind


PNG: Final = Format("image/png", "png", "PNG", "image")
JPEG: Final = Format("image/jpeg", "jpg", "JPEG", "image")
WEBP: Final = Format("image/webp", "webp", "WebP", "image")
GIF: Final = Format("image/gif", "gif", "GIF", "image")
AVIF: Final = Format("image/avif", "avif", "AVIF", "image")
HEIC: Final = Format("image/heic", "heic", "HEIC", "image")
BMP: Final = Format("image/bmp", "bmp", "BMP", "image")
TIFF: Final = Format("image/tiff", "tiff", "TIFF", "image")
PSD: Final = Format("image/vnd.adobe.photoshop", "psd", "Photoshop", "image")
MP4: Final = Format("video/mp4", "mp4", "MP4", "video")
MOV: Final = Format("video/quicktime", "mov", "QuickTime", "video")
WEBM: Final = Format("video/webm", "webm", "WebM", "video")
MKV: Final = Format("video/x-matroska", "mkv", "Matroska", "video")
AVI: Final = Format("video/x-msvideo", "avi", "AVI", "video")
MP3: Final = Format("audio/mpeg", "mp3", "MP3", "audio")
M4A: Final = Format("audio/mp4", "m4a", "M4A", "audio")
WAV: Final = Format("audio/wav", "wav", "WAV", "audio")
OGG: Final = Format("audio/ogg", "ogg", "Ogg", "audio")
FLAC: Final = Format("audio/flac", "flac", "FLAC", "audio")
AAC: Final = Format("audio/aac", "aac", "AAC", "audio")
PDF: Final = Format("application/pdf", "pdf", "PDF", "file")
ZIP: Final = Format("application/zip", "zip", "ZIP", "file")
GZIP: Final = Format("application/gzip", "gz", "gzip", "file")
GLB: Final = Format("model/gltf-binary", "glb", "GLB", "file")
SVG: Final = Format("image/svg+xml", "svg", "SVG", "file")
HTML: Final = Format("text/html", "html", "HTML", "file")
XML: Final = Format("application/xml", "xml", "XML", "file")
JSON: Final = Format("application/json", "json", "JSON", "text")
TEXT: Final = Format("text/plain", "txt", "text", "text")
UNKNOWN: Final = Format("application/octet-stream", "bin", "unknown", "file")

FORMATS: Final = (
    *(PNG, JPEG, WEBP, GIF, AVIF, HEIC, BMP, TIFF, PSD),
    *(MP4, MOV, WEBM, MKV, AVI, MP3, M4A, WAV, OGG, FLAC, AAC),
    *(PDF, ZIP, GZIP, GLB, SVG, HTML, XML, JSON, TEXT, UNKNOWN),
)

MARKUP: Final = frozenset({SVG, HTML, XML})
"""What a browser may run as a program: never taken as a picture, never shown from our own address."""

PICTURES: Final = (JPEG, PNG, WEBP, GIF, AVIF)
"""The picture formats that every browser shows and that we can check and clean."""

_BY_SUFFIX: Final = {item.suffix: item for item in FORMATS} | {"jpeg": JPEG, "tif": TIFF, "htm": HTML, "heif": HEIC}
_BY_MEDIA_TYPE: Final = {item.media_type: item for item in FORMATS} | {"image/jpg": JPEG, "audio/x-wav": WAV}


def by_suffix(name: str) -> Format:
    """The format that a file name claims.

    >>> by_suffix("photo.JPEG").media_type
    'image/jpeg'
    """
    return _BY_SUFFIX.get(name.rpartition(".")[2].lower(), UNKNOWN)


def by_media_type(media_type: str) -> Format:
    """The format of a media type, with or without parameters; `UNKNOWN` for one that we do not know."""
    return _BY_MEDIA_TYPE.get(media_type.partition(";")[0].strip().lower(), UNKNOWN)


def served_as(name: str) -> str:
    """The media type that our own routes give for a stored name; markup is a download of unknown type, never a page.

    >>> served_as("0-cat.png"), served_as("1-logo.svg")
    ('image/png', 'application/octet-stream')
    """
    found = by_suffix(name)
    return UNKNOWN.media_type if found in MARKUP else found.media_type


def accepts(pattern: str, found: Format) -> bool:
    """Whether one entry of an `accept` list takes a format.

    >>> accepts("image/*", PNG), accepts(".jpeg", JPEG), accepts("image/png", JPEG)
    (True, True, False)
    """
    pattern = pattern.strip().lower()
    if pattern in {"*", "*/*"}:
        return True
    if pattern.endswith("/*"):
        return found.media_type.startswith(pattern[:-1])
    return found == (by_suffix(pattern) if pattern.startswith(".") else by_media_type(pattern))


def labels(formats: Iterable[Format]) -> str:
    """Format names for a sentence: `JPEG, PNG, WebP`."""
    return ", ".join(item.label for item in formats)


def _starts(*magics: bytes) -> Callable[[bytes], bool]:
    return lambda head: head.startswith(magics)


def _riff(form: bytes) -> Callable[[bytes], bool]:
    return lambda head: head[:4] == b"RIFF" and head[8:12] == form


def _brand(*brands: bytes) -> Callable[[bytes], bool]:
    def found(head: bytes) -> bool:
        if head[4:8] != b"ftyp":
            return False
        box = head[8 : max(12, min(int.from_bytes(head[:4]), 256))]
        named = {box[:4], *(box[start : start + 4] for start in range(8, len(box), 4))}
        return not named.isdisjoint(brands)

    return found


def _ebml(doctype: bytes) -> Callable[[bytes], bool]:
    return lambda head: head[:4] == b"\x1aE\xdf\xa3" and doctype in head[:64]


_SIGNATURES: Final[tuple[tuple[Callable[[bytes], bool], Format], ...]] = (
    (_starts(b"\x89PNG\r\n\x1a\n"), PNG),
    (_starts(b"\xff\xd8\xff"), JPEG),
    (_riff(b"WEBP"), WEBP),
    (_starts(b"GIF87a", b"GIF89a"), GIF),
    (_brand(b"avif", b"avis"), AVIF),
    (_brand(b"heic", b"heix", b"hevc", b"mif1", b"msf1"), HEIC),
    (_starts(b"II*\0", b"MM\0*"), TIFF),
    (_starts(b"8BPS"), PSD),
    (_brand(b"qt  "), MOV),
    (_brand(b"M4A ", b"M4B "), M4A),
    (lambda head: head[4:8] == b"ftyp", MP4),
    (_ebml(b"webm"), WEBM),
    (_ebml(b"matroska"), MKV),
    (_riff(b"AVI "), AVI),
    (_riff(b"WAVE"), WAV),
    (_starts(b"ID3", b"\xff\xfb", b"\xff\xfa", b"\xff\xf3", b"\xff\xf2"), MP3),
    (_starts(b"\xff\xf1", b"\xff\xf9"), AAC),
    (_starts(b"OggS"), OGG),
    (_starts(b"fLaC"), FLAC),
    (_starts(b"%PDF-"), PDF),
    (_starts(b"PK\3\4", b"PK\5\6"), ZIP),
    (_starts(b"\x1f\x8b"), GZIP),
    (_starts(b"glTF"), GLB),
    (lambda head: head[:2] == b"BM" and head[6:10] == b"\0\0\0\0", BMP),
)


def sniff(head: bytes) -> Format:
    """What a file is.

    Args:
        head: its first `HEAD_SIZE` bytes, or all of it where it is shorter.

    >>> sniff(b"GIF89a...").label, sniff(b"<!doctype html><title>Not found").label, sniff(b"hello").label
    ('GIF', 'HTML', 'text')
    """
    for fits, found in _SIGNATURES:
        if fits(head):
            return found
    text = _text(head[:HEAD_SIZE])
    return UNKNOWN if text is None else _textual(text.lstrip().lower())


def _textual(text: str) -> Format:
    if text.startswith("<"):
        if "<svg" in text:
            return SVG
        is_page = "<html" in text or text.startswith(("<!doctype html", "<head", "<body", "<script", "<title", "<!--"))
        return HTML if is_page else XML
    return JSON if text.startswith(("{", "[")) else TEXT


def _text(head: bytes) -> str | None:
    """The head as text, None where it is none; a character that the head's end cuts through does not count."""
    encoding = "utf-16" if head.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    is_whole = len(head) < HEAD_SIZE
    try:
        text = codecs.getincrementaldecoder(encoding)().decode(head, final=is_whole)
    except UnicodeDecodeError:
        return None
    return None if any(char < " " and char not in "\t\n\r\f" for char in text) else text

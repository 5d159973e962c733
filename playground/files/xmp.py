"""XMP packets with our words in them: read and written as text, so that what others wrote there stays as it is."""

from __future__ import annotations

import hashlib
import re
import struct
from collections.abc import Iterable
from typing import Final
from xml.sax.saxutils import escape, unescape

JPEG_HEAD: Final = b"http://ns.adobe.com/xap/1.0/\0"
"""What an `APP1` segment with XMP begins with."""

JPEG_EXTENSION: Final = b"http://ns.adobe.com/xmp/extension/\0"
"""What an `APP1` segment begins with that holds a part of a packet too long for one segment: extended XMP."""

GIF_APPLICATION: Final = b"XMP DataXMP"
"""The GIF application extension that holds XMP."""

GIF_TAIL: Final = bytes([1, *range(0xFF, -1, -1), 0])
"""A reader that takes a GIF packet's characters for block lengths lands in this run and is led to its end."""

BOX_HEAD: Final = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
"""What the `uuid` box with XMP begins with, in AVIF and MPEG-4 files."""

_OURS: Final = ("<playground:settings>", "</playground:settings>")
_OUR_DESCRIPTION: Final = ('<rdf:Description rdf:about="" xmlns:playground="urn:playground">', "</rdf:Description>")
_EXTENDED: Final = re.compile(r'<rdf:Description rdf:about="" xmlns:xmpNote="[^"]*" xmpNote:HasExtendedXMP="\w*"/>')
_EXTENSION_HEAD: Final = struct.Struct(">32sII")
_PART: Final = 65_000
_RDF_END: Final = "</rdf:RDF>"
_EMPTY: Final = (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"></rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
)


def written(before: str, text: str) -> str:
    """A packet with our text in it, and with all that `before` said but for an earlier text of ours."""
    return _with(before, escape(text).join(_OURS).join(_OUR_DESCRIPTION))


def extended(before: str, text: str) -> tuple[str, tuple[bytes, ...]]:
    """As `written`, for a text that is too long for one segment of a JPEG.

    Returns:
        The packet, which names the rest of itself, and that rest: what follows `JPEG_EXTENSION` in each segment.
    """
    rest = written("", text).encode()
    digest = hashlib.md5(rest, usedforsecurity=False).hexdigest().upper()
    note = '<rdf:Description rdf:about="" xmlns:xmpNote="http://ns.adobe.com/xmp/note/" xmpNote:HasExtendedXMP="{}"/>'
    starts = range(0, len(rest), _PART)
    parts = (_EXTENSION_HEAD.pack(digest.encode(), len(rest), at) + rest[at : at + _PART] for at in starts)
    return _with(before, note.format(digest)), tuple(parts)


def joined(parts: Iterable[bytes]) -> str:
    """The rest of a packet from its segments, which may come in any order."""
    head = _EXTENSION_HEAD
    placed = [(head.unpack_from(part)[2], part[head.size :]) for part in parts if len(part) >= head.size]
    return b"".join(body for _, body in sorted(placed)).decode("utf-8", "replace")


def _without_ours(packet: str) -> str:
    start, begin, rest = packet.rpartition(_OUR_DESCRIPTION[0])
    _, end, after = rest.partition(_OUR_DESCRIPTION[1])
    return f"{start}{after}" if begin and end else packet


def _with(before: str, ours: str) -> str:
    start, end, rest = _EXTENDED.sub("", _without_ours(before)).rpartition(_RDF_END)
    if not end:
        start, end, rest = _EMPTY.rpartition(_RDF_END)
    return f"{start}{ours}{end}{rest}"


def read(packet: str) -> str | None:
    """Our text in a packet."""
    before, end, _ = packet.rpartition(_OURS[1])
    _, begin, ours = before.rpartition(_OURS[0])
    return unescape(ours) if begin and end else None

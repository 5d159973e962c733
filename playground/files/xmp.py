"""XMP packets with our words in them: read and written as text, so that what others wrote there stays as it is."""

from __future__ import annotations

import re
from typing import Final
from xml.sax.saxutils import escape, unescape

JPEG_HEAD: Final = b"http://ns.adobe.com/xap/1.0/\0"
"""What an `APP1` segment with XMP begins with."""

GIF_APPLICATION: Final = b"XMP DataXMP"
"""The GIF application extension that holds XMP."""

GIF_TAIL: Final = bytes([1, *range(0xFF, -1, -1), 0])
"""A reader that takes a GIF packet's characters for block lengths lands in this run and is led to its end."""

BOX_HEAD: Final = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
"""What the `uuid` box with XMP begins with, in AVIF and MPEG-4 files."""

_OURS: Final = re.compile(r"<playground:settings>(.*?)</playground:settings>", re.DOTALL)
_OUR_DESCRIPTION: Final = re.compile(
    r'<rdf:Description rdf:about="" xmlns:playground="urn:playground">.*?</rdf:Description>', re.DOTALL
)
_RDF_END: Final = "</rdf:RDF>"
_EMPTY: Final = (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"></rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
)


def written(before: str, text: str) -> str:
    """A packet with our text in it, and with all that `before` said but for an earlier text of ours."""
    start, end, rest = _OUR_DESCRIPTION.sub("", before).rpartition(_RDF_END)
    if not end:
        start, end, rest = _EMPTY.rpartition(_RDF_END)
    ours = (
        '<rdf:Description rdf:about="" xmlns:playground="urn:playground">'
        f"<playground:settings>{escape(text)}</playground:settings></rdf:Description>"
    )
    return f"{start}{ours}{end}{rest}"


def read(packet: str) -> str | None:
    """Our text in a packet."""
    ours = _OURS.search(packet)
    return unescape(ours[1]) if ours else None

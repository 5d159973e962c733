"""Content codings undone by what the bytes are: a label says what may be tried, and never decides.

Hosts store bytes under labels that are no coding (`aws-chunked`, `utf-8`), or that are not true: plain bytes as `gzip`,
`deflate` without its zlib header, one coding named for two. What opens as packed bytes is unpacked, all else is itself.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import IO, Final

_GZIP: Final = b"\x1f\x8b"
_GZIP_BITS: Final = zlib.MAX_WBITS | 16
_PIECE: Final = 2**16
_MAX_LAYERS: Final = 4
_SUPPORTED: Final = frozenset({"gzip", "x-gzip", "deflate"})
_UNSUPPORTED: Final = frozenset({"br", "zstd", "compress", "x-compress", "dcb", "dcz"})


class CutOffError(Exception):
    """Packed bytes end before their end."""


class TooLargeError(Exception):
    """Unpacked, there are more bytes than are taken."""


def count_layers(label: str) -> int:
    """How many packings a `Content-Encoding` names that can be undone here; names are case-insensitive.

    >>> count_layers("GZIP"), count_layers("gzip, x-gzip"), count_layers("aws-chunked"), count_layers("")
    (1, 2, 0, 0)
    """
    return min(sum(name in _SUPPORTED for name in _names(label)), _MAX_LAYERS)


def is_unsupported(label: str) -> bool:
    """Whether a label names a coding that cannot be undone here: nobody asked for it, but hosts store it."""
    return not _UNSUPPORTED.isdisjoint(_names(label))


def _names(label: str) -> list[str]:
    return [name.strip().lower() for name in label.split(",")]


def decode(source: IO[bytes], target: IO[bytes], limit: int) -> bool:
    """Undo one packing: gzip, zlib, or bare deflate. Blocks; needs little memory.

    Args:
        source: read from its start.
        target: an empty file; it means nothing where this is False or raises.
        limit: bytes that `target` may take.

    Returns:
        Whether `source` was packed.

    Raises:
        CutOffError: it was, and its end is missing.
        TooLargeError: more than `limit` bytes came out: it may be a bomb.
    """
    source.seek(0)
    for bits in (_GZIP_BITS,) if source.read(2) == _GZIP else (zlib.MAX_WBITS, -zlib.MAX_WBITS):
        source.seek(0)
        target.seek(0)
        target.truncate()
        size = 0
        try:
            for piece in _inflated(source, bits):
                size += len(piece)
                if size > limit:
                    raise TooLargeError
                target.write(piece)
        except zlib.error:
            continue
        except CutOffError:
            if bits > 0:
                raise
            continue  # bare deflate has no sign of its own: what only begins like it is something else
        return True
    return False


def _inflated(source: IO[bytes], bits: int) -> Iterator[bytes]:
    """The bytes inside; gzip may have several members, and padding after the last."""
    stream = zlib.decompressobj(bits)
    while chunk := source.read(_PIECE):
        while chunk:
            if stream.eof:
                chunk += source.read(_PIECE)
                if bits == _GZIP_BITS and not chunk.startswith(_GZIP):
                    return
                if bits != _GZIP_BITS:
                    raise zlib.error("bytes after the end")
                stream = zlib.decompressobj(bits)
            yield stream.decompress(chunk, _PIECE)
            chunk = stream.unused_data if stream.eof else stream.unconsumed_tail
    yield stream.flush()
    if not stream.eof:
        raise CutOffError

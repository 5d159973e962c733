r"""Takes secrets out of texts, in whatever way they are written: escapes of JSON, links and web pages, base64, hex.

>>> Redactor(["mv_live/1+2"]).redacted(r'"mv_live\/1+2", MV_LIVE%2f1%2B2, mv_live&#47;1&#x2b;2')
'"••••••", ••••••, ••••••'
"""

from __future__ import annotations

import base64
import html
import html.entities
import json
import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final
from urllib.parse import quote, quote_plus

import re2

from playground.form import MASK
from playground.jsontext import parse_untrusted

_SHORTEST_INSIDE: Final = 8
"""Bytes from which on base64 and hexadecimal are looked for: less occurs by chance."""
_LONGEST: Final = 200
"""Characters up to which every character may be spelt in another way; beyond, a text is spelt in one way throughout."""


class Redactor:
    """Finds secrets in what came from outside, however they are spelt there.

    Args:
        secrets: texts; none that is so short that it also occurs by chance.
    """

    def __init__(self, secrets: Collection[str]) -> None:
        patterns = sorted({pattern for secret in secrets for pattern in _patterns(secret)}, key=len, reverse=True)
        self._found = re2.compile(b"(?i:" + b"|".join(patterns) + b")") if patterns else None

    def redacted(self, text: str) -> str:
        """The text with each secret in it replaced."""
        if self._found is None:
            return text
        encoded = text.encode("utf-8", "surrogatepass")
        masked = self._redacted(encoded)
        return text if masked is encoded else masked.decode("utf-8", "surrogatepass")

    def redacted_value(self, value: Any) -> Any:
        """Any JSON with each secret in its texts and names replaced; the very same object where there was none."""
        if self._found is None:
            return value
        match value:
            case str():
                return self.redacted(value)
            case Mapping():
                return {self.redacted(str(name)): self.redacted_value(member) for name, member in value.items()}
            case list() | tuple():
                return [self.redacted_value(row) for row in value]
            case _:
                return value

    def redacted_body(self, body: bytes) -> bytes:
        """A body with each secret replaced: as it stands, and in what its JSON says once it is read.

        One may be spelt in two ways at once, such as a link's escapes with JSON's around them, or in UTF-16.
        """
        if self._found is None:
            return body
        masked = self._redacted(body)
        if b"\\" not in masked and b"\0" not in masked:  # what JSON says is what stands there
            return masked
        value = parse_untrusted(masked)
        seen = self.redacted_value(value)
        return masked if seen == value else json.dumps(seen, default=float).encode()

    def _redacted(self, text: bytes) -> bytes:
        found = self._found
        return found.sub(MASK.encode(), text) if found and found.search(text) else text


def _patterns(secret: str) -> Iterator[bytes]:
    if not secret:
        return
    if len(secret) <= _LONGEST:
        yield b"".join(map(_character, secret))
    else:
        yield from map(_literal, _throughout(secret))
    encoded = secret.encode("utf-8", "surrogatepass")
    if len(encoded) >= _SHORTEST_INSIDE:
        yield _literal(encoded.hex())
        for offset in range(3):
            yield from map(_literal, _in_base64(encoded, offset))


def _character(character: str) -> bytes:
    """A pattern of one character in every spelling; backslashes and percent signs may be escaped themselves."""
    code, encoded = ord(character), character.encode("utf-8", "surrogatepass")
    units = character.encode("utf-16-be", "surrogatepass")
    escaped = "".join(rf"\\+u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))
    in_links = "".join(rf"(?:%|\\+u0025)(?:25)*{byte:02x}" for byte in encoded)
    names = [re.escape(name.rstrip(";")) for name in _NAMES.get(character, ())]
    ampersand = "&(?:amp;)*"
    spellings = [escaped, in_links, f"{ampersand}#0*{code};?", f"{ampersand}#x0*{code:x};?"]
    spellings += [f"{ampersand}{name};?" for name in names]
    if code < 128:  # noqa: PLR2004 - ASCII
        spellings.append(rf"\\+x{code:02x}")
    if character == " ":
        spellings.append(r"\+")
    literal = _literal(encoded)
    bare = literal if character.isalnum() else rb"(?:\\*" + literal + b")"
    # The plain character last: that of an ampersand also begins its own escape.
    return b"(?:" + "|".join(spellings).encode() + b"|" + bare + b")"


_NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    character: tuple(name for name, value in html.entities.html5.items() if value == character and name.endswith(";"))
    for character in "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
}


def _throughout(secret: str) -> Iterator[str]:
    in_json = (json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1])
    yield secret
    yield from in_json
    yield from (text.replace("/", r"\/") for text in in_json)
    encoded = secret.encode("utf-8", "surrogatepass")
    yield from (quote(encoded), quote(encoded, safe=""), quote_plus(encoded), html.escape(secret))


def _in_base64(secret: bytes, offset: int) -> Iterator[str]:
    """The characters of base64 that only the secret decides, where it begins at such a byte of three."""
    whole = base64.b64encode(bytes(offset) + secret + bytes(-(offset + len(secret)) % 3)).decode()
    begin = (offset * 8 + 5) // 6
    end = (offset + len(secret)) * 8 // 6
    sure = whole[begin:end]
    yield sure
    yield sure.replace("+", "-").replace("/", "_")


def _literal(text: str | bytes) -> bytes:
    encoded = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    return b"".join(rb"\x%02x" % byte if byte < 128 and not chr(byte).isalnum() else bytes([byte]) for byte in encoded)  # noqa: PLR2004 - ASCII

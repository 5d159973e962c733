"""A secret that a service repeats is found however it is spelt."""

from __future__ import annotations

import base64
import html
import json
import time
from collections.abc import Callable
from urllib.parse import quote

import pytest
from fairness import fair
from faultserver import FaultServer, Reply
from hypothesis import example, given
from hypothesis import strategies as st

from playground.form import MASK
from playground.tasks.client import Service, open_client
from playground.tasks.redaction import Redactor
from playground.tasks.responses import ApiResponse, Stream

KEY = "mv_live_CANARY/abc+def/1234567890"
SPELL: dict[str, Callable[[str], str]] = {
    "bare": lambda text: text,
    "php": lambda text: json.dumps(text).replace("/", "\\/"),
    "u": lambda text: "".join(f"\\u{ord(character):04X}" for character in text),
    "link": lambda text: quote(text, safe=""),
    "link, lower case": lambda text: quote(text, safe="").lower(),
    "link, all": lambda text: "".join(f"%{ord(character):02x}" for character in text),
    "link, twice": lambda text: quote(quote(text, safe=""), safe=""),
    "link in JSON": lambda text: quote(text, safe="").replace("%", "\\u0025"),
    "html": lambda text: html.escape(text).replace("/", "&#x2F;").replace("+", "&plus;"),
    "html, numbers": lambda text: "".join(f"&#{ord(character)};" for character in text),
    "html, twice": lambda text: html.escape("".join(f"&#{ord(character)};" for character in text)),
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
    "base64, inside": lambda text: base64.urlsafe_b64encode(b"Bearer " + text.encode() + b"\n").decode(),
    "base64, elsewhere": lambda text: base64.b64encode(b"u:" + text.encode() + b"!").decode(),
    "hex": lambda text: text.encode().hex().upper(),
    "JSON in JSON": lambda text: json.dumps(json.dumps(text).replace("/", "\\/")),
}


ASCII_ONLY = ("u", "link, all", "link in JSON")
THROUGHOUT = ("bare", "php", "link", "base64", "hex")
CASES = [
    *((way, KEY) for way in SPELL),
    *((way, "päss wörd/☃😀!") for way in SPELL if way not in ASCII_ONLY),
    *((way, "x" * 300 + "/ä+") for way in THROUGHOUT),
]


@pytest.mark.parametrize(("way", "secret"), CASES)
def test_every_spelling_is_found(way: str, secret: str) -> None:
    text = f"before {SPELL[way](secret)} after"
    said = Redactor([secret]).redacted(text)
    assert MASK in said
    assert said.startswith("before ")
    assert said.endswith(" after")
    assert secret[3:12] not in said


ALIKE = st.characters(min_codepoint=0x21, max_codepoint=0x7E)
WAYS: list[Callable[[str], str]] = [
    lambda character: character,
    lambda character: f"\\u{ord(character):04x}",
    lambda character: f"%{ord(character):02X}",
    lambda character: f"&#{ord(character)};",
    lambda character: f"\\{character}" if not character.isalnum() else character,
]


@pytest.mark.slow
@example("000000000000&", [*WAYS[:1] * 12, WAYS[3], *WAYS[:1] * 27])
@given(st.text(ALIKE, min_size=8, max_size=40), st.lists(st.sampled_from(WAYS), min_size=40, max_size=40))
def test_each_character_may_be_spelt_in_its_own_way(secret: str, ways: list[Callable[[str], str]]) -> None:
    spelt = "".join(way(character) for way, character in zip(ways, secret, strict=False))
    assert Redactor([secret]).redacted(f"<{spelt}>").endswith(MASK + ">")


@given(st.text(max_size=60))
def test_what_holds_no_secret_stays_as_it_is(text: str) -> None:
    assert Redactor([KEY]).redacted(text) == text
    assert Redactor([]).redacted(text) == text


def test_large_answers_are_searched_quickly() -> None:
    body = json.dumps({"text": "mv_live_\\u0041/%2f " * 200_000}).encode()
    started = time.monotonic()
    assert Redactor([KEY]).redacted_body(body) == body
    assert time.monotonic() - started < fair(2)


@pytest.mark.parametrize("spell", SPELL.values(), ids=SPELL)
async def test_a_key_that_the_service_repeats_goes_no_further(spell: Callable[[str], str]) -> None:
    said = spell(KEY)
    body = f'{{"message": "{said}"}}' if '"' not in said else f'{{"message": {said}}}'
    echo = Reply(401, body.encode(), {"X-Request-Id": said} if '"' not in said else {})
    events = Reply(200, f"data: {body}\n\n".encode(), {"Content-Type": "text/event-stream"})
    async with (
        FaultServer(submit=[echo], poll=[echo], events=[events]) as server,
        open_client(Service(server.url, KEY)) as client,
    ):
        for answer in (await client.submit_once(b"{}", "k"), await client.fetch("t")):
            assert isinstance(answer, ApiResponse)
            assert answer.status == 401
            assert not knows(str(answer.payload) + str(answer.headers))
        async with client.events("t") as stream:
            assert isinstance(stream, Stream)
            assert not knows(b"".join([piece async for piece in stream.chunks]).decode())


def knows(text: str) -> bool:
    plain_text = html.unescape(html.unescape(text))
    return "CANARY" in text or "CANARY" in plain_text or KEY.encode().hex() in text.lower()


async def test_a_key_that_comes_in_two_pieces_goes_no_further() -> None:
    half = f"data: {KEY[:15]}".encode()
    chunks = Reply(200, half + f"{KEY[15:]}\n\n".encode(), {"Content-Type": "text/event-stream"})
    async with (
        FaultServer(events=[chunks]) as server,
        open_client(Service(server.url, KEY)) as client,
        client.events("t") as stream,
    ):
        assert isinstance(stream, Stream)
        assert "CANARY" not in b"".join([piece async for piece in stream.chunks]).decode()


def test_utf_16_is_read_first() -> None:
    body = json.dumps({"message": KEY}).encode("utf-16")
    assert b"CANARY" not in Redactor([KEY]).redacted_body(body).replace(b"\0", b"")

"""Files that are made to harm, sent to a real server: others are served meanwhile, and memory stays as it was."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import patient
import pytest
from fairness import PATIENCE, fair
from pages import Served
from PIL import Image

from playground.form import Values, values_to_json
from tests.files import hostile
from tests.files.samples import encoded, exif, quarters

MB = 2**20
MODEL = "qwen-image-2-0-pro"
FIELDS = {
    "/settings": {"model": MODEL},
    "/uploads": {
        "sent": json.dumps(
            {"model": MODEL, "form": json.dumps(values_to_json(Values())), "raws": [], "emptied": [], "page": "p"}
        ),
        "path": '["image_urls"]',
    },
}

pytestmark = pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="only Linux tells the memory")


def memory(served: Served) -> int:
    """Bytes that the server's own process holds."""
    return int(Path(f"/proc/{served.process.pid}/statm").read_bytes().split()[1]) * 4096


@contextmanager
def another_visitor(served: Served) -> Iterator[list[float]]:
    """Asks all the while; how long each answer took."""
    took: list[float] = []
    is_over = threading.Event()

    def visit() -> None:
        with patient.Client(base_url=served.url) as client:
            while not is_over.is_set():
                begun = time.monotonic()
                assert client.get("/models").status_code < 500
                took.append(time.monotonic() - begun)
                is_over.wait(0.05)

    visitor = threading.Thread(target=visit)
    visitor.start()
    try:
        yield took
    finally:
        is_over.set()
        visitor.join()


def send(served: Served, path: str, data: bytes) -> dict[str, object]:
    answer = patient.post(f"{served.url}{path}", files={"file": ("a.bin", data)}, data=FIELDS[path])
    told = dict(answer.json())
    assert answer.status_code == (400 if "problem" in told else 200)
    return told


@pytest.mark.parametrize(
    "make", [hostile.tiny_segments, hostile.tiny_boxes, hostile.tiny_texts, hostile.tiny_entries, hostile.tiny_pieces]
)
def test_forty_megabytes_of_parts(sandbox: Served, make: Callable[[int], bytes]) -> None:
    data = make(40 * MB)
    send(sandbox, "/settings", b"{}")
    before = memory(sandbox)
    with another_visitor(sandbox) as took:
        begun = time.monotonic()
        assert send(sandbox, "/settings", data)["is_bare"]
        assert "problem" in send(sandbox, "/uploads", data)
        assert time.monotonic() - begun < fair(10)
    assert max(took) < fair(1)
    assert memory(sandbox) - before < 60 * MB


def test_what_costs_a_decoder_a_minute(sandbox: Served) -> None:
    with another_visitor(sandbox) as took:
        begun = time.monotonic()
        for encoder in ("PNG", "WEBP", "AVIF"):
            assert send(sandbox, "/settings", hostile.repeated_exif(encoder, 2 * MB))["is_bare"]
        assert "far more parts" in str(send(sandbox, "/uploads", hostile.many_scans(3000))["problem"])
        token = str(send(sandbox, "/uploads", hostile.large_webp())["token"]).removeprefix("upload:")
        assert patient.get(f"{sandbox.url}/uploads/{token}?thumbnail").headers["Content-Type"] == "image/webp"
        assert time.monotonic() - begun < fair(20)
    assert max(took) < fair(1)


def test_many_at_once_leave_room_for_who_looks_at_a_file(sandbox: Served) -> None:
    """Pictures that take seconds to clean are on their way, and settings are read."""
    send(sandbox, "/settings", b"{}")
    large = encoded(Image.new("RGB", (1600, 1600), "white"), "AVIF", exif=exif(6))
    senders = [threading.Thread(target=send, args=(sandbox, "/uploads", large)) for _ in range(10)]
    for sender in senders:
        sender.start()
    with another_visitor(sandbox) as took:
        assert send(sandbox, "/settings", encoded(quarters()))["is_bare"]
        assert any(sender.is_alive() for sender in senders)
        for sender in senders:
            sender.join()
    assert max(took) < fair(1)


def ask_until_nobody_answers(served: Served) -> None:
    """Who is faster than those that take the seats has one."""
    limits = httpx.Timeout(PATIENCE, read=1)
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        patient.post(f"{served.url}/settings", files={"file": ("a", b"x")}, data=FIELDS["/settings"], timeout=limits)


def test_a_file_is_not_read_before_it_has_a_seat(sandbox: Served) -> None:
    """Files that never come to their end take the seats; who comes after waits, and others are served."""
    head = (
        f"POST /settings HTTP/1.1\r\nHost: {sandbox.url.removeprefix('http://')}\r\n"
        "Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 1000000\r\n\r\n--x\r\n"
    ).encode()
    host, port = sandbox.url.removeprefix("http://").split(":")
    held = [socket.create_connection((host, int(port))) for _ in range(12)]
    for one in held:
        one.sendall(head)
    with another_visitor(sandbox) as took, pytest.raises(httpx.ReadTimeout):
        ask_until_nobody_answers(sandbox)
    for one in held:
        one.close()
    assert max(took) < fair(1)
    assert send(sandbox, "/settings", b"{}")["is_bare"]

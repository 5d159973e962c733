"""Pictures that a service gives out, and what a test does with them on the page."""

from __future__ import annotations

import io
from pathlib import Path

from faultserver import FaultServer, Reply
from moves import expect_state, generate, tell
from PIL import Image
from playwright.async_api import Page

WATCH_SHIFTS = """() => {
    window.shifts = 0;
    new PerformanceObserver((list) => list.getEntries().forEach((entry) => {
        if (!entry.hadRecentInput) window.shifts += entry.value;
    })).observe({ type: "layout-shift", buffered: false });
}"""


def jpeg(colour: str, size: tuple[int, int] = (160, 90)) -> bytes:
    kept = io.BytesIO()
    Image.new("RGB", size, colour).save(kept, "JPEG")
    return kept.getvalue()


PICTURES = [jpeg(colour) for colour in ("red", "green", "blue", "gold")]


class Shelf(dict[str, Reply]):
    """Pictures by the number in their name; `bad` ones are missing. Or the `same` for all."""

    def __init__(self, bad: tuple[int, ...] = (), *, same: Reply | None = None) -> None:
        super().__init__()
        self.bad = bad
        self.same = same

    def get(self, name: str, _: object = None) -> Reply:
        if self.same:
            return self.same
        number = int(Path(name).stem.rpartition("-")[2])
        if number in self.bad:
            return Reply(404, {"error": "gone"})
        return Reply(body=PICTURES[number], headers={"Content-Type": "image/jpeg"})


async def four(page: Page, service: FaultServer, *bad: int) -> Shelf:
    shelf = Shelf(bad)
    tell(service, outputs=4)
    service.files = shelf
    await generate(page, "four")
    await expect_state(page, "succeeded")
    return shelf

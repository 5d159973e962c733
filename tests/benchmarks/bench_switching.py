"""How long it takes to switch a form to another schema: `SchemaForm`, and `gr.render` with real controls, in one run.

    python tests/benchmarks/bench_switching.py [--rounds 7]

In a real browser on this machine, from the click to the first frame that shows the last field of the new form, in
turns. Four fields of five are no text boxes but radios, sliders, checkboxes and lists (`switching_app.py`). The aim: at
most 0.6 of `gr.render`.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

import httpx
from pages import browsing, free_port
from playwright.async_api import Page

SIZES = (7, 30, 100)
AIM = 0.6
_PAUSE = 0.4
_SWITCH = """([click, shown]) => new Promise(done => {
  const begun = performance.now();
  const look = () => {
    const there = document.querySelector(shown);
    if (there && there.getClientRects().length) requestAnimationFrame(() => done(performance.now() - begun));
    else requestAnimationFrame(look);
  };
  document.querySelector(click).click();
  look();
})"""


async def switch(page: Page, way: str, size: int) -> float:
    """One switch, in milliseconds."""
    last = f"f{size}_{size - 1}"
    shown = f"[id$='-field-{last}']" if way == "ours" else f"#{last}"
    taken = await page.evaluate(_SWITCH, [f'#{way} input[type=radio][value="{size}"]', shown])
    await asyncio.sleep(_PAUSE)
    return float(taken)


async def measure(pages: dict[str, Page], rounds: int) -> None:
    """To each size from another; the first round is left out, as caches fill in it."""
    for size in SIZES:
        other = SIZES[0] if size != SIZES[0] else SIZES[1]
        taken: dict[str, list[float]] = {way: [] for way in pages}
        for _ in range(rounds + 1):
            for way, page in pages.items():
                await page.bring_to_front()
                await switch(page, way, other)
                taken[way].append(await switch(page, way, size))
        ours, naive = (statistics.median(taken[way][1:]) for way in ("ours", "naive"))
        print(f"switch to {size:3} fields: SchemaForm {ours:4.0f} ms; naive gr.render {naive:4.0f} ms", end="")
        print(f"; ratio {ours / naive:.2f} (aim {AIM})")


async def opened(page: Page, url: str, way: str) -> Page:
    """The app's tab of that way, with its first form on show."""
    await page.goto(url)
    await page.get_by_role("tab", name="Component" if way == "ours" else "Naive").click()
    await page.locator("[data-form-root]" if way == "ours" else f"#f{SIZES[0]}_{SIZES[0] - 1}").first.wait_for()
    return page


@contextmanager
def serving() -> Iterator[str]:
    """The app for a while, once it is up; its address."""
    port = free_port()
    script = Path(__file__).with_name("switching_app.py")
    app = subprocess.Popen([sys.executable, str(script), str(port), *map(str, SIZES)])
    url = f"http://127.0.0.1:{port}"
    try:
        while not answers(url):
            time.sleep(0.2)
        yield url
    finally:
        app.terminate()
        app.wait(20)


def answers(url: str) -> bool:
    """Whether the app is up."""
    try:
        return httpx.get(url, timeout=5).is_success
    except httpx.HTTPError:
        return False


async def main(rounds: int) -> None:
    """All of it."""
    with serving() as url:
        async with browsing() as chromium:
            pages = {way: await opened(await chromium.new_page(), url, way) for way in ("ours", "naive")}
            await measure(pages, rounds)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7)
    asyncio.run(main(parser.parse_args().rounds))

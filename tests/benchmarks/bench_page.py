"""How long the page takes: to start, to answer a click, and to show a picture that is ready.

    python tests/benchmarks/bench_page.py [--rounds 7]

In a real browser on this machine. The picture is timed from the task's end at the service, which tells it by events, to
the picture decoded in the page. How long it takes to switch models is in `bench_switching.py`.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from faultserver import FaultServer
from pages import ROOT, browsing, environment_for, wait
from playwright.async_api import Page

_CLICK = """() => new Promise(done => {
  const rail = document.getElementById("rail"), before = rail.dataset.run, begun = performance.now();
  new MutationObserver((_, watch) => {
    if (rail.dataset.run === before) return;
    watch.disconnect();
    done(performance.now() - begun);
  }).observe(rail, { attributes: true });
  document.getElementById("generate").click();
})"""
_PICTURE = """() => new Promise(done => {
  const look = () => {
    const picture = document.querySelector("#stage figure img");
    if (picture && picture.complete && picture.naturalWidth) done();
    else requestAnimationFrame(look);
  };
  look();
})"""


def command(environment: dict[str, str]) -> subprocess.Popen[bytes]:
    """`playground serve`, as a person starts it."""
    return subprocess.Popen([sys.executable, "-m", "playground", "serve"], cwd=ROOT, env=environment)


@contextmanager
def running(process: subprocess.Popen[bytes]) -> Iterator[None]:
    """A process for a while."""
    try:
        yield
    finally:
        process.terminate()
        process.wait(20)


async def clicks(page: Page, service: FaultServer, rounds: int) -> None:
    """From the click to the first state, and from the end at the service to the picture."""
    service.duration = 1.0

    async def once(_: int) -> tuple[float, float]:
        known = set(service.tasks)
        first = float(await page.evaluate(_CLICK))
        await page.evaluate(_PICTURE)
        shown = time.monotonic()
        (task,) = (task for name, task in service.tasks.items() if name not in known)
        await asyncio.sleep(1.2)
        return first, (shown - task.accepted - service.duration) * 1000

    taken = [await once(number) for number in range(rounds + 1)][1:]
    print(f"from the click to the first state: {statistics.median(first for first, _ in taken):4.0f} ms")
    print(f"from the end at the service to the picture: {statistics.median(late for _, late in taken):4.0f} ms")


async def main(rounds: int) -> None:
    """All of it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        async with FaultServer(events="sse auto") as service, browsing() as chromium:
            environment = environment_for(folder / "data", {"api_url": service.url})
            url = f"http://127.0.0.1:{environment['PLAYGROUND_PORT']}"
            begun = time.monotonic()
            with running(command(environment)):
                page = await chromium.new_page()
                await asyncio.to_thread(wait, url)
                await page.goto(f"{url}/?model=qwen-image-2-0-pro")
                await page.wait_for_selector("body.ready")
                print(f"from the command to a usable page: {time.monotonic() - begun:.1f} s")
                await page.get_by_label("Prompt", exact=True).fill("A lighthouse")
                await clicks(page, service, rounds)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7)
    asyncio.run(main(parser.parse_args().rounds))

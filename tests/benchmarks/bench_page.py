"""How long the page takes: to start, to switch models, to answer a click, and to show a picture that is ready.

    python tests/benchmarks/bench_page.py [--rounds 7]

In a real browser on this machine. Switching models is timed from the click to the first frame that shows the new form,
beside a form of as many text boxes that `gr.render` builds (`naive_render.py`), both servers up at the same time. The
picture is timed from the task's end at the service, which tells it by events, to the picture decoded in the page.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from faultserver import FaultServer
from pages import ROOT, browsing, environment_for, free_port, wait
from playwright.async_api import Page

SIZES = (7, 30, 100)
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


def write_schemas(folder: Path) -> None:
    """One model a size: the fields of the reference model, then as many others as it takes."""
    kinds = (
        {"type": "string", "maxLength": 80},
        {"type": "integer", "minimum": 1, "maximum": 9, "default": 3},
        {"enum": ["low", "middle", "high"], "default": "low"},
        {"type": "boolean", "default": True},
    )
    reference = json.loads((ROOT / "schemas" / "qwen-image-2-0-pro.json").read_text(encoding="utf-8"))
    for size in SIZES:
        more = {f"field_{size}_{number}": kinds[number % len(kinds)] for number in range(size - 6)}
        schema = {**reference, "title": f"Model {size}", "properties": {**reference["properties"], **more}}
        (folder / f"model-{size}.json").write_text(json.dumps(schema), encoding="utf-8")


def command(environment: dict[str, str]) -> subprocess.Popen[bytes]:
    """`playground serve`, as a person starts it."""
    return subprocess.Popen([sys.executable, "-m", "playground", "serve"], cwd=ROOT, env=environment)


def naive_server(port: int) -> subprocess.Popen[bytes]:
    """The page that ours is measured against."""
    script = Path(__file__).with_name("naive_render.py")
    return subprocess.Popen([sys.executable, str(script), str(port), *map(str, SIZES)])


@contextmanager
def running(process: subprocess.Popen[bytes]) -> Iterator[None]:
    """A process for a while."""
    try:
        yield
    finally:
        process.terminate()
        process.wait(20)


async def repeated(rounds: int, once: Callable[[int], Awaitable[float]]) -> float:
    """The median of several, the first left out: caches fill in it."""
    return statistics.median([await once(number) for number in range(rounds + 1)][1:])


async def switches(page: Page, naive: Page, rounds: int) -> None:
    """To each size from another, in turns with the naive form."""
    for size in SIZES:
        other = SIZES[0] if size != SIZES[0] else SIZES[1]

        async def ours(_: int, size: int = size, other: int = other) -> float:
            for wanted in (other, size):
                await page.locator("#model").click()
                option = f'#models [data-slug="model-{wanted}"]'
                await page.locator(option).wait_for()
                shown = f'#playground-form[data-model="model-{wanted}"]'
                taken = await page.evaluate(_SWITCH, [option, shown])
                await asyncio.sleep(0.4)
            return float(taken)

        async def theirs(_: int, size: int = size, other: int = other) -> float:
            for wanted in (other, size):
                click, shown = f'input[type=radio][value="{wanted}"]', f"#naive-{wanted}-{wanted - 1}"
                taken = await naive.evaluate(_SWITCH, [click, shown])
                await asyncio.sleep(0.4)
            return float(taken)

        mine, plain = await repeated(rounds, ours), await repeated(rounds, theirs)
        print(f"switch to {size:3} fields: {mine:4.0f} ms; naive gr.render {plain:4.0f} ms; ratio {mine / plain:.2f}")


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
        (folder / "schemas").mkdir()
        write_schemas(folder / "schemas")
        async with FaultServer(events="sse auto") as service, browsing() as chromium:
            settings = {"schemas": str(folder / "schemas"), "api_url": service.url}
            environment, port = environment_for(folder / "data", settings), free_port()
            url = f"http://127.0.0.1:{environment['PLAYGROUND_PORT']}"
            begun = time.monotonic()
            with running(command(environment)):
                page = await chromium.new_page()
                await asyncio.to_thread(wait, url)
                await page.goto(f"{url}/?model=model-7")
                await page.wait_for_selector("body.ready")
                print(f"from the command to a usable page: {time.monotonic() - begun:.1f} s")
                with running(naive_server(port)):
                    naive = await chromium.new_page()
                    await asyncio.to_thread(wait, f"http://127.0.0.1:{port}")
                    await naive.goto(f"http://127.0.0.1:{port}")
                    await naive.locator("#naive-7-6").wait_for()
                    await page.bring_to_front()
                    await switches(page, naive, rounds)
                await page.bring_to_front()
                await page.goto(f"{url}/?model=model-7")
                await page.wait_for_selector("body.ready")
                await page.get_by_label("Prompt", exact=True).fill("A lighthouse")
                await clicks(page, service, rounds)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7)
    asyncio.run(main(parser.parse_args().rounds))

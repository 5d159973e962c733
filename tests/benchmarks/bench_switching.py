"""How long it takes to switch to another schema: on the page, with `SchemaForm` in a Gradio app, and with `gr.render`.

    python tests/benchmarks/bench_switching.py [--rounds 7] [--earlier CHECKOUT]

In a real browser on this machine, from the click to the first frame that shows the last field of the new form, in
turns, all servers up at the same time. Four fields of five are no text boxes but radios, sliders, checkboxes and lists
(`switching_app.py`). Before each click the pointer rests for a moment on what is clicked, as a person's does; `unasked`
is the page without that, as for who presses in the same moment. The aim: the page takes at most 0.6 of what `gr.render`
takes, and 0.8 of what an `--earlier` page takes: a checkout of it, which this same Python runs. In an app a handler
that returns another `SchemaForm` pays for Gradio's own event first, as `gr.render` does.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from pages import ROOT, browsing, environment_for, wait
from playwright.async_api import Browser, Page
from ports import free_port
from sized import schema

SIZES = (7, 30, 100)
AIM = 0.6
AIM_OF_EARLIER = 0.8
_PAUSE = 0.4
_REST = 0.12
"""Seconds for which a pointer rests on something before it is clicked."""
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


@dataclass(frozen=True, slots=True)
class Way:
    """One way to show a form for a schema.

    Attributes:
        page: where it is open.
        option: selector of what chooses a size; `{size}` stands for it.
        field: selector of a field; `{name}` stands for its name.
        opener: selector of what opens the list of sizes, where it is not open.
        points: whether the pointer rests on the size before it is clicked.
    """

    page: Page
    option: str
    field: str
    opener: str = ""
    points: bool = True

    async def switch(self, size: int) -> float:
        """One switch, in milliseconds."""
        option, last = self.option.format(size=size), self.field.format(name=f"f{size}_{size - 1}")
        await self.page.bring_to_front()
        if self.opener:
            await self.page.locator(self.opener).click()
            await self.page.locator(option).wait_for()
        if self.points:
            await self.page.locator(option).hover(force=True)
            await asyncio.sleep(_REST)
        taken = await self.page.evaluate(_SWITCH, [option, last])
        await asyncio.sleep(_PAUSE)
        return float(taken)


async def measure(ways: dict[str, Way], rounds: int) -> None:
    """To each size from another; the first round is left out, as caches fill in it."""
    for size in SIZES:
        other = SIZES[0] if size != SIZES[0] else SIZES[1]
        taken: dict[str, list[float]] = {name: [] for name in ways}
        for _ in range(rounds + 1):
            for name, way in ways.items():
                await way.switch(other)
                taken[name].append(await way.switch(size))
        median = {name: statistics.median(times[1:]) for name, times in taken.items()}
        figures = "; ".join(
            f"{name} {time:4.0f} ms ({time / median['gr.render']:.2f})" for name, time in median.items()
        )
        print(f"switch to {size:3} fields: {figures}")
        if "earlier" in median:
            share = median["page"] / median["earlier"]
            print(f"{'':22}page / earlier {share:.2f}; the aim is {AIM_OF_EARLIER}")
    print(f"in brackets the share of gr.render; the aim for the page is {AIM}")


@contextmanager
def running(
    command: list[str], url: str, environment: dict[str, str] | None = None, *, checkout: Path = ROOT
) -> Iterator[str]:
    """A server for a while, once it is up; its address."""
    process = subprocess.Popen(command, cwd=checkout, env=environment)
    try:
        wait(url)
        yield url
    finally:
        process.terminate()
        process.wait(20)


def serving_page(folder: Path) -> tuple[list[str], str, dict[str, str]]:
    """The playground with a model of each size."""
    (folder / "schemas").mkdir(parents=True)
    for size in SIZES:
        (folder / "schemas" / f"model-{size}.json").write_text(json.dumps(schema(size)), encoding="utf-8")
    environment = environment_for(folder / "data", {"schemas": str(folder / "schemas")})
    url = f"http://127.0.0.1:{environment['PLAYGROUND_PORT']}"
    return [sys.executable, "-m", "playground", "serve"], url, environment


def serving_app() -> tuple[list[str], str]:
    """A Gradio app that has the other two."""
    port = free_port()
    script = Path(__file__).with_name("switching_app.py")
    return [sys.executable, str(script), str(port), *map(str, SIZES)], f"http://127.0.0.1:{port}"


async def _opened(chromium: Browser, url: str) -> Page:
    page = await chromium.new_page()
    await page.goto(f"{url}/?model=model-{SIZES[0]}")
    await page.locator(f"#field-f{SIZES[0]}_{SIZES[0] - 1}").wait_for()
    return page


async def main(rounds: int, earlier: Path | None) -> None:
    """All of it."""
    with tempfile.TemporaryDirectory() as name, ExitStack() as servers:
        urls = {"page": servers.enter_context(running(*serving_page(Path(name) / "page")))}
        if earlier:
            served = serving_page(Path(name) / "earlier")
            urls["earlier"] = servers.enter_context(running(*served, checkout=earlier))
        app_url = servers.enter_context(running(*serving_app()))
        async with browsing() as chromium:
            pages = {
                name: Way(await _opened(chromium, url), '#models [data-slug="model-{size}"]', "#field-{name}", "#model")
                for name, url in urls.items()
            }
            pages["unasked"] = replace(pages["page"], page=await _opened(chromium, urls["page"]), points=False)
            ours, naive = [await chromium.new_page() for _ in range(2)]
            for tab, label in ((ours, "Component"), (naive, "Naive")):
                await tab.goto(app_url)
                await tab.get_by_role("tab", name=label).click()
            await ours.locator("[data-form-root]").first.wait_for()
            await naive.locator(f"#f{SIZES[0]}_{SIZES[0] - 1}").wait_for()
            await measure(
                {
                    **pages,
                    "SchemaForm": Way(ours, '#ours input[type=radio][value="{size}"]', "[id$='-field-{name}']"),
                    "gr.render": Way(naive, '#naive input[type=radio][value="{size}"]', "#{name}"),
                },
                rounds,
            )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--earlier", type=Path)
    arguments = parser.parse_args()
    asyncio.run(main(arguments.rounds, arguments.earlier))

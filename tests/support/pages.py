"""A server as a process of its own, and a visitor's page in a real browser."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import httpx
import patient
import pytest
from fairness import PATIENCE
from forking import Forked, fork_server
from playwright.async_api import Browser, BrowserContext, Page, ViewportSize, async_playwright, expect
from playwright.async_api import Error as PlaywrightError
from ports import free_port

ROOT = Path(__file__).parents[2]
_BROWSERS = ("chromium-headless-shell", "chromium")
"""Debian's, the lighter one first; without either it is Playwright's own."""
_ARGUMENTS = (
    *("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"),
    *("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"),  # a camera that shows a test picture
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",  # whatever leaves the machine fails
    "--js-flags=--no-opt --no-maglev --min-semi-space-size=32",  # no page lives long enough to gain by what these cost
)
expect.set_options(timeout=PATIENCE * 1000)


@asynccontextmanager
async def browsing() -> AsyncIterator[Browser]:
    """A browser that asks nobody for anything by itself."""
    installed = next(filter(None, map(shutil.which, _BROWSERS)), None)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=installed, args=_ARGUMENTS)
        yield browser
        await browser.close()


@dataclass
class Served:
    """A running server."""

    url: str
    process: Forked
    environment: dict[str, str]

    @property
    def data(self) -> Path:
        """Its data folder."""
        return Path(self.environment["PLAYGROUND_DATA"])

    def kill(self) -> None:
        """As `kill -9` does."""
        self.process.kill()
        self.process.wait()

    def start(self) -> None:
        """Again, on the same port and data."""
        self.process = start(self.environment)
        wait(self.url)


Serve = Callable[..., Served]
Visit = Callable[..., Awaitable[Page]]
Scheme = Literal["light", "dark"]
Forced = Literal["active", "none"]
Motion = Literal["no-preference", "reduce"]


def start(environment: dict[str, str]) -> Forked:
    """A server process; what it says goes into a log beside its data."""
    return fork_server(environment, Path(environment["PLAYGROUND_DATA"]).with_suffix(".log"))


def wait(url: str) -> None:
    """Until the server answers."""
    with patient.Client(verify=False, trust_env=False) as caller:
        for _ in range(round(10 * PATIENCE)):
            try:
                caller.get(f"{url}/models")
            except httpx.HTTPError:
                time.sleep(0.1)
            else:
                return
    pytest.fail(f"the server at {url} did not start")


def environment_for(data: Path, settings: Mapping[str, str]) -> dict[str, str]:
    """The environment of a server with a free port, a data folder, and settings by lower-case name."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PLAYGROUND_")}
    own = {"data": str(data), "port": str(free_port()), "schemas": str(ROOT / "schemas"), **settings}
    return environment | {f"PLAYGROUND_{name.upper()}": value for name, value in own.items()}


@contextmanager
def servers(folder: Callable[[], Path]) -> Iterator[Serve]:
    """Start servers with settings of the test's own, by lower-case name; all end together.

    Args:
        folder: makes a new empty folder.
    """
    started: list[Served] = []

    def serve(**settings: str) -> Served:
        environment = environment_for(folder() / "data", settings)
        served = Served(f"http://127.0.0.1:{environment['PLAYGROUND_PORT']}", start(environment), environment)
        started.append(served)
        wait(served.url)
        return served

    try:
        yield serve
    finally:
        for served in started:
            served.process.terminate()
        for served in started:
            served.process.wait()


class OpenPage:
    """A page of a visitor, and what went wrong in it."""

    def __init__(self, context: BrowserContext, page: Page) -> None:
        self.context, self.page, self.url = context, page, ""
        self.errors: list[str] = []
        page.set_default_timeout(PATIENCE * 1000)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        # Not each request: to be told of all of them costs a tenth of what a page does.
        page.on("requestfailed", lambda request: self._note_foreign(request.url))

    def _note_foreign(self, address: str) -> None:
        if not address.startswith((self.url, "data:", "blob:")):
            self.errors.append(f"a request left the machine: {address}")

    async def ready(self, model: str = "", mark: str = "body.ready", path: str = "/") -> Page:
        """Open, until the form is there, or what `mark` selects."""
        await self.page.goto(self.url + path + (f"?model={model}" if model else ""))
        await self.page.wait_for_selector(mark)
        return self.page

    async def forget(self) -> None:
        """Become the page of somebody who was never here; what the browser has loaded stays."""
        for other in self.context.pages:
            if other != self.page:
                await other.close()
        await self.page.unroute_all(behavior="ignoreErrors")
        await self.context.set_offline(False)
        await self.page.goto(f"{self.url}/models")  # of that origin, and nothing runs in it
        await self.page.evaluate("localStorage.clear(), sessionStorage.clear()")
        await self.context.clear_cookies()
        await self.context.clear_permissions()


class Visitors:
    """Those who come one after another, each a stranger, to the same few pages of a browser.

    A page that has loaded and compiled the scripts before opens for a third of what a new one takes.
    """

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._free: dict[str, list[OpenPage]] = {}
        self._taken: list[tuple[str, OpenPage]] = []

    async def come(
        self,
        url: str,
        *,
        viewport: ViewportSize,
        color_scheme: Scheme = "light",
        forced_colors: Forced = "none",
        reduced_motion: Motion = "reduce",
        permissions: Sequence[str] = (),
        **others: Any,
    ) -> OpenPage:
        """A page for one; the options are those of a browser's context."""
        kind = repr(sorted(others.items()))
        free = self._free.setdefault(kind, [])
        if not free:
            context = await self._browser.new_context(**others)
            free.append(OpenPage(context, await context.new_page()))
        visitor = free.pop()
        self._taken.append((kind, visitor))
        visitor.url = url
        await visitor.page.set_viewport_size(viewport)
        await visitor.page.emulate_media(
            color_scheme=color_scheme, forced_colors=forced_colors, reduced_motion=reduced_motion
        )
        if permissions:
            await visitor.context.grant_permissions(permissions)
        return visitor

    async def go(self) -> list[str]:
        """All leave; what went wrong meanwhile."""
        errors = []
        for kind, visitor in self._taken:
            errors += visitor.errors
            try:
                await visitor.forget()
            except PlaywrightError:  # the page is closed, or its server is
                await visitor.context.close()
            else:
                self._free[kind].append(visitor)
            visitor.errors = []
        self._taken = []
        return errors

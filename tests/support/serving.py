"""Fixtures of tests that need the whole: real servers, each a process of its own, and one browser for all."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio
from pages import Serve, Served, browsing, servers
from playwright.async_api import Browser


@pytest.fixture(scope="session")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serve]:
    """Start servers with settings of the test's own; all end with the session."""
    with servers(lambda: tmp_path_factory.mktemp("server")) as serve:
        yield serve


@pytest.fixture(scope="session")
def sandbox(serve: Serve) -> Served:
    """A server on its embedded sandbox."""
    return serve()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """One browser for all tests."""
    async with browsing() as browser:
        yield browser

"""A real server as a process of its own, a real browser, and a service that the test holds in its hands."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from faultserver import FaultServer
from moves import come_anew, tell
from pages import Serve, Served, Visit, Visitors
from playwright.async_api import Browser, Page
from serving import chromium, sandbox, serve

__all__ = ["chromium", "sandbox", "serve"]

SCHEMAS = Path(__file__).parent / "schemas"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One event loop for all: the browser and the service live in it."""
    for item in items:
        if Path(item.path).parent == Path(__file__).parent:
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def lasting_service() -> AsyncIterator[FaultServer]:
    """A task service for all tests; each takes it as `service`."""
    async with FaultServer() as server:
        yield server


@pytest.fixture
def service(lasting_service: FaultServer) -> FaultServer:
    """A task service that works, until the test tells it otherwise; nothing of earlier tests is left in it."""
    tell(lasting_service)
    lasting_service.requests.clear()
    lasting_service.charges.clear()
    return lasting_service


@pytest.fixture(scope="session")
def playground(serve: Serve, lasting_service: FaultServer) -> Served:
    """A server on that service, with the tests' schemas and no key."""
    return serve(api_url=lasting_service.url, schemas=str(SCHEMAS), cancel_path="/api/v1/tasks/{task_id}/cancel")


@pytest.fixture(scope="session")
def apart(serve: Serve, lasting_service: FaultServer, tmp_path_factory: pytest.TempPathFactory) -> Served:
    """A server that tests may kill and whose schemas they may change; its service has no call to cancel."""
    schemas = tmp_path_factory.mktemp("schemas")
    shutil.copytree(SCHEMAS, schemas, dirs_exist_ok=True)
    return serve(api_url=lasting_service.url, schemas=str(schemas))


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def visitors(chromium: Browser) -> Visitors:
    """The pages of that browser."""
    return Visitors(chromium)


@pytest_asyncio.fixture(loop_scope="session")
async def visit(visitors: Visitors, lasting_service: FaultServer) -> AsyncIterator[Visit]:
    """Open pages as new visitors; at the end none of them had an error or asked anybody else for anything."""

    async def visit_one(
        served: Served,
        model: str = "",
        *,
        opens_with: str = "body.ready",
        path: str = "/",
        **options: Any,
    ) -> Page:
        usual = {"viewport": {"width": 1280, "height": 900}, "locale": "en-US"}
        visitor = await visitors.come(served.url, **(usual | options))
        come_anew(visitor.page)
        return await visitor.ready(model, opens_with, path)

    yield visit_one
    assert await visitors.go() == []
    assert [request.path for request in lasting_service.requests if "sec-fetch-mode" in request.headers] == []

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest
from door import Door, Visitor
from openidprovider import OpenIdProvider

from playground.people.async_people import AsyncPeople
from playground.runs.database import Database


@pytest.fixture(scope="session")
def new_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a ledger with nothing in it."""
    file = tmp_path_factory.mktemp("people") / "ledger.db"
    database = Database(file)
    database.open()
    database.close()
    return file


@pytest.fixture
async def people(tmp_path: Path, new_file: Path) -> AsyncIterator[AsyncPeople]:
    """People in a new ledger."""
    file = tmp_path / "ledger.db"
    file.write_bytes(await asyncio.to_thread(new_file.read_bytes))
    people = AsyncPeople(Database(file))
    yield people
    await people.close()


@pytest.fixture
def provider() -> OpenIdProvider:
    """An OpenID provider."""
    return OpenIdProvider()


@pytest.fixture
async def visitor() -> AsyncIterator[Visitor]:
    """Browsers of visitors of a door."""
    async with AsyncExitStack() as stack:

        async def come(door: Door, **given: Any) -> httpx.AsyncClient:
            return await stack.enter_async_context(door.browser(**given))

        yield come

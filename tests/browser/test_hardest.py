"""The hardest schemas from the field, filled in by what stands on the page: what arrives is what was meant."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from faultserver import FaultServer
from filling import fill_in, plain
from hardest import HARDEST
from moves import arrived, press
from pages import Serve, Served, Visit

CORPUS = Path(__file__).parents[3] / "shared" / "corpus" / "schemas"

pytestmark = pytest.mark.skipif(
    not CORPUS.is_dir(), reason="the schemas from the field, ../shared/corpus, are not here"
)


def slug_of(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower())


@pytest.fixture(scope="session")
def hardest(serve: Serve, lasting_service: FaultServer, tmp_path_factory: pytest.TempPathFactory) -> Served:
    """A server with copies of the schemas."""
    folder = tmp_path_factory.mktemp("hardest")
    for name in HARDEST:
        (folder / f"{slug_of(name)}.json").write_bytes((CORPUS / f"{name}.json").read_bytes())
    return serve(api_url=lasting_service.url, schemas=str(folder))


@pytest.mark.parametrize("name", HARDEST)
async def test_what_was_filled_in_arrives(hardest: Served, service: FaultServer, visit: Visit, name: str) -> None:
    page = await visit(hardest, slug_of(name))
    await fill_in(page, HARDEST[name])
    await press(page)
    assert await arrived(service) == [plain(HARDEST[name])]

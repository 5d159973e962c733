"""Real servers, each a process of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pages import Serve, Served, servers


@pytest.fixture(scope="session")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serve]:
    """Start servers with settings of the test's own; all end with the session."""
    with servers(lambda: tmp_path_factory.mktemp("server")) as serve:
        yield serve


@pytest.fixture(scope="session")
def sandbox(serve: Serve) -> Served:
    """A server on its embedded sandbox."""
    return serve()

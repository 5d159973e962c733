"""The stream of changes while the ledger cannot be read: it stays open, says so, and goes on."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from formpages import NOBODY
from starlette.applications import Starlette
from streams import looking
from viewing import context_of

from playground.errors import StorageError
from playground.runs.ledger import Ledger
from playground.server import live
from playground.server.live import live_routes
from playground.settings import Settings
from playground.texts import translate
from playground.wiring import build


async def test_a_ledger_that_cannot_be_read_is_told_of_and_the_stream_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_away, look = True, Ledger.revisions

    def revisions(self: Ledger, person: str, limit: int) -> Sequence[tuple[str, int]]:
        if is_away:
            raise StorageError("storage.unreachable", place="db")
        return look(self, person, limit)

    monkeypatch.setattr(Ledger, "revisions", revisions)
    monkeypatch.setattr(live, "_TROUBLE_PAUSE", 0.01)
    parts = build(Settings(data=tmp_path), own_address=NOBODY, is_for_others=True)
    await parts.runner.start()
    app = Starlette(routes=live_routes(parts, context_of(parts), "1"))
    async with looking(app, {"Cookie": f"playground_browser={'anna' * 8}"}) as stream:
        await stream.until(json.dumps({"problem": translate("page.no_ledger", "en")}))
        await stream.until(": still here")
        assert "event: view" not in stream.text
        is_away = False
        await stream.until("event: view")
        assert stream.text.count("event: trouble") == 1
    await parts.runner.stop(0.1)

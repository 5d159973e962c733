"""What lies on the disk is for its owner alone, and holds no secret longer than it must."""

from __future__ import annotations

import json
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import httpx

from playground.catalog import Catalog
from playground.files.uploads import Uploads
from playground.sandbox import Keys
from playground.settings import Settings
from playground.wiring import build, build_sandbox

SCHEMA = {
    "type": "object",
    "properties": {
        "prompt": {"type": "string"},
        "code": {"type": "string", "format": "password"},
        "rows": {"type": "array", "items": {"type": "object", "properties": {"pin": {"format": "password"}}}},
    },
}


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def settings_for(folder: Path) -> Settings:
    (folder / "schemas").mkdir()
    (folder / "schemas" / "locked.json").write_text(json.dumps(SCHEMA))
    return Settings.load({"PLAYGROUND_DATA": str(folder / "data"), "PLAYGROUND_SCHEMAS": str(folder / "schemas")})


def test_folders_are_for_their_owner_alone_even_if_an_older_version_made_them(tmp_path: Path) -> None:
    settings = settings_for(tmp_path)
    settings.results_folder.mkdir(mode=0o755, parents=True)
    settings.sandbox_folder.mkdir(mode=0o755)
    database = settings.sandbox_folder / "sandbox.sqlite"
    database.touch(mode=0o644)
    database.chmod(0o644)
    build(settings, own_address="http://127.0.0.1:1")
    for folder in (settings.results_folder, settings.uploads_folder, settings.sandbox_folder):
        assert mode(folder) == 0o700
    assert mode(database) == 0o600


async def test_the_sandbox_keeps_no_password(tmp_path: Path) -> None:
    settings = settings_for(tmp_path)
    app = build_sandbox(settings, Catalog(settings.schemas), Uploads(settings.uploads_folder), pace=100)
    key = Keys(settings.sandbox_folder).own()
    given = {"prompt": "a fox", "code": "hunter2-hunter2", "rows": [{"pin": "hunter3-hunter3"}]}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://sandbox") as client:
        answer = await client.post(
            "/api/v1/tasks",
            json={"model": "locked", "input": given},
            headers={"Authorization": f"Bearer {key}", "Idempotency-Key": "one"},
        )
    assert answer.status_code == 200
    assert b"hunter" not in (settings.sandbox_folder / "sandbox.sqlite").read_bytes()
    with closing(sqlite3.connect(settings.sandbox_folder / "sandbox.sqlite")) as connection:
        (kept,) = connection.execute("SELECT input FROM tasks").fetchone()
    assert json.loads(kept) == {"prompt": "a fox", "code": "••••••", "rows": [{"pin": "••••••"}]}

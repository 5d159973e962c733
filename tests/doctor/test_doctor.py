"""`playground doctor` with real faults: what is said, how bad it is, and that nothing was sent, changed or told."""

from __future__ import annotations

import asyncio
import json
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, closing
from email.utils import formatdate
from pathlib import Path
from threading import Event
from time import time
from typing import Any

import pytest
from commandline import Machine
from databases import postgres_server
from fairness import PATIENCE
from ports import free_port

from playground.cli.serve import serve
from playground.doctor.examination import checks, examine
from playground.doctor.finding import Level, well
from playground.errors import StorageError
from playground.runs.database import Database
from playground.settings import Settings
from playground.texts import translate

KEY = "mv_live_hush_hush"
HUSH = "hush"
Answer = tuple[int, Any, Mapping[str, str]]
UNKNOWN_TASK: Answer = (404, {"error": {"message": "no such task"}}, {})


class Host:
    """Answers every path as told, and keeps what was asked."""

    def __init__(self, answers: Mapping[str, Answer], port: int) -> None:
        self.answers = answers
        self.asked: list[str] = []
        self.url = f"http://127.0.0.1:{port}"

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        method, path, _ = (await reader.readline()).decode().split(" ")
        while (await reader.readline()).strip():
            pass
        self.asked.append(f"{method} {path}")
        found = next((said for start, said in self.answers.items() if path.startswith(start)), UNKNOWN_TASK)
        status, body, headers = found
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        given = {"Date": formatdate(time(), usegmt=True), **headers, "Content-Length": str(len(content))}
        lines = "".join(f"{name}: {value}\r\n" for name, value in given.items())
        writer.write(f"HTTP/1.1 {status} So\r\n{lines}Connection: close\r\n\r\n".encode() + content)
        await writer.drain()
        writer.close()


@asynccontextmanager
async def hosting(**answers: Answer) -> AsyncIterator[Host]:
    port = free_port()
    host = Host({f"/{start}": said for start, said in answers.items()}, port)
    async with await asyncio.start_server(host.answer, "127.0.0.1", port):
        yield host


async def found(data: Path, **settings: str) -> dict[str, Level]:
    """How bad it is, by what is said."""
    environ = {f"PLAYGROUND_{name.upper()}": value for name, value in {"data": str(data), **settings}.items()}
    made = checks(Settings.load(environ), environ)
    findings = await asyncio.to_thread(lambda: list(examine(made, PATIENCE)))
    for _, finding in findings:
        for language in ("en", "zh"):
            assert "hush" not in translate(finding.code, language, **finding.params)
    return {finding.code: finding.level for _, finding in findings}


def all_below(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*"))


async def test_all_is_well_and_nothing_but_a_task_that_never_was_is_asked_for(tmp_path: Path) -> None:
    with closing(Database(tmp_path / "ledger.sqlite3")) as ledger:
        ledger.open()
    before = all_below(tmp_path)
    async with hosting(healthz=(200, b"ok", {})) as host:
        said = await found(tmp_path, api_key=KEY, api_url=host.url, public_url=host.url)
    assert set(said.values()) == {Level.OK}
    assert {"doctor.service.ok", "doctor.public.ok", "doctor.database.ok", "doctor.clock.ok"} <= said.keys()
    assert len(host.asked) == 2
    assert all(line.startswith(("GET /healthz", "GET /api/v1/tasks/task_doctor_")) for line in host.asked)
    assert all_below(tmp_path) == before


@pytest.mark.parametrize(
    ("answer", "code", "level"),
    [
        ((401, {"error": "bad key"}, {}), "doctor.service.key", Level.PROBLEM),
        ((403, b"", {}), "doctor.service.key", Level.PROBLEM),
        ((200, {"code": 40101, "msg": "invalid api key", "data": None}, {}), "doctor.service.key", Level.PROBLEM),
        ((402, {"error": {"code": "insufficient_credit"}}, {}), "doctor.service.no_credit", Level.WARNING),
        ((429, {}, {"Retry-After": "9"}), "doctor.service.busy", Level.WARNING),
        ((503, b"", {}), "doctor.service.down", Level.PROBLEM),
        ((404, b"<html>nothing here</html>", {}), "doctor.service.other", Level.WARNING),
        ((301, b"", {"Location": "https://elsewhere.example/"}), "doctor.service.other", Level.WARNING),
        ((200, b"<html>Sign in to the network</html>", {}), "doctor.service.other", Level.WARNING),
    ],
)
async def test_what_the_service_answers_is_understood(tmp_path: Path, answer: Answer, code: str, level: Level) -> None:
    async with hosting(api=answer) as host:
        said = await found(tmp_path, api_key=KEY, api_url=host.url, public_url="http://127.0.0.1:1")
    assert said[code] is level


async def test_without_a_key_the_service_says_that_it_wants_one(tmp_path: Path) -> None:
    async with hosting(api=(401, {}, {})) as host:
        assert (await found(tmp_path, api_url=host.url))["doctor.service.no_key"] is Level.PROBLEM


@pytest.mark.parametrize(("skew", "level"), [(3600, Level.PROBLEM), (-86_400, Level.PROBLEM), (-20, Level.WARNING)])
async def test_a_clock_that_goes_wrong_is_noticed(tmp_path: Path, skew: float, level: Level) -> None:
    date = formatdate(time() + skew, usegmt=True)
    async with hosting(api=(404, {}, {"Date": date})) as host:
        said = await found(tmp_path, api_key=KEY, api_url=host.url)
    assert (said["doctor.service.ok"], said["doctor.clock.service"]) == (Level.OK, level)


async def test_dead_ports_are_named(tmp_path: Path) -> None:
    dead = f"127.0.0.1:{free_port()}"
    said = await found(
        tmp_path,
        api_key=KEY,
        api_url=f"http://{dead}",
        database_url=f"postgresql://me:hush@{dead}/ledger",
        public_url=f"http://{dead}",
        oidc_issuer=f"http://{dead}",
        oidc_client_id="us",
        oidc_client_secret=HUSH,
    )
    bad = {code for code, level in said.items() if level is Level.PROBLEM}
    assert bad == {"doctor.service.unreachable", "doctor.database.unreachable", "doctor.oidc.unreachable"}
    assert said["doctor.public.unreachable"] is Level.WARNING


async def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    assert (await found(tmp_path / "file" / "data"))["doctor.data.unwritable"] is Level.PROBLEM
    said = await found(Path("/proc/playground"))  # not even root makes one there
    assert said["doctor.data.unwritable"] is Level.PROBLEM


async def test_that_nothing_temporary_can_be_written_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere() -> str:
        raise FileNotFoundError

    monkeypatch.setattr(tempfile, "gettempdir", nowhere)
    assert (await found(tmp_path / "data"))["storage.no_temporary"] is Level.PROBLEM
    with pytest.raises(StorageError) as refused:
        serve(host=None, port=None)
    assert "TMPDIR" in translate(refused.value.code, "en")


async def test_models_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    schemas = tmp_path / "schemas"
    schemas.mkdir()
    assert (await found(tmp_path, schemas=str(schemas)))["storage.no_schemas"] is Level.PROBLEM
    (schemas / "slip.json").write_text("{")
    (schemas / "good.json").write_text('{"type": "object", "properties": {"prompt": {"type": "string"}}}')
    said = await found(tmp_path, schemas=str(schemas))
    assert (said["doctor.schemas.broken"], said["doctor.schemas.ok"]) == (Level.WARNING, Level.OK)


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ({"issuer": "http://other.example"}, "doctor.oidc.issuer"),
        ({}, "doctor.oidc.issuer"),
        (b"<html>", "doctor.oidc.other"),
        (b"[]", "doctor.oidc.other"),
        ({"issuer": "ours"}, "doctor.oidc.missing"),
        ({"issuer": "ours", "authorization_endpoint": "x", "token_endpoint": "x", "jwks_uri": "x"}, "doctor.oidc.ok"),
    ],
)
async def test_the_sign_in_service_is_asked_what_it_is(tmp_path: Path, document: Any, code: str) -> None:
    async with hosting() as host:
        if isinstance(document, dict) and document.get("issuer") == "ours":
            document = {**document, "issuer": host.url}
        host.answers = {"/.well-known/openid-configuration": (200, document, {})}
        said = await found(tmp_path, oidc_issuer=host.url, oidc_client_id="us", oidc_client_secret=HUSH)
    assert said[code] is (Level.OK if code.endswith(".ok") else Level.PROBLEM)


async def test_a_header_that_anybody_may_write_is_a_problem(tmp_path: Path) -> None:
    for proxies, code in (("0.0.0.0/0", "doctor.sign_in.anybody"), ("10.0.0.5", "doctor.sign_in.header")):
        said = await found(tmp_path, user_header="X-User", trusted_proxies=proxies)
        assert said[code] is (Level.PROBLEM if code.endswith("anybody") else Level.OK)
    assert (await found(tmp_path, user_header="X-User"))["settings.header_without_proxies"] is Level.PROBLEM


@pytest.mark.slow
async def test_the_database_is_asked_with_its_user_and_password(tmp_path: Path) -> None:
    server = postgres_server()
    server.run("DROP ROLE IF EXISTS locked", f"CREATE ROLE locked LOGIN PASSWORD '{HUSH}'")
    said = await found(tmp_path, database_url=server.url(user="locked", password=f"{HUSH}?"))
    assert said["storage.password"] is Level.PROBLEM
    server.run("DROP DATABASE IF EXISTS looked_at WITH (FORCE)", "CREATE DATABASE looked_at")
    address = server.url("looked_at")
    assert (await found(tmp_path, database_url=address))["storage.not_migrated"] is Level.WARNING
    assert server.run("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'", database="looked_at") == [(0,)]
    with closing(Database(address)) as ledger:
        ledger.open()
    said = await found(tmp_path, database_url=address)
    assert (said["doctor.database.ok"], said["doctor.clock.ok"]) == (Level.OK, Level.OK)
    assert said["doctor.replicas.files"] is Level.WARNING


def test_what_hangs_is_given_up_and_the_rest_is_said() -> None:
    held = Event()

    def hang() -> list[Any]:
        held.wait(PATIENCE)
        return []

    said = list(examine({"service": hang, "data": lambda: [well("doctor.clock.ok")]}, bound=0.1))
    held.set()
    assert [(name, finding.code) for name, finding in said] == [("service", "doctor.slow"), ("data", "doctor.clock.ok")]


async def test_the_command_says_it_in_words_or_lines_and_tells_by_its_exit_code(tmp_path: Path) -> None:
    machine = Machine(tmp_path, tmp_path / "data")
    environ = {"PLAYGROUND_API_KEY": KEY, "PLAYGROUND_API_URL": "http://127.0.0.1:1", "PLAYGROUND_PORTT": "hush"}
    done = await machine.finish(await machine.start("doctor", "--json", env=environ), None)
    assert (done.code, "hush" in done.out + done.err) == (1, False)
    assert all(line.keys() == {"check", "level", "code", "message"} for line in done.lines)
    said = {(line["check"], line["level"]): line["message"] for line in done.lines}
    assert "cannot be reached" in said["service", "problem"]
    assert "did you mean PLAYGROUND_PORT?" in said["settings", "warning"]
    done = await machine.finish(await machine.start("doctor", env={"LC_ALL": "zh_CN.UTF-8"}), None)
    assert (done.code, "一切就绪" in done.out, done.err) == (0, True, "")
    done = await machine.finish(await machine.start("doctor", env={"PLAYGROUND_PORT": "x"}), None)
    assert (done.code, "Traceback" in done.err) == (1, False)
    assert "PLAYGROUND_PORT must be" in done.out

"""What stands before the page: nobody else's address, nobody else's page, no side doors."""

from __future__ import annotations

from pathlib import Path

import patient
import pytest
from forking import fork_command
from pages import ROOT, Serve, Served, environment_for

SECRET = "mv_live_the_secret_of_the_house"  # noqa: S105 - of this test


def test_our_own_page_may(sandbox: Served) -> None:
    headers = {"Origin": sandbox.url, "Sec-Fetch-Site": "same-origin"}
    assert patient.post(f"{sandbox.url}/runs/x/cancel", headers=headers).status_code == 404


@pytest.mark.parametrize("host", ["localhost:1", "127.0.0.1", "[::1]:7860"])
def test_all_names_of_this_machine_are(sandbox: Served, host: str) -> None:
    assert patient.get(f"{sandbox.url}/models", headers={"Host": host}).status_code == 200


def test_a_browser_keeps_its_id(sandbox: Served) -> None:
    with patient.Client() as browser:
        browser.get(sandbox.url)
        assert "set-cookie" not in browser.get(sandbox.url).headers


def test_a_public_address_is_taken_too(serve: Serve) -> None:
    served = serve(public_url="https://play.example")
    assert patient.get(f"{served.url}/models", headers={"Host": "play.example"}).status_code == 200
    headers = {"Host": "play.example", "Origin": "https://play.example"}
    assert patient.post(f"{served.url}/runs/x/cancel", headers=headers).status_code == 404
    assert "Secure" in patient.get(served.url).headers["set-cookie"]


def test_the_key_is_nowhere(serve: Serve) -> None:
    served = serve(api_key=SECRET, api_url="http://127.0.0.1:9")
    for path in ("/", "/config", "/models", "/live"):
        with patient.stream("GET", served.url + path) as answer:
            first = next(answer.iter_text())
        assert SECRET not in first
    files = [path for path in served.data.parent.rglob("*") if path.is_file()]
    assert files
    assert not [path for path in files if SECRET.encode() in path.read_bytes()]


async def refused(folder: Path, settings: dict[str, str]) -> str:
    """What a server says that does not start."""
    process = await fork_command(["serve"], ROOT, environment_for(folder / "data", settings), is_server=True)
    out, err = await process.communicate()
    assert process.returncode != 0
    assert b"Traceback" not in err
    return (out + err).decode()


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"api_key": SECRET, "host": "0.0.0.0"}, "PLAYGROUND_PASSWORD"),  # noqa: S104 - the case in point
        ({"port": "no number"}, "PLAYGROUND_PORT"),
    ],
)
async def test_settings_that_do_not_do_are_said_in_words(tmp_path: Path, settings: dict[str, str], words: str) -> None:
    said = await refused(tmp_path, settings)
    assert words in said
    assert SECRET not in said


async def test_a_busy_port_is_said_in_words(sandbox: Served, tmp_path: Path) -> None:
    assert "is already in use" in await refused(tmp_path, {"port": sandbox.environment["PLAYGROUND_PORT"]})


async def test_a_ledger_that_cannot_be_read_is_said_in_words_before_the_page_is_said_to_be_open(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "ledger.sqlite3").write_bytes(b"not a database, of more than a hundred bytes" * 100)
    said = await refused(tmp_path, {})
    assert "damaged" in said
    assert "http://" not in said

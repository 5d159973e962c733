"""A server with another secret than the one that people's keys were kept with says so at its start."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from playground.people.own_keys import OwnKeys
from playground.runs.database import Database
from playground.server.lostkeys import tell_of_lost_keys
from playground.settings import Settings
from playground.texts import Language

OLD, NEW = "an old secret of twenty-four characters", "a new secret of twenty-four characters"


@pytest.mark.parametrize(
    ("secret", "language", "said"), [(f"{NEW},{OLD}", "en", ""), (NEW, "en", "1 key "), (NEW, "zh", "1 个")]
)
def test_it_is_said_in_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], secret: str, language: Language, said: str
) -> None:
    environ = {"PLAYGROUND_DATA": str(tmp_path), "PLAYGROUND_API_URL": "http://127.0.0.1:9"}
    environ |= {"PLAYGROUND_OWN_KEYS": "1", "PLAYGROUND_SECRET": secret}
    settings = Settings.load(environ)
    with closing(Database(settings.ledger)) as database:
        database.open()
        OwnKeys(database, [OLD]).store("p-ann", "http://127.0.0.1:9", "mv_live_a_key_of_her_own", 1.0)
    tell_of_lost_keys(settings, language)
    told = capsys.readouterr().err
    assert said in told
    assert bool(told) is bool(said)
    assert "her_own" not in told

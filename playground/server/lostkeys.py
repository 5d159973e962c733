"""Keys of people that cannot be read any more: whoever set another secret is told so, in words, before anybody asks."""

from __future__ import annotations

import sys
from contextlib import closing

from playground.runs.database import Database
from playground.settings import Settings
from playground.texts import Language, translate
from playground.wiring import own_keys_of


def tell_of_lost_keys(settings: Settings, language: Language) -> None:
    """Say on stderr how many there are, if there are any: no run is made with them.

    Raises:
        StorageError: the ledger cannot be read.
    """
    with closing(Database(settings.ledger)) as database:
        if (own_keys := own_keys_of(settings, database)) and (count := own_keys.lost()):
            sys.stderr.write(translate("page.keys_lost", language, count=count) + "\n")

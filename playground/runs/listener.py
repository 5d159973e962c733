"""Who hears what other processes on a PostgreSQL say: a wake-up and no more."""

from __future__ import annotations

import logging
import socket
import threading
from collections.abc import Callable
from selectors import EVENT_READ, DefaultSelector
from typing import Final

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from playground.runs.postgresconnections import connection_apart, keeps_its_connection
from playground.runs.postgresql import CHANNEL, code_of

_RETRY: Final = 5.0
"""Seconds between two tries to listen."""

_POOLED_RETRY: Final = 60.0
"""The same where a pool in front makes it useless: it may be set up otherwise by then."""

_TRANSACTION_POOL: Final = (
    "the pool in front of the database gives each transaction another connection: what other servers do is seen"
    " within a second, not at once"
)

_LOG = logging.getLogger(__name__)


class Listener:
    """Hears, on a thread and a connection of its own, whose runs other processes changed; it may miss any of it.

    Args:
        engine: of the database.
        sender: the name of this process there: what it says itself it does not hear.
        heard: is called on that thread with a person.
    """

    def __init__(self, engine: Engine, sender: str, heard: Callable[[str], None]) -> None:
        self._engine = engine
        self._sender = sender
        self._heard = heard
        self._over = threading.Event()
        self._is_told = False
        self._ours, self._theirs = socket.socketpair()
        self._thread = threading.Thread(target=self._keep_listening, name="listener", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Hear no more; blocks for a moment."""
        self._over.set()
        self._ours.close()  # the other end is readable now
        self._thread.join()
        self._theirs.close()

    def _keep_listening(self) -> None:
        while not self._over.is_set():
            pause = _RETRY
            try:
                if not self._listen():
                    pause = _POOLED_RETRY
            except (DBAPIError, PoolTimeoutError, self._engine.dialect.loaded_dbapi.Error) as error:
                _LOG.info("other processes cannot wake this one for now: %s", code_of(error))
            self._over.wait(pause)

    def _listen(self) -> bool:
        """Until it is closed, or something is wrong; False where a pool in front would not let it hear anything."""
        with connection_apart(self._engine) as (connection, has_pool), DefaultSelector() as selector:
            if has_pool and not keeps_its_connection(self._engine, connection):
                if not self._is_told:
                    _LOG.warning(_TRANSACTION_POOL)
                self._is_told = True
                return False
            connection.execute(f"LISTEN {CHANNEL}")
            for readable in (connection.fileno(), self._theirs):
                selector.register(readable, EVENT_READ)
            while not self._over.is_set():
                selector.select()
                for message in connection.notifies(timeout=0):
                    sender, _, person = message.payload.partition(" ")
                    if sender != self._sender:
                        self._heard(person)
        return True

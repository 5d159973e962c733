"""Log lines for people and for programs; neither holds a secret, or what a person wrote.

An exception may have anything in its text, so of one that nobody foresaw only its kind is told, and where it came from.
"""

from __future__ import annotations

import json
import logging
import sys
import traceback
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, Literal
from urllib.parse import unquote, urlsplit

from pydantic import SecretStr

from playground.errors import PlaygroundError, StorageError
from playground.logcontext import LOG_CONTEXT
from playground.logsecrets import LOG_SECRETS
from playground.server.logs import limit_repeats
from playground.settings import SECRETS, Settings

ACCESS: Final = "playground.access"
"""The logger of requests: a line each, only as JSON."""

_MASK: Final = "•••"
_SHORTEST: Final = 4
"""Letters of a secret; a shorter one stands in many a word."""
_FRAMES: Final = 12
_OWN: Final = ("run", "person", "request")
_ASYNCIO: Final = "asyncio"


class SafeFormatter(logging.Formatter):
    """A line a record.

    Args:
        style: `lines` as people read them, or `json`.
        secrets: texts that are masked wherever they stand; so are the keys that `LOG_SECRETS` knows by then.
    """

    def __init__(self, style: Literal["lines", "json"], secrets: Iterable[str] = ()) -> None:
        super().__init__()
        self._is_json = style == "json"
        self._secrets = sorted({one for one in secrets if len(one) >= _SHORTEST}, key=len, reverse=True)

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        error = record.exc_info[1] if record.exc_info else None
        if not self._is_json:
            line = f"{record.levelname}: {_message(record)}" + (f"\n  {_where(error)}" if error else "")
            return self._masked(line)
        told: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": self._masked(_message(record)),
        }
        context = LOG_CONTEXT.get({})
        told |= {name: value for name in _OWN if (value := getattr(record, name, context.get(name)))}
        told |= getattr(record, "facts", {})
        if error:
            told["exception"] = self._masked(_where(error))
        return json.dumps(told, ensure_ascii=True)

    def _masked(self, text: str) -> str:
        for secret in (*self._secrets, *LOG_SECRETS.all()):
            text = text.replace(secret, _MASK)
        return text


def set_up(settings: Settings) -> None:
    """Have whatever this process logs written so, on stderr; call it instead of uvicorn's own."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(SafeFormatter(settings.log, secrets_of(settings)))
    logging.getLogger().addHandler(handler)
    limit_repeats()
    if settings.log == "json":
        access = logging.getLogger(ACCESS)
        access.setLevel(logging.INFO)
        access.propagate = False  # they are as many as there are requests
        access.addHandler(_with(handler))


def _with(handler: logging.StreamHandler[Any]) -> logging.Handler:
    """Another one that writes as that does, and keeps nothing back."""
    another = logging.StreamHandler(sys.stderr)
    another.setFormatter(handler.formatter)
    return another


def secrets_of(settings: Settings) -> Iterator[str]:
    """Every text among the settings that nobody may read."""
    for name in SECRETS:
        value = getattr(settings, name)
        text = value.get_secret_value() if isinstance(value, SecretStr) else value
        if isinstance(text, str):
            yield text
            if "://" not in text:  # the commas of an address are between hosts, and those are no secret
                yield from (part.strip() for part in text.split(","))
    password = urlsplit(settings.database_url or "").password
    yield from {password, unquote(password)} if password else ()


def _message(record: logging.LogRecord) -> str:
    """What the record says. asyncio shows a task with its exception, its text and all, below its first line."""
    if isinstance(record.args, tuple):
        record.args = tuple(map(_argument, record.args))
    message = record.getMessage()
    return message.partition("\n")[0] if record.name == _ASYNCIO else message


def _argument(value: object) -> object:
    if not isinstance(value, BaseException):
        return value
    if isinstance(value, StorageError):
        return str(value)
    if isinstance(value, PlaygroundError):
        return value.code
    reason = value.strerror if isinstance(value, OSError) else None
    return f"{type(value).__name__}: {reason}" if reason else type(value).__name__


def _where(error: BaseException) -> str:
    frames = list(traceback.walk_tb(error.__traceback__))[-_FRAMES:]
    places = " > ".join(f"{Path(frame.f_code.co_filename).name}:{line}" for frame, line in frames)
    told = f"{_argument(error)} at {places}" if places else str(_argument(error))
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return f"{told}; from {_where(cause)}" if cause else told

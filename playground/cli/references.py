"""Reference files on the command line: a file-upload field may name a file of this machine, which is then published."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playground.files.uploads import Uploads
from playground.form import Form, Upload, Values, fields_of, items, map_uploads


async def keep_files(form: Form, payload: dict[str, Any], uploads: Uploads) -> dict[str, Any]:
    """The payload with each path of a file replaced by its token, `upload:NAME`; what names no file stays.

    Raises:
        UploadError: a file cannot be used.
        StorageError: it cannot be kept.
    """
    tokens: dict[str, str] = {}
    for wanted, text in _held(form, payload):
        if text not in tokens and _is_file(text):
            path = Path(text)
            tokens[text] = (await uploads.keep(path, path.name, wanted)).token
    kept: dict[str, Any] = map_uploads(form, payload, lambda _, text: tokens.get(text, text))
    return kept


def _held(form: Form, payload: dict[str, Any]) -> Iterator[tuple[Upload, str]]:
    """What each file-upload field takes, with each text that it holds."""
    for field in fields_of(items(form, Values(loaded=payload))):
        held = field.entry.raw if field.widget.takes_files else ()
        for text in held if isinstance(held, tuple) else ():
            yield field.upload or Upload(), text


def _is_file(text: str) -> bool:
    try:
        return Path(text).is_file()
    except ValueError:  # a NUL in it
        return False

"""Metadata of a picture: the model and input that made it, written into a download and read from a dropped file.

It is a JSON object: `playground` (our version), `model`, `input`, `task_id`, `created` (ISO 8601, UTC) and `seed`
where it is known. The caller has masked the secrets in it.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import lzma
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from playground.files import other_programs
from playground.files.chunks import Data
from playground.files.complexity import check_complexity, mapped
from playground.files.formats import HEAD_SIZE, JSON, PICTURES, ZIP, sniff
from playground.files.metadata_reader import COMMENT, extract
from playground.files.metadata_writer import KEYWORD, embed
from playground.jsontext import parse_decimals

METADATA_FILE: Final = "settings.json"
"""The name of the metadata's file in a ZIP."""

_ZIP_ERRORS: Final = (
    zipfile.BadZipFile,
    LookupError,
    OSError,
    NotImplementedError,
    RuntimeError,
    EOFError,
    ValueError,  # TooComplexError among them
    zlib.error,
    lzma.LZMAError,
)
"""What reading a file that calls itself a ZIP raises."""

_MAX_METADATA: Final = 10 * 2**20
_MAX_VALUES: Final = 50_000
"""Values in the metadata: in memory each is many times as long as its text."""


def metadata_json(
    *, model: str, input_json: str, task_id: str | None, created_at: float, version: str, seed: int | None = None
) -> str:
    """The metadata as JSON text.

    Args:
        model: slug.
        input_json: what was sent, as JSON text, so that each number keeps its digits; secrets masked.
        task_id: the service's name for the task.
        created_at: Unix seconds.
        version: ours.
        seed: where it is known and not part of the input.
    """
    created = dt.datetime.fromtimestamp(created_at, dt.UTC).isoformat(timespec="seconds")
    facts = {"playground": version, "model": model, "task_id": task_id, "created": created, "seed": seed}
    known = {name: fact for name, fact in facts.items() if fact is not None}
    return f'{json.dumps(known, ensure_ascii=False)[:-1]}, "input": {input_json}}}'


def embed_metadata(data: bytes, text: str) -> bytes:
    """The picture with metadata in it, no pixel changed; anything that has no place for metadata comes back as it was.

    Args:
        data: the kept original.
        text: the metadata, from `metadata_json`.
    """
    # In pure ASCII it survives every program that guesses encodings, half a surrogate pair included.
    escaped = "".join(char if char.isascii() else json.dumps(char)[1:-1] for char in text)
    try:
        return embed(data, sniff(data), escaped)
    except (ValueError, IndexError):  # a broken picture is handed out as it came
        return data


def read_metadata(source: bytes | Path) -> dict[str, Any] | None:
    """The metadata in a picture, in the ZIP of a run, or in a JSON file.

    Returns:
        The metadata, or for a picture by AUTOMATIC1111 or ComfyUI `{"source": NAME, "input": {…}}` with what is known
        of `prompt`, `negative_prompt`, `seed`, `width`, `height`. Numbers with a fraction are `Decimal`. None where
        there is none.
    """
    text = metadata_text(source)
    return None if text is None else parse_metadata(text)


def metadata_text(source: bytes | Path) -> str | None:
    """What `read_metadata` reads, as JSON text, in which each number has its digits."""
    with _data(source) as data:
        found = sniff(data[:HEAD_SIZE])
        if found == JSON:
            return _if_metadata(data[:_MAX_METADATA])
        if found == ZIP:
            return _if_metadata(_from_zip(data, source))
        if found not in PICTURES:
            return None
        texts = extract(data, found)
    return _if_metadata(texts.get(KEYWORD, "").encode()) or _from_other_program(texts)


def parse_metadata(text: str) -> dict[str, Any]:
    """The value of a text from `metadata_text`."""
    read_input: dict[str, Any] = parse_decimals(text)
    return read_input


def _from_other_program(texts: dict[str, str]) -> str | None:
    for source, keyword, read in _SOURCES:
        their_input = read(texts[keyword]) if keyword in texts else None
        if their_input is not None:
            return json.dumps({"source": source, "input": their_input})
    return None


_SOURCES: Final = (
    ("AUTOMATIC1111", "parameters", other_programs.automatic1111),
    ("AUTOMATIC1111", COMMENT, other_programs.automatic1111),
    ("ComfyUI", "prompt", other_programs.comfyui),
    ("ComfyUI", "Prompt", other_programs.comfyui),
)


@contextmanager
def _data(source: bytes | Path) -> Iterator[Data]:
    if isinstance(source, bytes):
        yield source
    else:
        with mapped(source) as data:
            yield data


def _if_metadata(data: bytes) -> str | None:
    data = data[:_MAX_METADATA]
    if data.count(b",") > _MAX_VALUES or data.count(b"[") + data.count(b"{") > _MAX_VALUES:
        return None
    try:
        text = data.decode(json.detect_encoding(data), "surrogatepass")
        value = parse_decimals(text)
    except (ValueError, RecursionError):
        return None
    is_ours = isinstance(value, dict) and "playground" in value and isinstance(value.get("input"), dict)
    return text if is_ours and isinstance(value.get("model"), str) else None


def _from_zip(data: Data, source: bytes | Path) -> bytes:
    file = io.BytesIO(source) if isinstance(source, bytes) else source
    try:
        check_complexity(data, ZIP)
        with zipfile.ZipFile(file) as archive, archive.open(METADATA_FILE) as record_file:
            return record_file.read(_MAX_METADATA)
    except _ZIP_ERRORS:
        return b""

"""A language that nobody speaks: English in which every letter has an accent. Whatever lacks them is in no catalog."""

from __future__ import annotations

import json
import re
from pathlib import Path

from babel.messages.pofile import read_po, write_po

import playground

LANGUAGE = "el"
"""Of a script of its own, so that dates, too, are without Latin letters."""

_PLAIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_ACCENTED = str.maketrans(_PLAIN, "ÅßÇÐÉƑĜĤÎĴĶĻṀÑÖÞǪŔŠŢÛṼŴẊÝŽåƀçðéƒĝĥîĵķļɱñöþǫŕšţûṽŵẋýž")
_BLANK = re.compile(r"(\{[^{}]*\})")
_LATIN = re.compile("[A-Za-z]")


def pseudo(sentence: str) -> str:
    """A sentence in that language.

    >>> pseudo("At most {limit:n} files")
    '[!! Åţ ɱöšţ {limit:n} ƒîļéš !!]'
    """
    parts = _BLANK.split(sentence)
    accented = (part if _BLANK.fullmatch(part) else part.translate(_ACCENTED) for part in parts)
    return f"[!! {''.join(accented)} !!]"


def has_escaped(text: str, *allowed: str) -> bool:
    """Whether words of a text are in no catalog; those that are allowed are names, or not ours."""
    for word in allowed:
        text = text.replace(word, "")
    return _LATIN.search(text) is not None


_MODEL = {
    "type": "object",
    "title": "Μοντέλο",
    "x-playground": {"media": "image", "examples": ["Πρώτο"]},
    "required": ["prompt", "steps"],
    "properties": {
        "prompt": {"type": "string", "title": "Ερώτημα", "minLength": 3, "maxLength": 400, "examples": ["γάτα"]},
        "steps": {"type": "integer", "title": "Βήματα", "minimum": 1, "maximum": 9},
        "size": {"type": "string", "title": "Μέγεθος", "enum": ["μικρό", "μεγάλο"]},
        "strength": {"type": "number", "title": "Ένταση", "minimum": 0, "maximum": 1, "default": 0.5},
        "fast": {"type": "boolean", "title": "Γρήγορα"},
        "seed": {"type": "integer", "title": "Σπόρος"},
        "when": {"type": "string", "format": "date-time", "title": "Πότε"},
        "nothing": {"type": ["string", "null"], "title": "Τίποτα"},
        "image_url": {"type": "string", "format": "uri", "title": "Εικόνα"},
        "parts": {
            "type": "array",
            "title": "Μέρη",
            "items": {"type": "object", "properties": {"word": {"type": "string", "title": "Λέξη"}}},
            "minItems": 1,
        },
        "way": {"title": "Τρόπος", "oneOf": [{"type": "integer"}, {"type": "array", "items": {"type": "string"}}]},
        "more": {"title": "Άλλα", "type": "object", "additionalProperties": {"type": "string"}},
    },
    "examples": [{"prompt": "γάτα", "steps": 2}],
}
"""A model of most widgets, without a Latin letter that is shown."""


def write_model(folder: Path) -> Path:
    """A folder with that model and one that cannot be used."""
    (folder / "model.json").write_text(json.dumps(_MODEL), encoding="utf-8")
    (folder / "broken.json").write_text("{,}", encoding="utf-8")
    return folder


def speaking(folder: Path) -> Path:
    """A folder to put on `PYTHONPATH`: the package as it is, with one more file among its catalogs."""
    real = Path(playground.__file__).parent
    package = folder / "playground"
    for place in (package, package / "texts", package / "texts" / "locales"):
        place.mkdir()
        for path in (real / place.relative_to(package)).iterdir():
            if path.name not in {"texts", "locales", "__pycache__"}:
                (place / path.name).symlink_to(path)
    (folder / "playground" / "shipped_schemas").symlink_to(real.parent / "schemas")
    write_catalog(package / "texts" / "locales")
    return folder


def write_catalog(locales: Path) -> None:
    """That language's file, made of the English one."""
    with (Path(playground.__file__).parent / "texts" / "locales" / "en.po").open("rb") as file:
        catalog = read_po(file)
    catalog.locale = LANGUAGE
    for message in catalog:
        if message.id:
            one, many = (message.id, message.id) if isinstance(message.id, str) else message.id[:2]
            message.string = pseudo(one) if isinstance(message.id, str) else (pseudo(one), pseudo(many))
    with (locales / f"{LANGUAGE}.po").open("wb") as file:
        write_po(file, catalog)

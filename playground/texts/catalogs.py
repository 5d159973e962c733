"""The languages that the playground speaks: one catalog each, `locales/LANGUAGE.po`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from gettext import c2py
from pathlib import Path
from typing import Final, TypeAlias

from babel.core import Locale, UnknownLocaleError, negotiate_locale

from playground.texts.po import PoMessage, read_po

Language: TypeAlias = str
"""A tag of BCP 47 such as `zh` or `pt-BR`: the name of a catalog."""

ENGLISH: Final[Language] = "en"
"""The language that every sentence is written in first; it stands in where another one lacks a sentence."""

_FOLDER: Final = Path(__file__).parent / "locales"
_GERMANIC: Final = "nplurals=2; plural=(n != 1);"
_LOCALE_OF_UNKNOWN: Final = Locale("en")


@dataclass(frozen=True, slots=True)
class Catalog:
    """The sentences of one language.

    Attributes:
        tag: for HTML's `lang`; it may tell more than the language's name here, such as `zh-Hans`.
        name: what the language calls itself.
        locale: how it writes numbers and dates.
        forms: by code, a text for each plural form; a sentence that counts nothing has one.
        which_form: the position of the form for a number.
    """

    tag: str
    name: str
    locale: Locale
    forms: Mapping[str, tuple[str, ...]]
    which_form: Callable[[int], int]


@cache
def languages() -> tuple[Language, ...]:
    """All that have a catalog, English first."""
    found = {path.stem.replace("_", "-") for path in _FOLDER.glob("*.po")}
    return (ENGLISH, *sorted(found - {ENGLISH}))


@cache
def catalog_of(language: Language) -> Catalog:
    """The catalog of a language, English for one that has none; it is read when it is first asked for.

    Raises:
        ValueError: the file is no PO file.
    """
    if language not in languages():
        return catalog_of(ENGLISH)
    header, entries = read_po(_file_of(language).read_text(encoding="utf-8-sig"))
    return Catalog(
        tag=header.get("Language", language).replace("_", "-") or language,
        name=_own_name(language),
        locale=_locale(header.get("Language") or language),
        forms={entry.context: forms for entry in entries if (forms := _forms(entry, language))},
        which_form=c2py(header.get("Plural-Forms", _GERMANIC).partition("plural=")[2].strip(" ;") or "0"),
    )


def closest_language(tags: Iterable[str]) -> Language:
    """The first of the wished languages that we speak, else English.

    >>> closest_language(["tlh-AQ", "zh-TW", "en"]), closest_language(["tlh"])
    ('zh', 'en')
    """
    return negotiate_locale(tags, languages(), sep="-") or ENGLISH


def preferred_language(accepted: str) -> Language:
    """The language of an `Accept-Language` header that we speak and that is wished for most, else English.

    >>> preferred_language("tlh, en;q=0.5, zh-CN;q=0.8")
    'zh'
    """
    wishes = [_wish(part) for part in accepted.split(",")]
    return closest_language(tag for tag, weight in sorted(wishes, key=lambda wish: -wish[1]) if tag and weight > 0)


def _wish(part: str) -> tuple[str, float]:
    tag, _, rest = part.partition(";")
    try:
        weight = float(rest.partition("=")[2]) if rest else 1.0
    except ValueError:
        weight = 0.0
    return tag.strip(), weight


def _forms(entry: PoMessage, language: Language) -> tuple[str, ...]:
    if entry.forms and not entry.is_fuzzy:
        return entry.forms
    return entry.source if language == ENGLISH else ()


def _file_of(language: Language) -> Path:
    return next(path for path in _FOLDER.glob("*.po") if path.stem.replace("_", "-") == language)


def _own_name(language: Language) -> str:
    name = _locale(language).display_name
    return f"{name[:1].upper()}{name[1:]}" if name else language


def _locale(name: str) -> Locale:
    try:
        return Locale.parse(name.replace("-", "_"))
    except (ValueError, UnknownLocaleError):  # a language that nobody has told the Unicode consortium about
        return _LOCALE_OF_UNKNOWN

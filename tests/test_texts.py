"""General rules for every sentence a person reads, in every language."""

from __future__ import annotations

import io
import re
import shutil
import string
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from babel.messages import Catalog, pofile
from hypothesis import given
from hypothesis import strategies as st
from sentences import CODES, FORMS

import playground
from playground.texts import (
    amount,
    catalogs,
    join_alternatives,
    join_words,
    languages,
    preferred_language,
    translate,
)
from playground.texts.po import PoMessage, read_po

ROOT = Path(playground.__path__[0])
LOCALES = ROOT / "texts" / "locales"
OTHERS = [language for language in languages() if language != "en"]
SOURCES = {
    path: path.read_text(encoding="utf-8")
    for path in ROOT.rglob("*")
    if path.suffix in {".py", ".html"} and path.parent.name != "texts"
}
TOLD = re.compile(r"""\b(?:translate|translated|print_error|examples)\(\s*["']([a-z_.\-]+[a-z_])["']\s*[,)]""")
"""A code where a sentence is asked for; one that is put together from parts is not seen here."""

CJK = "[\u3400-\u9fff]"
WIDE = "，。：；？！（）、“”《》"
FAULTS_OF_CHINESE = {
    "a half-width comma, colon, semicolon, question or exclamation mark after Chinese": rf"{CJK}[,;:?!]",
    "a half-width full stop after Chinese": rf"{CJK}\.(?!\w)",
    "half-width brackets around Chinese": rf"\({CJK}|{CJK}\)",
    "straight quotes around Chinese": rf"['\"]{CJK}|{CJK}['\"]",
    "no space between Chinese and Latin": rf"{CJK}[A-Za-z0-9]|[A-Za-z0-9]{CJK}",
    "a space between Chinese characters": rf"{CJK} +{CJK}",
    "a space beside full-width punctuation": rf" [{WIDE}]|[{WIDE}] ",
    "“您”, where every other sentence says “你”": "您",
}
VERBATIM = re.compile(r"\{\{.*\}\}|https?://\S+|^  .*$", re.MULTILINE)
"""JSON, addresses, and commands to type."""


def spoken(sentence: str) -> str:
    """A sentence as it is said: names of params are no words."""
    parts = string.Formatter().parse(VERBATIM.sub("x", sentence))
    return "".join(text + ("" if name is None else "\0") for text, name, _, _ in parts)


def words() -> list[tuple[str, str]]:
    return [(code, text) for forms in FORMS.values() for code, texts in forms.items() for text in texts]


def entries(language: str) -> dict[str, PoMessage]:
    found = read_po((LOCALES / f"{language}.po").read_text(encoding="utf-8"))[1]
    assert len({entry.context for entry in found}) == len(found), "a code stands twice"
    return {entry.context: entry for entry in found}


def blanks(text: str) -> set[tuple[str, str | None]]:
    """What a sentence leaves open, and how it is shown."""
    return {(name, spec) for _, name, spec, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("language", OTHERS)
def test_a_language_has_every_sentence_and_no_other(language: str) -> None:
    found = FORMS[language].keys()
    missing, unknown = sorted(CODES - found), sorted(found - CODES)
    assert not missing, f"{len(missing)} sentences are not in {language}.po, empty or fuzzy: {', '.join(missing)}"
    assert not unknown, f"{language}.po has sentences that en.po has not: {', '.join(unknown)}"


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_is_of_the_english_sentence_as_it_is_now(language: str) -> None:
    english = entries("en")
    assert [code for code, entry in entries(language).items() if entry.source != english[code].source] == []


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_leaves_the_same_open_as_english(language: str) -> None:
    wanted = {code: blanks(forms[-1]) for code, forms in FORMS["en"].items()}
    found = FORMS[language]
    assert {code: texts for code, texts in found.items() if any(blanks(text) != wanted[code] for text in texts)} == {}


def test_one_and_many_leave_the_same_open_and_count_one_thing() -> None:
    for code, forms in FORMS["en"].items():
        assert len({frozenset(blanks(form)) for form in forms}) == 1, code
        counted = [name for name, spec in blanks(forms[0]) if spec == "n"]
        assert len(counted) <= 1, code
        assert len(forms) == 1 or counted, code


@pytest.mark.parametrize("language", languages())
def test_a_sentence_that_counts_has_all_the_forms_of_its_language(language: str) -> None:
    with (LOCALES / f"{language}.po").open("rb") as file:
        number = pofile.read_po(file).num_plurals
    counting = {code for code, forms in FORMS["en"].items() if len(forms) > 1}
    assert {code: len(forms) for code, forms in FORMS[language].items()} == {
        code: number if code in counting else 1 for code in FORMS[language]
    }


@pytest.mark.parametrize("path", sorted(LOCALES.glob("*.po")), ids=lambda path: path.name)
def test_a_catalog_is_read_as_gettext_reads_it(path: Path) -> None:
    header, found = read_po(path.read_text(encoding="utf-8"))
    assert as_read(found) == as_babel_reads(path.read_bytes())
    assert header.get("Plural-Forms", "none").startswith("none" if path.stem == "en" else "nplurals=")


def test_a_new_language_has_its_own_plural_forms() -> None:
    """Those of Polish are three; where the English catalog named its own, each catalog made of it would have those."""
    with (LOCALES / "en.po").open("rb") as file:
        catalog = pofile.read_po(file)
    catalog.locale = "pl"  # as `pybabel init -l pl` makes its file of it
    assert catalog.num_plurals == 3


def as_read(found: tuple[PoMessage, ...]) -> list[tuple[object, ...]]:
    return [(entry.context, entry.source, entry.forms, entry.is_fuzzy) for entry in found]


def as_babel_reads(text: bytes) -> list[tuple[object, ...]]:
    messages = [message for message in pofile.read_po(io.BytesIO(text)) if message.id]
    parts = [
        [part if isinstance(part, tuple) else (part,) for part in (message.id, message.string)] for message in messages
    ]
    return [
        (message.context or "", source, forms if all(forms) else (), message.fuzzy)
        for message, (source, forms) in zip(messages, parts, strict=True)
    ]


TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from('\n\t"\\{}#'), min_size=1)


@given(st.lists(st.tuples(TEXT, TEXT, TEXT, st.booleans(), st.booleans()), max_size=4, unique_by=lambda one: one[0]))
def test_what_tools_write_is_read_as_gettext_reads_it(
    given_entries: list[tuple[str, str, str, bool, bool]],
) -> None:
    catalog = Catalog(locale="de")
    for context, source, text, is_fuzzy, counts in given_entries:
        flags = ["fuzzy"] if is_fuzzy else []
        catalog.add(
            (source, f"{source}s") if counts else source,
            (text, f"{text}n") if counts else text,
            context=context,
            flags=flags,
            auto_comments=["a comment"],
        )
    written = io.BytesIO()
    pofile.write_po(written, catalog)
    assert as_read(read_po(written.getvalue().decode())[1]) == as_babel_reads(written.getvalue())


def test_a_line_that_is_of_no_catalog_is_named() -> None:
    with pytest.raises(ValueError, match="line 2 is not of a PO file: msgstr More"):
        read_po('msgid "More"\nmsgstr More')


@pytest.mark.parametrize(
    ("limit", "sentence"),
    [
        (1, "A can have at most 1 character; this one has 2,000."),
        (0, "A can have at most 0 characters; this one has 2,000."),
        (1200, "A can have at most 1,200 characters; this one has 2,000."),
        ("{limit}", "A can have at most {limit} characters; this one has 2,000."),
    ],
)
def test_one_and_many(limit: int | str, sentence: str) -> None:
    assert translate("issue.max_length", "en", title="A", limit=limit, actual=2000) == sentence


@pytest.mark.parametrize(("fault", "pattern"), FAULTS_OF_CHINESE.items())
def test_chinese_is_set_as_chinese(fault: str, pattern: str) -> None:
    assert [text for texts in FORMS["zh"].values() for text in texts if re.search(pattern, spoken(text))] == [], fault


def test_no_sentence_begins_or_ends_with_space() -> None:
    joined = {"issue.such_as", "workbench.hint"}  # each stands between two others
    assert [code for code, sentence in words() if sentence != sentence.strip() and code not in joined] == []


def test_no_sentence_shows_a_code() -> None:
    codes = re.compile("|".join(rf"(?<![\w.]){re.escape(code)}(?![\w.])" for code in CODES if code.count(".") > 1))
    dotted = re.compile(r"\w\.\w")  # to look for hundreds of codes takes long
    assert [code for code, sentence in words() if dotted.search(sentence) and codes.search(sentence)] == []


def test_english_has_no_chinese_and_chinese_is_no_english() -> None:
    for code in CODES:
        assert not any(re.search(CJK, text) for text in FORMS["en"][code]), code
        for chinese in FORMS["zh"][code]:
            assert " " not in chinese.strip() or re.search(rf"{CJK}|[·{{]", chinese), code


def test_every_code_that_is_asked_for_has_its_sentence() -> None:
    told = {(code, path.name) for path, source in SOURCES.items() for code in TOLD.findall(source)}
    assert len(told) > 100
    assert [(code, name) for code, name in told if code not in CODES] == []


POLISH = """
msgid ""
msgstr ""
"Language: pl\\n"
"Plural-Forms: nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);\\n"

msgctxt "workbench.fields"
msgid "{count:n} field"
msgid_plural "{count:n} fields"
msgstr[0] "{count:n} pole"
msgstr[1] "{count:n} pola"
msgstr[2] "{count:n} pól"

msgctxt "page.elapsed"
msgid "{seconds:0.0} s"
msgstr "{seconds:0.0} s"

#, fuzzy
msgctxt "page.close"
msgid "Close"
msgstr "Zamek"

msgctxt "page.code"
msgid "Code"
msgstr ""
"""


@pytest.fixture
def polish(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A file beside the others, and nothing else."""
    shutil.copytree(LOCALES, tmp_path, dirs_exist_ok=True)
    (tmp_path / "pl.po").write_text(POLISH, encoding="utf-8")
    monkeypatch.setattr(catalogs, "_FOLDER", tmp_path)
    for cached in (catalogs.languages, catalogs.catalog_of):
        cached.cache_clear()
    yield
    for cached in (catalogs.languages, catalogs.catalog_of):
        cached.cache_clear()


@pytest.mark.usefixtures("polish")
def test_a_file_is_a_language() -> None:
    assert {"en", "pl", "zh"} <= set(languages())
    assert list(languages()) == sorted(languages())
    assert catalogs.catalog_of("pl").name == "Polski"
    assert preferred_language("pl-PL,pl;q=0.9,en;q=0.5") == "pl"
    shown = [translate("workbench.fields", "pl", count=count) for count in (1, 2, 5, 22, 1500)]
    assert [text.replace("\xa0", " ") for text in shown] == ["1 pole", "2 pola", "5 pól", "22 pola", "1 500 pól"]
    assert translate("page.elapsed", "pl", seconds=12) == "12,0 s"
    assert amount(Decimal("0.05625"), "pl", "$").replace("\xa0", " ") == "0,05625 $"
    assert join_words(["a", "b"], "pl") == "a, b"
    assert join_alternatives(["a", "b", "c"], "pl") == "a, b lub c"


@pytest.mark.usefixtures("polish")
def test_what_is_not_translated_yet_is_in_english() -> None:
    assert translate("page.code", "pl") == "Code"  # empty
    assert translate("page.close", "pl") == "Close"  # not sure
    assert translate("workbench.problems", "pl", count=1) == "1 problem"  # missing, and in its own plural


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "en"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("en-GB,zh;q=0.9", "en"),
        ("tlh, en;q=0.3, zh;q=0.7", "zh"),
        ("zh;q=0, en", "en"),
        ("*", "en"),
        ("zh;q=x", "en"),
        (";;,,=", "en"),
    ],
)
def test_the_language_that_is_wished_for_most(accepted: str, language: str) -> None:
    assert preferred_language(accepted) == language

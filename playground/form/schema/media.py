"""Which values are files: what speaks for it, and what against."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from playground.form.schema.media_words import (
    ADDRESS_FORMATS,
    ADDRESS_WORDS,
    BARE,
    DATA_SAMPLES,
    FILE_FORMATS,
    FILLERS,
    KINDS_BY_TYPE,
    LINK_SAMPLE,
    LOOKED_AT,
    MEDIA_WORDS,
    OTHER_ADDRESSES,
    OTHERS,
    ROLES,
    SHORTEST_ADDRESS,
    SPEAKS_OF_DATA,
    SPEAKS_OF_FILE,
    SPEAKS_OF_MEDIA,
    SPEAKS_OF_NAMES,
    SPEAKS_OF_OTHERS,
    SPEAKS_OF_TARGETS,
    STRONG,
    TARGETS,
)
from playground.form.schema.names import words_of
from playground.form.schema.node import Node
from playground.form.schema.patterns import matches


@dataclass(frozen=True, slots=True)
class Text:
    """A text that may be the address of a file, or the file itself.

    Attributes:
        node: of the text; of one text in a list.
        words: of the name.
        around: of the nearest name around it that speaks of media, or of something that is none.
        about: the description, as far as it is looked at.
    """

    node: Node
    words: tuple[str, ...]
    around: frozenset[str]
    about: str

    @property
    def is_bare(self) -> bool:
        """The name says only that there is an address, or nothing."""
        return all(word in BARE for word in self.words)

    @property
    def names_address(self) -> bool:
        """The name says that it is an address."""
        return bool(ADDRESS_WORDS & set(self.words))

    @property
    def names_data(self) -> bool:
        """The name says that it is the file itself, as text."""
        joined = "".join(self.words)
        return "base64" in joined or "b64" in joined

    @property
    def has_address_format(self) -> bool:
        """One way to write it is an address."""
        return any(format_of(keywords) in ADDRESS_FORMATS for keywords in readings(self.node))

    @property
    def names_medium(self) -> bool:
        """The name says of what kind it is."""
        return bool(MEDIA_WORDS.keys() & set(self.words))

    @property
    def head(self) -> str:
        """The last word that says what it is."""
        significant = [word for word in self.words if word not in FILLERS and not word.isdigit()]
        if significant:
            return significant[-1]
        return next((word for word in reversed(self.words) if word in MEDIA_WORDS), "")

    @property
    def may_be_long(self) -> bool:
        """It has room for an address."""
        longest = self.node.keywords.get("maxLength")
        return not isinstance(longest, int) or longest >= SHORTEST_ADDRESS


def readings(node: Node) -> Iterator[Mapping[str, Any]]:
    """The keywords of a text, and of each other way in which it may be written."""
    yield node.keywords
    yield from node.alternatives


def _is_declared(text: Text) -> bool:
    """Its format, its pattern or a hint makes it a file."""
    hints = text.node.hints
    return (
        any(format_of(words) in FILE_FORMATS for words in readings(text.node))
        or any(words.get("contentEncoding") == "base64" for words in readings(text.node))
        or bool(kinds_in_data(text.node))
        or bool(hints.accept)
        or hints.suggested == "file-upload"
    )


def _is_something_else(text: Text) -> bool:
    is_target = text.names_address and bool(TARGETS & set(text.words))
    return is_target or bool(OTHERS & (set(text.words) | text.around)) or bool(SPEAKS_OF_TARGETS.search(text.about))


def _cannot_hold_address(text: Text) -> bool:
    return not any(matches_link(words) for words in readings(text.node))


def _is_address_of_medium(text: Text) -> bool:
    is_address = text.names_address or text.has_address_format or (text.is_bare and bool(text.words))
    return is_address and (text.names_medium or (text.is_bare and bool(MEDIA_WORDS.keys() & text.around)))


def _is_address_of_something_else(text: Text) -> bool:
    words = set(text.words) | (text.around if text.is_bare else frozenset())
    is_other = bool(OTHER_ADDRESSES & words) and not text.names_medium and not text.names_data
    return is_other or bool(SPEAKS_OF_OTHERS.search(text.about))


def _has_address_format(text: Text) -> bool:
    # A text that may as well be an e-mail address or an id is typed.
    formats = {format_of(words) for words in readings(text.node)} - {""}
    return (
        formats <= ADDRESS_FORMATS
        and text.has_address_format
        and (not text.is_bare or bool(SPEAKS_OF_MEDIA.search(text.about)))
    )


def _is_address_by_words(text: Text) -> bool:
    return text.names_address and (bool(ROLES & set(text.words)) or bool(SPEAKS_OF_MEDIA.search(text.about)))


def _is_named_so(text: Text) -> bool:
    is_whole = len(text.words) == 1 and text.head == "mask"
    speaks_of_names = bool(SPEAKS_OF_NAMES.search(text.about)) and not SPEAKS_OF_FILE.search(text.about)
    return (text.head in STRONG or is_whole) and text.may_be_long and not speaks_of_names


def _is_said_to_be(text: Text) -> bool:
    is_medium = text.head in MEDIA_WORDS or (text.head in ROLES and bool(SPEAKS_OF_MEDIA.search(text.about)))
    speaks = SPEAKS_OF_FILE.search(text.about) and not SPEAKS_OF_NAMES.search(text.about)
    return is_medium and text.may_be_long and bool(speaks)


def _is_data(text: Text) -> bool:
    """The description says so: `image_prompt`, and `data` of an image around it."""
    speaks = text.names_data or bool(SPEAKS_OF_DATA.search(text.about))
    return speaks and (text.names_medium or bool(MEDIA_WORDS.keys() & text.around)) and text.head not in _ATTRIBUTES


_ATTRIBUTES: Final = frozenset(
    {
        *("format", "formats", "type", "types", "mime", "encoding", "size", "name", "names", "id", "ids", "token"),
        *("count", "quality", "mode", "caption", "description", "title", "output", "response"),
    }
)

_SIGNS: Final[tuple[tuple[bool, Callable[[Text], bool]], ...]] = (
    (True, _is_declared),
    (False, _is_something_else),
    (False, _cannot_hold_address),
    (True, _is_address_of_medium),
    (False, _is_address_of_something_else),
    (True, _has_address_format),
    (True, _is_address_by_words),
    (True, _is_named_so),
    (True, _is_said_to_be),
    (True, _is_data),
)
"""What speaks for a file and what against, the most certain first: the first that holds decides."""


def is_file(text: Node, holder: Node) -> bool:
    """Whether a text is a file, or the address of one.

    Args:
        text: the text; one of a list's.
        holder: the field: the text itself or the list, whose name and description it has.
    """
    looked = text_of(text, holder)
    return next((verdict for verdict, holds in _SIGNS if holds(looked)), False)


def text_of(text: Node, holder: Node) -> Text:
    """A text of a field, as its name, its description and what is around it tell of it."""
    abouts = dict.fromkeys((holder.description, text.description, *(_about(words) for words in text.alternatives)))
    return Text(
        node=text,
        words=words_of(holder.name),
        around=frozenset(words_of(holder.around)),
        about=" ".join(abouts)[:LOOKED_AT],
    )


def format_of(keywords: Mapping[str, Any]) -> str:
    """The word of `format`, or empty."""
    word = keywords.get("format")
    return word if isinstance(word, str) else ""


def _about(keywords: Mapping[str, Any]) -> str:
    text = keywords.get("description")
    return text if isinstance(text, str) else ""


def surroundings(node: Node) -> str:
    """What the values inside one should know of where they stand: the nearest name that speaks of media or of none."""
    names = (node.name, *(subschema.name for subschema in node.subschemas))
    significant = (name for name in names if (MEDIA_WORDS.keys() | OTHERS) & set(words_of(name)))
    return next(significant, _kind_by_type(node) or node.around)


def _kind_by_type(node: Node) -> str:
    """What the `type` that stands beside an address says: `image` of `{type: "image", url}`; `file` of several."""
    for subschema in node.subschemas:
        declared = subschema.schema.get("properties")
        kind = declared.get("type") if isinstance(declared, Mapping) else None
        if isinstance(kind, Mapping):
            listed = [kind["const"]] if "const" in kind else kind.get("enum")
            words = [word for word in listed if isinstance(word, str)] if isinstance(listed, list) else []
            named = [KINDS_BY_TYPE[word] for word in words if word in KINDS_BY_TYPE]
            if named:
                return named[0] if len(named) == 1 else "file"
    return ""


def kinds_in_data(node: Node) -> tuple[str, ...]:
    """What a text's pattern takes as a data URI: `image`, `video`, `audio`, `application`; nothing if it names none."""
    patterns = [words["pattern"] for words in readings(node) if isinstance(words.get("pattern"), str)]
    named = [pattern for pattern in patterns if "data:" in pattern]
    return tuple(kind for kind, sample in DATA_SAMPLES.items() if any(matches(pattern, sample) for pattern in named))


def matches_link(keywords: Mapping[str, Any]) -> bool:
    """Whether a web address could be what a pattern asks for."""
    pattern = keywords.get("pattern")
    return not isinstance(pattern, str) or matches(pattern, LINK_SAMPLE)

"""Tags of a person's runs: how they are compared, and which runs have them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final
from unicodedata import category, normalize

from sqlalchemy import ColumnElement, Connection, Select, delete, func, insert, select

from playground.errors import BadRequestError
from playground.runs.tables import HISTORY, RUN_TAGS, TAGS

LONGEST_TAG: Final = 40
"""Characters of a tag."""

MOST_TAGS_OF_A_RUN: Final = 20
MOST_TAGS_OF_A_BROWSER: Final = 1_000

_UNPRINTABLE: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_JOINERS: Final = "\u200c\u200d"  # within words of some scripts, and within emoji
_AT_ONCE: Final = 500  # a statement takes only so many values


def same_tag(name: str) -> str:
    """What two spellings of one tag share.

    >>> same_tag("Straße") == same_tag("STRASSE"), same_tag("Ｎｅｗ") == same_tag("new"), same_tag("é") == same_tag("e")
    (True, True, False)
    """
    return normalize("NFKC", normalize("NFKC", name).casefold())


def tag_names(typed: Collection[str]) -> dict[str, str]:
    """The tags that were typed, trimmed, each once, by how they are compared; what is empty is none.

    Raises:
        BadRequestError: `label.tag_too_long`, `label.tag_unreadable`.
    """
    names: dict[str, str] = {}
    for text in typed:
        name = " ".join(text.split())
        if len(name) > LONGEST_TAG:
            raise BadRequestError("label.tag_too_long", limit=LONGEST_TAG)
        if any(category(letter) in _UNPRINTABLE and letter not in _JOINERS for letter in name):
            raise BadRequestError("label.tag_unreadable")
        if folded := same_tag(name):
            names.setdefault(folded, name)
    return names


def tags_of(connection: Connection, numbers: Sequence[int]) -> Mapping[int, tuple[str, ...]]:
    """The names of the tags of runs by their numbers in the history, in the order of the alphabet."""
    found: defaultdict[int, list[tuple[str, str]]] = defaultdict(list)
    for start in range(0, len(numbers), _AT_ONCE):
        statement = (
            select(RUN_TAGS.c.number, TAGS.c.folded, TAGS.c.name)
            .join(TAGS, TAGS.c.tag == RUN_TAGS.c.tag)
            .where(RUN_TAGS.c.number.in_(numbers[start : start + _AT_ONCE]))
        )
        for row in connection.execute(statement):
            found[row.number].append((row.folded, row.name))
    return {number: tuple(name for _, name in sorted(tags)) for number, tags in found.items()}


def numbers_with_tags(
    connection: Connection, person: str | None, tags: Collection[str], limit: int
) -> tuple[int, ...] | None:
    """Numbers of the runs in the history that have all the tags; None where these are too many, or no tag is given.

    Args:
        connection: where from.
        person: whose; None is everybody's.
        tags: names.
        limit: how many are too many.
    """
    if not tags:
        return None
    numbers = tuple(connection.execute(_tagged(person, tags).limit(limit + 1)).scalars())
    return numbers if len(numbers) <= limit else None


def has_tags(person: str | None, tags: Collection[str]) -> ColumnElement[bool]:
    """The condition that a row of the history has all the tags; the arguments are those of `numbers_with_tags`."""
    return HISTORY.c.number.in_(_tagged(person, tags))


def tag_ids(connection: Connection, person: str, names: Mapping[str, str]) -> tuple[int, ...]:
    """The ids of a person's tags; those that are new are made, with the spelling they have here.

    Raises:
        BadRequestError: `label.too_many_names`.
    """
    known = _known(connection, person, names)
    new = [folded for folded in names if folded not in known]
    if new:
        count = select(func.count()).select_from(TAGS).where(TAGS.c.person == person)
        if connection.execute(count).scalar_one() + len(new) > MOST_TAGS_OF_A_BROWSER:
            raise BadRequestError("label.too_many_names", limit=MOST_TAGS_OF_A_BROWSER)
        rows = [{"person": person, "folded": folded, "name": names[folded]} for folded in new]
        connection.execute(insert(TAGS), rows)
        known = _known(connection, person, names)
    return tuple(known[folded] for folded in names)


def known_tag_ids(connection: Connection, person: str, names: Mapping[str, str]) -> tuple[int, ...]:
    """The ids of those of a person's tags that there are."""
    return tuple(_known(connection, person, names).values())


def forget_unused(connection: Connection, tags: Collection[int]) -> None:
    """Forget tags that no run has any more, so that none is proposed in vain."""
    is_used = select(RUN_TAGS.c.tag).where(RUN_TAGS.c.tag == TAGS.c.tag).exists()
    connection.execute(delete(TAGS).where(TAGS.c.tag.in_(tags), ~is_used))


def _known(connection: Connection, person: str, names: Mapping[str, str]) -> dict[str, int]:
    statement = select(TAGS.c.folded, TAGS.c.tag).where(TAGS.c.person == person, TAGS.c.folded.in_(list(names)))
    return {row.folded: row.tag for row in connection.execute(statement)}


def _tagged(person: str | None, tags: Collection[str]) -> Select[Any]:
    folded = sorted({same_tag(" ".join(tag.split())) for tag in tags})
    whose = [] if person is None else [TAGS.c.person == person]
    statement = (
        select(RUN_TAGS.c.number).join(TAGS, TAGS.c.tag == RUN_TAGS.c.tag).where(TAGS.c.folded.in_(folded), *whose)
    )
    if len(folded) == 1:
        return statement
    return statement.group_by(RUN_TAGS.c.number).having(func.count() == len(folded))

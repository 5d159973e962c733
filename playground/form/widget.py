"""What a kind of control is: everything that the form knows of it, in one class."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Self, TypeAlias

from playground.form.fields import UNSET, Field, Raw
from playground.form.json_values import to_text

Predicate: TypeAlias = Callable[[Any], bool]
"""A question about a `Node`, whose name says why a widget was chosen."""


@dataclass(frozen=True, slots=True)
class Shape:
    """The outline of an aspect ratio, in CSS pixels."""

    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Look:
    """How a field is drawn now.

    Attributes:
        name: of the drawing, `templates/widgets/NAME.html` of the component; a widget with a template has but one.
        half: two such fields share a line.
        shapes: one for each choice, where the choices are aspect ratios.
        is_group: it is made of several inputs, so that a click on the label means none of them.
        stands_at_default: it shows a value also while it is not set.
    """

    name: str
    half: bool = False
    shapes: tuple[Shape, ...] = ()
    is_group: bool = False
    stands_at_default: bool = False


class Widget(str):
    """One kind of control. A subclass says what is different from a box that one types text into.

    A widget is its name, as text: `widget == "slider"`. It holds nothing; one of each is enough.

    Attributes:
        name: the word of `x-playground`'s `widget`, and of `playground check`.
        hint_words: the words that such a hint may be; empty is the name alone.
        words: what other dialects call it, in lower case and with hyphens.
        fits: what it is for, the most specific question first. The first widget with a question that is answered with
            yes is the default; any that has one may be hinted.
        template: HTML (Jinja) of one that is not the component's own, as text or as a file.
        style: CSS for it, likewise.
        script: an ECMAScript module for it, likewise; its default export is called with each field as it is drawn.
        half: two such fields share a line.
        for_null: what stands for it where null is shown, if it has no place for that.
        when_unset: what stands for it where it could not say that nothing is set.
        offers_choices, offers_several: one of the choices is chosen, or any number of them.
        offers_other: a text of one's own may be offered beside the choices.
        is_numeric: it holds a number.
        counts_letters: the length of what is typed is told.
        takes_files, is_secret, is_hidden: it does.
        is_settled: it always shows a value: only an optional one can also stand at its default, and not be sent.
        says_unset: it has a way to say so.
        holds_json: its value is any JSON, shown as text.
        changes_price: what it holds may change what a run costs.
    """

    __slots__ = ()

    name: ClassVar[str] = ""
    hint_words: ClassVar[tuple[str, ...]] = ()
    words: ClassVar[tuple[str, ...]] = ()
    fits: ClassVar[tuple[Predicate, ...]] = ()
    template: ClassVar[str | Path] = ""
    style: ClassVar[str | Path] = ""
    script: ClassVar[str | Path] = ""
    half: ClassVar[bool] = False
    for_null: ClassVar[Widget | None] = None
    when_unset: ClassVar[Widget | None] = None
    offers_choices: ClassVar[bool] = False
    offers_several: ClassVar[bool] = False
    offers_other: ClassVar[bool] = False
    is_numeric: ClassVar[bool] = False
    counts_letters: ClassVar[bool] = False
    takes_files: ClassVar[bool] = False
    is_secret: ClassVar[bool] = False
    is_hidden: ClassVar[bool] = False
    is_settled: ClassVar[bool] = False
    says_unset: ClassVar[bool] = False
    holds_json: ClassVar[bool] = False
    changes_price: ClassVar[bool] = True

    def __new__(cls) -> Self:
        """The widget, which is its name."""
        return super().__new__(cls, cls.name)

    def able_to_show(self, field: Field, value: Any) -> Field | None:
        """The field, made able to show a value (never `UNSET` or null); None where a JSON editor must."""
        return field if isinstance(value, str) else None

    def format_value(self, field: Field, value: Any) -> Raw:
        """What the control holds for a value; `UNSET` is none."""
        return value if isinstance(value, str) else "" if value is UNSET or value is None else to_text(value)

    def parse(self, field: Field, raw: Raw) -> Any:
        """The value that the control stands for; `UNSET` where it stands for none.

        Raises:
            UnreadableError: what it holds is no value of this field.
        """
        return raw or UNSET

    def takes(self, field: Field, raw: Raw, shown: Raw) -> bool:
        """Whether a page may send this back: by default what is of the same kind as what was `shown`."""
        return type(raw) is type(shown)

    def look(self, field: Field) -> Look:
        """How it is drawn now."""
        return Look(self.name, half=self.half)

    @property
    def spoken(self) -> tuple[str, ...]:
        """The words that a hint may be."""
        return self.hint_words or (self.name,)

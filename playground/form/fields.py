"""The form as data: what a page draws and `check` prints. Nothing here knows Gradio."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING, Any, Final, TypeAlias

if TYPE_CHECKING:
    from playground.form.widget import Widget


class Unset(Enum):
    """The type of `UNSET`."""

    UNSET = "unset"


UNSET: Final = Unset.UNSET
"""Nothing was set; not `None`, which is JSON null."""

Path: TypeAlias = tuple[str | int, ...]
"""Where a value stands in the payload: property names, row numbers, and `"*"` for any row in a template."""

Slot: TypeAlias = tuple[str | int, ...]
"""Where a value stands on the page: as `Path`, with steps for variants in between, so that no two widgets share one."""


Raw: TypeAlias = str | bool | tuple[str, ...]
"""What a control holds, never what is sent:

- text boxes of every kind (text, textarea, password, number, slider, seed, color, date, datetime, json): `str`;
- checkbox: `bool`, or `""` where it stands at its default and is not sent; so does a slider;
- radio, select: the position of the choice as decimal digits, or `""` for "not set"; `=` and a text of one's own where
  that is allowed;
- multiselect: positions as digits; file-upload: URLs and `upload:NAME` tokens, in order.
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """One control's state.

    Attributes:
        raw: what the control holds.
        kept: the default or loaded JSON value that `raw` shows; while `raw` still shows it, exactly this is sent
            (so `""`, `[]`, 1.0 and 9007199254740993 survive). `UNSET` once a person emptied the control by hand.
    """

    raw: Raw
    kept: Any = UNSET


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice of a radio, select or multiselect."""

    value: Any
    label: str


@dataclass(frozen=True, slots=True)
class Limits:
    """What the schema allows, exactly as it says it; None where it says nothing. Lengths are in code points."""

    minimum: Decimal | None = None
    maximum: Decimal | None = None
    exclusive_minimum: Decimal | None = None
    exclusive_maximum: Decimal | None = None
    multiple_of: Decimal | None = None
    min_length: int | None = None
    max_length: int | None = None
    min_items: int | None = None
    max_items: int | None = None


@dataclass(frozen=True, slots=True)
class Upload:
    """What a file-upload field takes; sizes are in bytes."""

    kind: str = "image"  # image, video, audio or file
    accept: tuple[str, ...] = ()
    multiple: bool = False
    max_files: int | None = None
    max_size: int | None = None
    longest_data: int = 0  # characters of a data URI; 0 where the schema allows none
    takes_link: bool = True  # a web address is allowed: False where there must be a data URI


@dataclass(frozen=True, slots=True)
class Why:
    """Why a field has its widget: the rule that fitted first, the hint that chose, the words for both."""

    rule: str
    hint: str | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """One control.

    Attributes:
        name: property name, or the row's number.
        slot: key into the page's values.
        path: where its value goes in the payload.
        optional: it may be absent from the payload.
        nullable: null is a value it may take.
        null_choice: that, of a radio, select or checkbox: it is among the choices only where it is what is held, or
            where a required value may be nothing else.
        default: the schema's default; `UNSET` is not null.
        step: of a slider or number, from the hint or `multipleOf`.
        integer: a number without a fraction.
        open: any other text goes beside the choices.
        unset_choice: a radio or select that offers "not set"; a checkbox or slider that can stand at its default
            without being sent, as one does that a loaded payload leaves out.
        group: heading of the section it stands in.
        why: for the workbench and for `check`.
        entry: its state now; what `with_raws` has not changed shows the loaded value or the default.
    """

    name: str
    slot: Slot
    path: Path
    widget: Widget
    title: str
    description: str = ""
    help: str = ""
    placeholder: str = ""
    unit: str = ""
    rows: int | None = None
    optional: bool = True
    nullable: bool = False
    default: Any = UNSET
    choices: tuple[Choice, ...] = ()
    null_choice: Choice | None = None
    open: bool = False
    unset_choice: bool = False
    limits: Limits = Limits()
    step: Decimal | None = None
    integer: bool = False
    upload: Upload | None = None
    advanced: bool = False
    group: str = ""
    read_only: bool = False
    deprecated: bool = False
    examples: tuple[Any, ...] = ()
    why: Why = Why(rule="")
    entry: Entry = Entry(raw="")


@dataclass(frozen=True, slots=True)
class Structure:
    """What all items have in common that are no control.

    Attributes:
        name: property name, or the row's number.
        slot: key into the page's values.
        path: where its value goes in the payload.
        optional: it may be absent from the payload.
        nullable: null is a value it may take; `set_null` makes it that.
        is_null: it is null now, and there is nothing to draw in it.
        group: heading of the section it stands in.
    """

    name: str
    slot: Slot
    path: Path
    title: str
    description: str = ""
    optional: bool = True
    nullable: bool = False
    is_null: bool = False
    advanced: bool = False
    group: str = ""


@dataclass(frozen=True, slots=True)
class Group(Structure):
    """An object: its items under one heading. An optional one without default starts unset (no items).

    An item whose path is the group's own (variants of a part of the object, further members) fills in the same object.
    """

    items: tuple[Item, ...] = ()
    is_set: bool = True


@dataclass(frozen=True, slots=True)
class Rows(Structure):
    """An array drawn row by row (scalars, objects, arrays, unions, tuples)."""

    items: tuple[Item, ...] = ()
    is_set: bool = True
    can_add: bool = True
    can_remove: bool = True
    can_move: bool = True
    limits: Limits = Limits()


@dataclass(frozen=True, slots=True)
class Variants(Structure):
    """A `oneOf`/`anyOf`: one choice of variant, and the chosen variant's own item below it.

    Null is the last choice (`null_choice`) where it is what is held, and where a value must be there and none is meant
    by itself. An optional one may be "not set": `chosen` is None.
    """

    choices: tuple[str, ...] = ()
    chosen: int | None = None
    null_choice: bool = False
    item: Item | None = None


@dataclass(frozen=True, slots=True)
class Entries(Structure):
    """A map: rows of a name and a value."""

    keys: tuple[Field, ...] = ()
    items: tuple[Item, ...] = ()
    is_set: bool = True
    can_add: bool = True
    can_remove: bool = True


Item: TypeAlias = Field | Group | Rows | Variants | Entries


@dataclass(frozen=True, slots=True)
class State:
    """The structure of one slot, where it is not what the loaded value or the default makes it.

    Attributes:
        is_set: a group, rows or entries that are there at all.
        is_null: there, as null.
        rows: the rows' ids, in order; an id below the number of loaded rows is that loaded row, any other a new one.
        next_row: the id of the next new row; ids are never used twice.
        chosen: the variant; None is "not set".
    """

    is_set: bool = True
    is_null: bool = False
    rows: tuple[int, ...] = ()
    next_row: int = 0
    chosen: int | None = None


@dataclass(frozen=True, slots=True)
class Values:
    """What the page holds, apart from what the schema says by itself: an empty one is the untouched form.

    Attributes:
        loaded: the payload that filled the form; `UNSET` where the schema's defaults do.
        raws: what controls hold, by slot, where somebody changed it.
        emptied: slots emptied by hand: their default or loaded value is gone.
        states: structure, by slot, where somebody changed it.
    """

    loaded: Any = UNSET
    raws: Mapping[Slot, Raw] = field(default_factory=dict)
    emptied: frozenset[Slot] = frozenset()
    states: Mapping[Slot, State] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing wrong with a payload or with what was typed.

    Attributes:
        path: the field it stands beside.
        code: key of the sentence in `playground.texts`, e.g. `issue.max_length`.
        params: what the sentence names, e.g. `{"title": "Prompt", "limit": 800, "actual": 812}`.
    """

    path: Path
    code: str
    params: Mapping[str, Any] = field(default_factory=dict)


class UnreadableError(ValueError):
    """What a control holds is no value of its field; `code` and `params` say why, as an issue's do."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params = params

"""The form before anybody touched it: a tree that grows where it is looked at, so that recursion costs nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeAlias, TypeVar

from playground.form.fields import Field, Limits
from playground.form.schema.node import Node
from playground.form.schema.subschema import Subschema

T = TypeVar("T")


class Lazy(Generic[T]):
    """A value made when it is first asked for, and kept.

    >>> Lazy(lambda: 6 * 7)()
    42
    """

    __slots__ = ("_made", "_make")

    def __init__(self, make: Callable[[], T]) -> None:
        self._make: Callable[[], T] | None = make
        self._made: T | None = None

    def __call__(self) -> T:
        """The value."""
        make = self._make
        if make is not None:
            self._made = make()
            self._make = None
        return self._made  # type: ignore[return-value]  # made above, or by whoever cleared `_make`


@dataclass(frozen=True, slots=True)
class Head:
    """What every kind of plan has.

    Attributes:
        node: what the schemas say.
        optional: it may be absent.
        default: the node's, where it is valid; else `UNSET`.
    """

    node: Node
    name: str
    title: str
    description: str
    optional: bool
    nullable: bool
    default: Any
    advanced: bool
    group: str


@dataclass(frozen=True, slots=True)
class Leaf:
    """One control; `field` has neither slot nor path yet."""

    head: Head
    field: Field


@dataclass(frozen=True, slots=True)
class Condition:
    """Schemas that apply to an object only now and then.

    Attributes:
        identity: of the keyword's value, so that no condition is decided twice.
        member: the member whose presence decides; empty where `test` does.
        test: decides by what the object holds.
        when_true: joins the object's schemas where it holds.
        when_false: joins them where it does not.
    """

    identity: int
    member: str = ""
    test: Subschema | None = None
    when_true: Subschema | None = None
    when_false: Subschema | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """One property of an object."""

    name: str
    required: bool
    plan: Lazy[Plan]


@dataclass(frozen=True, slots=True)
class ObjectPlan:
    """An object: members in the order of the page, then unions of parts of it, then further members by name.

    Attributes:
        further: members beyond the declared ones.
        offers_further: the schema describes them; else only loaded ones are drawn.
        is_part: a variant of a part of an object; the whole has the further members.
        under: the plan with these conditions' schemas joined in: by the decisions, in the conditions' order.
    """

    head: Head
    members: tuple[Member, ...]
    unions: tuple[UnionPlan, ...]
    further: MapPlan
    offers_further: bool
    conditions: tuple[Condition, ...]
    under: Callable[[tuple[bool, ...]], ObjectPlan]
    is_part: bool = False


@dataclass(frozen=True, slots=True)
class ListPlan:
    """An array drawn row by row.

    Attributes:
        first: the plans of a tuple's rows.
        rest: the plan of any row after those.
        is_open: rows after those may be added.
    """

    head: Head
    limits: Limits
    first: tuple[Lazy[Plan], ...]
    rest: Lazy[Plan]
    is_open: bool


@dataclass(frozen=True, slots=True)
class Variant:
    """One branch of a union.

    Attributes:
        tag: the member whose constant value tells this branch from the others, and that value.
        own: the schemas that only this branch has.
        node: those together with what stands beside the union.
        is_preset: it is one value, and there is nothing to fill in.
    """

    label: str
    tag: tuple[str, Any] | None
    own: tuple[Subschema, ...]
    node: Lazy[Node]
    plan: Lazy[Plan]
    is_preset: bool = False


@dataclass(frozen=True, slots=True)
class UnionPlan:
    """A choice of variants."""

    head: Head
    variants: tuple[Variant, ...]


@dataclass(frozen=True, slots=True)
class MapPlan:
    """An object whose names are free: the plan of a name's value."""

    head: Head
    value_of: Callable[[str], Lazy[Plan]]
    limits: Limits


Plan: TypeAlias = Leaf | ObjectPlan | ListPlan | UnionPlan | MapPlan

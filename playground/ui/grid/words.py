"""What a grid comes to, in sentences: how many, what it costs, how long it takes, what is asked before it begins."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from playground.texts import Language, join_words, price, translate
from playground.ui.expectations import rounded
from playground.ui.grid.axes import Axis
from playground.ui.grid.plan import GridPlan
from playground.ui.grid.variables import Kind

_BY_KIND: Final = {Kind.MODEL: "model", Kind.PRESET: "preset", Kind.WORD: "word"}
_BY_NAME: Final = {
    **dict.fromkeys(("size", "aspect_ratio", "image_size", "ratio"), "shape"),
    **{name: name for name in ("prompt", "seed", "strength", "style")},
}
_MEDIA: Final = frozenset({"image", "video", "audio"})


def sentence(plan: GridPlan, language: Language) -> str:
    """How many cells there are and of what: `4 shapes × 3 strengths × 2 seeds = 24 pictures`."""
    parts = " × ".join(_values(axis, language) for axis in plan.axes)
    media = {cell.base.model.media for cell in plan.cells}
    kind = media.pop() if len(media) == 1 else "other"
    makes = f"grid.makes.{kind if kind in _MEDIA else 'other'}"
    count, pictures = len(plan.cells), plan.pictures
    if pictures == count:
        return f"{parts} = {translate(makes, language, count=count)}"
    cells = translate("grid.cells", language, count=count)
    return f"{parts} = {join_words([cells, translate(makes, language, count=pictures)], language)}"


def _values(axis: Axis, language: Language) -> str:
    name = axis.variable.field.name if axis.variable.field else ""
    code = _BY_KIND.get(axis.variable.kind) or _BY_NAME.get(name, "other")
    return translate(f"grid.count.{code}", language, count=len(axis.values), title=axis.variable.title)


def cost_words(plan: GridPlan, language: Language, currency: str, *, on_sandbox: bool) -> str:
    """What all of it costs, as far as earlier runs tell, and what each does."""
    total, unknown = plan.cost
    runs = len(plan.runs)
    if unknown == runs:
        return translate("grid.cost.unknown", language)
    shown = price(total, language, currency, is_play=on_sandbox)
    each = {cell.expected for cell in plan.runs.values()}
    if unknown:
        return translate("grid.cost.partly", language, cost=shown, unknown=unknown, count=runs)
    if len(each) == 1:
        one = price(each.pop() or Decimal(0), language, currency, is_play=False)
        return translate("grid.cost.each", language, cost=shown, one=one)
    known = [cost for cost in each if cost is not None]
    low, high = (price(cost, language, currency, is_play=False) for cost in (min(known), max(known)))
    return translate("grid.cost.between", language, cost=shown, low=low, high=high)


def time_words(plan: GridPlan, at_once: int, language: Language) -> str:
    """How long all of it usually takes; empty where nothing is known."""
    seconds = plan.seconds(at_once)
    return "" if seconds is None else translate("page.usually", language, seconds=rounded(seconds, language))


def same_words(plan: GridPlan, language: Language) -> str:
    """Which cells are the same request; empty where none are."""
    twins = len(plan.cells) - len(plan.runs)
    return translate("grid.same", language, count=twins, runs=len(plan.runs)) if twins else ""

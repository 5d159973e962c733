"""The form as HTML: what it holds and what is wrong with it, drawn in one piece."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from markupsafe import Markup

from playground.component.chips import example_labels
from playground.component.drawing import draw, source_of, template_of
from playground.form import Form, Layout, field_id, fields_of, lay_out, untouched, values_to_json
from playground.form.fields import Field, Group, Issue, Item, Path, Variants
from playground.form.widgets.number import NUMBER
from playground.form.widgets.seeds import dice_of
from playground.form.widgets.slider import SLIDER
from playground.form.widgets.text import TEXT
from playground.form.widgets.textarea import TEXTAREA
from playground.texts import Language, join_words, translate

_CONDITIONALS: Final = frozenset({"if", "dependentSchemas", "dependentRequired", "dependencies"})
_MOST_NAMES: Final = 4
_EMPTY_WORDS: Final = frozenset(
    {
        *("a", "an", "the", "of", "for", "to", "in", "this", "is", "be", "as", "used", "text", "image"),
        *(
            "images",
            "picture",
            "pictures",
            "video",
            "videos",
            "audio",
            "generate",
            "generated",
            "generation",
            "generating",
            "output",
            "result",
            "results",
        ),
    }
)
"""Words that say nothing beside a control: all here is about making pictures and clips."""
_NO_BOUND: Final = 2**53 - 1
"""Bounds from here on say what fits into a number, not what the model takes."""
MAGIC_WORDS: Final = ("fail", "refuse", "no-credit", "rate-limit", "slow", "flaky", "garbage")


@dataclass(frozen=True, slots=True)
class Mount:
    """Where a form is drawn.

    Attributes:
        name: what the form's script calls it in what it sends; a slug, where there are several models.
        version: of the schema, sent along likewise.
        prefix: in front of every id, so that several forms may stand on one page.
        title: over the form; None leaves out the whole heading.
        magic: words that make the sandbox do something, offered below the form.
    """

    name: str = ""
    version: str = ""
    prefix: str = ""
    title: str | None = None
    magic: tuple[str, ...] = ()


def draw_layout(form: Form, layout: Layout, language: Language, mount: Mount, *, issues: Iterable[Issue] = ()) -> str:
    """The form as HTML.

    Args:
        form: in the page's language.
        layout: of what the page holds.
        language: of the words around the fields.
        mount: where it will stand.
        issues: said beside their fields; one in the advanced section opens it.
    """
    plain = [item for item in layout.items if not item.advanced]
    advanced = [item for item in layout.items if item.advanced and not _is_hidden(item)]
    words = issue_words(issues, language)
    return draw(
        "form",
        language,
        form=form,
        mount=mount,
        carried=values_to_json(layout.values),
        whole=layout.root if isinstance(layout.root, Group) else None,
        plain=plain,
        advanced=advanced,
        advanced_names=_names(advanced, language),
        advanced_open=any(path[: len(item.path)] == item.path for path in words for item in advanced)
        or _holds_more(form, layout, advanced),
        issues=words,
        examples=example_labels(form, language),
        chips_below=_chips_below(plain),
        live=_changes_as_typed(form.schema),
        notes_of=notes_of,
        template_of=template_of,
        styles=styles_of(form),
        scripts=sorted(scripts_of(form)),
        id_of=lambda path: mount.prefix + field_id(path),
        kind_of=lambda item: type(item).__name__,
        is_hidden=_is_hidden,
        shares_path=_shares_path,
        part_id=lambda above, item: mount.prefix + own if (own := _part_id(layout.root, above, item)) else "",
        is_named_above=_is_named_above,
        dice_of=dice_of,
        bounds_of=lambda field: bounds_of(field, language),
    )


def styles_of(form: Form) -> Markup:
    """The style sheets that the form's widgets bring along."""
    return Markup("\n".join(source for widget in form.widgets if (source := source_of(widget.style))))  # noqa: S704 - an app's own


def scripts_of(form: Form) -> dict[str, str]:
    """The scripts that the form's widgets bring along, by widget."""
    return {widget.name: source for widget in form.widgets if (source := source_of(widget.script))}


def notes_of(field: Field) -> list[str]:
    """What stands below a control: description and help, without what only says its title once more.

    "Text prompt for image generation." says nothing beside a prompt.
    """
    return [text for text in (field.description, field.help) if text and not _repeats(text, field.title)]


def _repeats(text: str, title: str) -> bool:
    said = set(re.findall(r"\w+", text.lower())) - _EMPTY_WORDS
    return said <= set(re.findall(r"\w+", title.lower()))


def _names(advanced: list[Item], language: Language) -> str:
    """What is in the closed section, as far as a line can hold it."""
    names = [item.title.lower() if item.title.isascii() else item.title for item in advanced]
    return join_words(names if len(names) <= _MOST_NAMES else [*names[:_MOST_NAMES], "…"], language)


def _holds_more(form: Form, layout: Layout, advanced: list[Item]) -> bool:
    """Whether something was set in the advanced section: what will be sent is never out of sight."""
    nothing = untouched(form)
    if not advanced or layout.values == nothing:
        return False
    before = {field.slot: field.entry.raw for field in lay_out(form, nothing).fields}
    return any(field.entry.raw != before.get(field.slot) for field in fields_of(tuple(advanced)))


def issue_words(issues: Iterable[Issue], language: Language) -> dict[Path, str]:
    """Sentences by path, the first for each."""
    words: dict[Path, str] = {}
    for issue in issues:
        words.setdefault(issue.path, translate(issue.code, language, **issue.params))
    return words


def bounds_of(field: Field, language: Language) -> str:
    """What a person should know before typing, e.g. `1–6` or `at most 4`; empty where there is nothing to say."""
    low, high = _bounds(field)
    if low is not None and field.limits.minimum is None and not field.integer and field.widget in (NUMBER, SLIDER):
        return " · ".join(
            translate(code, language, limit=_plain_number(limit))
            for code, limit in (("page.above", low), ("page.at_most", high))
            if limit is not None
        )
    if low is not None and high is not None:
        return f"{_plain_number(low)}–{_plain_number(high)}"
    if high is not None:
        return translate("page.at_most", language, limit=_plain_number(high))
    if low is not None and (low > 1 or field.widget == NUMBER):
        return translate("page.at_least", language, limit=_plain_number(low))
    return ""


def _bounds(field: Field) -> tuple[Decimal | None, Decimal | None]:
    """The least and the most that a field takes, where that says something."""
    limits = field.limits
    if field.widget.takes_files or field.widget.offers_several:
        most = field.upload.max_files if field.upload else None
        return _worth_showing(limits.min_items), _worth_showing(most or limits.max_items)
    low, high = limits.exclusive_minimum, limits.exclusive_maximum
    if field.integer:
        low = None if low is None else Decimal(math.floor(low) + 1)
        high = None if high is None else Decimal(math.ceil(high) - 1)
    return (
        _worth_showing(low if limits.minimum is None else limits.minimum),
        _worth_showing(high if limits.maximum is None else limits.maximum),
    )


def _worth_showing(bound: Decimal | int | None) -> Decimal | None:
    number = None if bound is None else Decimal(bound)
    return number if number is not None and abs(number) < _NO_BOUND else None


def _plain_number(number: Decimal) -> str:
    """A bound without the zeros behind its point: some schemas write every number as `3000.0`."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def prompt_of(drawn: Iterable[Item]) -> Field | None:
    """The field that takes the description of the picture."""
    texts = (field for field in fields_of(tuple(drawn)) if field.widget in (TEXTAREA, TEXT))
    return next((field for field in texts if field.name == "prompt"), None)


def _chips_below(drawn: Iterable[Item]) -> Path | None:
    field = prompt_of(drawn)
    return field.path if field else None


def _changes_as_typed(node: Any) -> bool:
    """Whether fields may come and go with what is typed in others."""
    if isinstance(node, Mapping):
        return bool(_CONDITIONALS & node.keys()) or any(map(_changes_as_typed, node.values()))
    return isinstance(node, list) and any(map(_changes_as_typed, node))


def _shares_path(above: Item | None, item: Item) -> bool:
    """Whether an item stands for what the one around it stands for: they share an id, and what is wrong with them."""
    return above is not None and above.path == item.path


def _part_id(root: Item, above: Item | None, item: Item) -> str:
    """The id of a part's block; empty where the one around it has that id.

    Parts of the whole have nothing around them: the first has its id, and each further one its own.
    """
    if not _shares_path(above, item):
        return field_id(item.path)
    if above is not root or not isinstance(root, Group):
        return ""
    number = next(number for number, part in enumerate(_parts(root)) if part is item)
    return f"part-{number}" if number else field_id(item.path)


def _parts(group: Group) -> Iterator[Item]:
    return (item for item in group.items if item.path == group.path)


def _is_named_above(above: Item | None, item: Item) -> bool:
    """Whether the choice of variants around an item already says what it is called."""
    if not isinstance(above, Variants) or above.chosen is None:
        return False
    return item.title in (above.title, above.choices[above.chosen])


def _is_hidden(item: Item) -> bool:
    return isinstance(item, Field) and item.widget.is_hidden

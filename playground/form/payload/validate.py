"""Is a payload what the schema asks for?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import cache
from typing import Any, Final

from playground.form.fields import Issue, Item, Path, Values
from playground.form.nearest import nearest
from playground.form.page.collect import walk_items
from playground.form.page.layout import items
from playground.form.page.rows import row_title
from playground.form.payload.explain import explain
from playground.form.plan.build import Form
from playground.form.validator.validator import errors_of, make_validator
from playground.texts import translate

_MOST_LOOKED_UP: Final = 10
"""Names that are compared with others: each takes its time."""


def validate(form: Form, payload: Any, drawn: Iterable[Item] | None = None) -> tuple[Issue, ...]:
    """What is wrong with a payload under the schema's own draft, each beside its own field; empty where nothing is.

    Every issue's params have the `title` of its field.

    Args:
        form: of the schema.
        payload: any JSON.
        drawn: the page that the payload comes from, whose titles name what is wrong; else the form filled with it.
    """
    errors = errors_of(make_validator(form.root, form.context.draft), payload)
    if not errors:
        return ()
    titles = _drawn_titles(form, payload, drawn)
    issues = explain(errors, _title_of(form, titles), form.context.language)
    mistyped = [issue for issue in issues if issue.code == "issue.unexpected"][:_MOST_LOOKED_UP]
    return tuple(_with_guess(issue, titles, payload) if issue in mistyped else issue for issue in issues)


def _drawn_titles(form: Form, payload: Any, drawn: Iterable[Item] | None) -> Callable[[], Mapping[Path, str]]:
    """Titles of the fields that the form draws for a payload, made once they are asked for."""

    @cache
    def titles() -> Mapping[Path, str]:
        shown = items(form, Values(loaded=payload)) if drawn is None else tuple(drawn)
        # The outermost item of a path names it: a variant's own title is a smaller thing.
        return {item.path: item.title for item in reversed(list(walk_items(shown)))}

    return titles


def _with_guess(issue: Issue, drawn: Callable[[], Mapping[Path, str]], payload: Any) -> Issue:
    """The issue of an unexpected name, with the field that was perhaps meant: one beside it that the payload lacks."""
    *around, name = issue.path
    there = payload
    for step in around:
        there = there[step]
    beside = (path[-1] for path in drawn() if path and path[:-1] == issue.path[:-1])
    near = nearest(str(name), (one for one in beside if isinstance(one, str) and one not in there))
    return replace(issue, code="issue.unexpected_near", params={**issue.params, "near": near}) if near else issue


def _title_of(form: Form, drawn: Callable[[], Mapping[Path, str]]) -> Callable[[Path], str]:
    """What to call the value at a path: as the page does, else by its name, else by its row's number."""

    def title(path: Path) -> str:
        if not path:
            return form.title or translate("issue.root", form.context.language)
        own, last = drawn().get(path), path[-1]
        if own or isinstance(last, str):
            return own or str(last)
        return row_title("", title(path[:-1]), last, form.context.language, is_first=False)

    return title

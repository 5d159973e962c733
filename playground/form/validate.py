"""Is a payload what the schema asks for?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from playground.form.build import Form
from playground.form.collect import walk
from playground.form.explain import explain
from playground.form.fields import Issue, Path, Values
from playground.form.unfold import items
from playground.form.validator import errors_of, make_validator
from playground.texts import say


def validate(form: Form, payload: Any) -> tuple[Issue, ...]:
    """What is wrong with a payload under the schema's own draft, each beside its own field; empty where nothing is.

    Every issue's figures have the `title` of its field.
    """
    errors = errors_of(make_validator(form.root, form.context.draft), payload)
    return explain(errors, _titles(form, payload), form.context.language) if errors else ()


def _titles(form: Form, payload: Any) -> Callable[[Path], str]:
    @cache
    def drawn() -> Mapping[Path, str]:
        # The outermost item of a path names it: a variant's own title is a smaller thing.
        return {item.path: item.title for item in reversed(list(walk(items(form, Values(loaded=payload)))))}

    def title(path: Path) -> str:
        if not path:
            return form.title or say("issue.root", form.context.language)
        return drawn().get(path) or str(path[-1] + 1 if isinstance(path[-1], int) else path[-1])

    return title

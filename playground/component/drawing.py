"""Templates: HTML is drawn from them alone, and everything from outside is escaped on the way."""

from __future__ import annotations

import json
from functools import cache, partial
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from playground.component.prose import prose
from playground.form import UNSET, Look, Widget, field_id
from playground.texts import Language, catalog_of, join_sentences, space_after, translate

STATIC: Final = Path(__file__).parent / "static"
"""The scripts and style sheets of a form."""


def widget_sheet() -> str:
    """The rules of the widgets that every form can have, each beside its own script, as one style sheet."""
    return "".join(sheet.read_text(encoding="utf-8") for sheet in sorted((STATIC / "widgets").glob("*.css")))


def compact(value: Any) -> str:
    """JSON for a data attribute."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def environment_of(package: str) -> Environment:
    """What draws the templates of a package, `templates/*.html` beside its modules."""
    environment = Environment(
        loader=PackageLoader(package),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["prose"] = prose
    environment.tests["unset"] = lambda value: value is UNSET
    environment.globals["compact"] = compact
    environment.globals["sentences"] = join_sentences
    environment.globals["space_after"] = space_after
    environment.globals["field_id"] = field_id
    return environment


def source_of(given: str | Path) -> str:
    """A template, style or script that a widget brings, as text or as a file."""
    return given.read_text(encoding="utf-8") if isinstance(given, Path) else given


@cache
def template_of(widget: Widget, look: Look) -> str | Template:
    """What draws a widget: its own template, or the component's of that look."""
    own = source_of(widget.template)
    return _TEMPLATES.from_string(own) if own else f"widgets/{look.name}.html"


_TEMPLATES: Final = environment_of("playground.component")


def draw(template: str, language: Language, *, by: Environment = _TEMPLATES, **context: Any) -> str:
    """HTML from `templates/<template>.html`.

    Args:
        template: name without ending.
        language: of `translate` in the template; `lang` is what HTML calls it.
        by: whose templates; the component's own by default.
        context: what the template names; strings in it are escaped.
    """
    words = {"translate": partial(_translate, language), "language": language, "lang": catalog_of(language).tag}
    return by.get_template(f"{template}.html").render(**words, **context)


def _translate(language: Language, code: str, **params: Any) -> str:
    return translate(code, language, **params)

"""Templates: every piece of HTML on the page is drawn here, and everything from outside is escaped on the way."""

from __future__ import annotations

import json
from functools import partial
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from playground.form import UNSET, field_id
from playground.texts import Language, say
from playground.ui.prose import prose

_TEMPLATES = Environment(
    loader=PackageLoader("playground.ui"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
STYLES: Final = ("base", "header", "form", "controls", "parts", "result", "details")
"""The page's style sheets in `static/`, in their order."""

_TEMPLATES.filters["prose"] = prose
_TEMPLATES.globals["styles"] = STYLES
_TEMPLATES.tests["unset"] = lambda value: value is UNSET


def draw(template: str, language: Language, **context: Any) -> str:
    """HTML from `templates/<template>.html`.

    Args:
        template: name without ending.
        language: of `say` in the template.
        context: what the template names; strings in it are escaped.
    """
    return _TEMPLATES.get_template(f"{template}.html").render(
        say=partial(_say, language), language=language, field_id=field_id, compact=compact, **context
    )


_SAID_IN_THE_BROWSER: Final = (
    *("uploading", "file_show", "copied", "close", "previous", "next", "offline", "stale", "broke", "unreached"),
    *("undo", "not_copied", "example_in", "settings_back"),
    *("no_reference", "reference_gone", "take_photo", "no_camera"),
    *("travel.drop", "travel.drop_settings", "travel.reading"),
)


_BLANKS: Final = (
    *((code, ("name",)) for code in ("file_remove", "file_earlier", "upload_lost", "one_file", "not_a_link", "no_use")),
    ("too_many_files", ("limit", "count")),
)
"""What only the browser knows stays blank in these."""


def draw_header(language: Language, *, on_sandbox: bool) -> str:
    """The header, with the few sentences that are said in the browser."""
    return draw("header", language, on_sandbox=on_sandbox, words=browser_words(language))


def browser_words(language: Language) -> dict[str, str]:
    """The sentences that the scripts of any page say, by the code that `word` in `static/words.js` takes."""
    words = {code: say(f"page.{code}", language) for code in _SAID_IN_THE_BROWSER}
    blanks = {code: say(f"page.{code}", language, **{name: f"{{{name}}}" for name in names}) for code, names in _BLANKS}
    return {**words, **blanks}


def compact(value: Any) -> str:
    """JSON for a data attribute."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _say(language: Language, code: str, **figures: Any) -> str:
    return say(code, language, **figures)

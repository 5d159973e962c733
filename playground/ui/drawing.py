"""The page's own templates, and the sentences that its scripts say."""

from __future__ import annotations

from functools import partial
from typing import Final
from urllib.parse import urlsplit

from playground.component import drawing
from playground.component.words import script_words
from playground.texts import Language, catalog_of, languages, translate
from playground.ui.compare_query import compare_address
from playground.ui.visitor import SignedIn

STYLES: Final = (
    *("base", "header", "model_picker", "columns"),
    *("form/form", "form/controls", "form/choices", "form/parts", "form/widgets", "form/touch"),
    *("form_column", "presets", "result", "pictures", "generate", "batch", "list", "grid_builder"),
    *("lightbox", "details", "run_settings"),
    *("earlier", "touch"),
)
"""What every page's one style sheet is made of, in its order: `static/`, and at `form/` the component's."""


def language_names() -> list[dict[str, str]]:
    """The languages to choose from: `code` for our cookie, `lang` for HTML, and what each calls itself."""
    found = [(code, catalog_of(code)) for code in languages()]
    return [{"code": code, "lang": catalog.tag, "name": catalog.name} for code, catalog in found]


_TEMPLATES: Final = drawing.environment_of("playground.ui")
_TEMPLATES.globals["languages"] = language_names
_TEMPLATES.globals["compare_address"] = compare_address

draw = partial(drawing.draw, by=_TEMPLATES)
"""`playground.component.drawing.draw`, of the page's own templates."""


_SAID_IN_THE_BROWSER: Final = (
    *("copied", "previous", "next", "offline", "stale", "undo", "not_copied", "example_in", "settings_back"),
    *("generate", "starting", "same_click", "again_in", "zoom", "zoom_out", "large", "download", "reference_gone"),
    *("to_prompt", "result", "ctrl", "notify.on", "notify.denied"),
    *("import.drop", "import.drop_settings", "import.reading"),
    *("away", "press.unreached", "press.away", "press.broke"),
)


_BLANKS: Final = (
    *(("generate_another", ("count",)), ("counter", ("number", "count")), ("elapsed", ("seconds",))),
    *((f"preset.{code}", ("name",)) for code in ("taken", "replace_it", "saved")),
)
"""What only the browser knows stays blank in these."""


def draw_header(
    language: Language,
    *,
    service: str,
    account: SignedIn | None = None,
    signs_out: bool = True,
    claim: int = 0,
    has_own_keys: bool = False,
) -> str:
    """The header, with the few sentences that are said in the browser.

    Args:
        language: of the words.
        service: address of the service that charges for runs; empty on the sandbox.
        account: who is signed in; None where nobody has to.
        signs_out: whether signing out is ours to do.
        has_own_keys: whether people may bring keys of their own.
        claim: how much the browser has from before, to be taken along or left; 0 asks nothing.
    """
    return draw(
        "header",
        language,
        service=urlsplit(service).netloc or service,
        words=browser_words(language),
        account=account,
        signs_out=signs_out,
        claim=claim,
        has_own_keys=has_own_keys,
    )


def browser_words(language: Language) -> dict[str, str]:
    """The sentences that the scripts of any page and of its form say, by the code that `word` in `words.js` takes."""
    words = {code: translate(f"page.{code}", language) for code in _SAID_IN_THE_BROWSER}
    blanks = {
        code: translate(f"page.{code}", language, **{name: f"{{{name}}}" for name in names}) for code, names in _BLANKS
    }
    return {**script_words(language), **words, **blanks}

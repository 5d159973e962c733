"""The sentences that a form's script says in the browser."""

from __future__ import annotations

from typing import Final

from playground.texts import Language, translate

_SAID: Final = ("uploading", "file_show", "close", "take_photo", "no_camera", "no_reference", "broke", "unreached")
_BLANKS: Final = (
    *((code, ("name",)) for code in ("file_remove", "file_earlier", "upload_lost", "one_file", "not_a_link", "no_use")),
    ("too_many_files", ("limit", "count")),
    ("in_use", ("count",)),
)
"""What only the browser knows stays blank in these."""


def script_words(language: Language) -> dict[str, str]:
    """They, by the code that `host.word` in `static/schema_form.js` takes; `{name}` is for the script to fill in."""
    words = {code: translate(f"page.{code}", language) for code in _SAID}
    blanks = {
        code: translate(f"page.{code}", language, **{name: f"{{{name}}}" for name in names}) for code, names in _BLANKS
    }
    return {**words, **blanks}

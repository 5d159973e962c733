"""What travels between the component and its script, both ways, and the files in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from playground.form import Field, Form, filled, map_files, map_uploads, values_to_json
from playground.form.json_values import to_text

STATE: Final = "schema_form"
"""The member whose text holds the form's state; another is `files`."""
TOLD: Final = "is_told"
"""Whether the page says beside the fields what is wrong with them: then no toast says it too."""
_UPLOAD: Final = "upload:"


@dataclass(slots=True)
class Files:
    """The files of one payload, by the token that stands for each: `upload:` and the file's name.

    Attributes:
        homes: folders that files may come from; any other is not taken.
        paths: where they are, by token.
    """

    homes: tuple[Path, ...]
    paths: dict[str, str] = field(default_factory=dict)

    def take(self, data: Any) -> str | None:
        """The token of a file as Gradio describes it (`FileData`); None where it is none that was uploaded here."""
        path = Path(str(data.get("path", ""))).resolve() if isinstance(data, Mapping) else None
        if path is None or not any(path.is_relative_to(home) for home in self.homes) or not path.is_file():
            return None
        token = f"{_UPLOAD}{path.name}"
        self.paths[token] = str(path)
        return token


def is_state(value: Any) -> bool:
    """Whether a value is what the script sends, and no payload."""
    members = {STATE, "files", TOLD}
    return isinstance(value, Mapping) and value.keys() <= members and isinstance(value.get(STATE), str)


def state_of(form: Form, payload: Any, version: str) -> dict[str, Any]:
    """A payload as the script takes it: files of this machine become tokens, with what Gradio serves them by."""
    files: dict[str, dict[str, Any]] = {}

    def token_of(_: object, value: str) -> str:
        path = Path(value)
        if "://" in value or not path.is_absolute() or not path.is_file():
            return value
        files[f"{_UPLOAD}{path.name}"] = {"path": value, "orig_name": path.name, "meta": {"_type": "gradio.FileData"}}
        return f"{_UPLOAD}{path.name}"

    values = filled(form, map_uploads(form, payload, token_of))
    sent = {"model": "", "version": version, "form": to_text(values_to_json(values)), "raws": [], "emptied": []}
    return {STATE: to_text(sent), "files": list(files.values())}


def with_tokens(payload: Any, files: Files) -> Any:
    """The payload with a token for every file as Gradio describes it; one that is not taken stays as it is."""
    match payload:
        case {"path": str(), "meta": {"_type": "gradio.FileData"}}:
            return files.take(payload) or payload
        case dict():
            return {name: with_tokens(member, files) for name, member in payload.items()}
        case list():
            return [with_tokens(row, files) for row in payload]
        case _:
            return payload


def with_paths(fields: Iterable[Field], payload: Any, files: Files) -> Any:
    """The payload of these fields with the path of every file in place of its token."""
    return map_files(fields, payload, lambda _, value: files.paths.get(value, value))

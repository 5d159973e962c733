"""The models on offer: one JSON Schema a file, the file's stem the slug, noticed anew when a file changes."""

from __future__ import annotations

import difflib
import hashlib
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any, Final

from playground.errors import SchemaError, UnknownModelError
from playground.form import Form, build_form
from playground.jsontext import read_json
from playground.texts import Language, join_words

SANDBOX_PREFIX: Final = "sandbox-"
EXAMPLE_SUFFIX: Final = ".example.json"
_MAX_LETTERS: Final = 100


@dataclass(frozen=True, slots=True)
class Model:
    """One model, in one language.

    Attributes:
        slug: its name at the service, and the stem of its file.
        schema: the file's JSON, as it stands.
        form: made from the schema; it has the title, the description, the media and the examples too.
    """

    slug: str
    schema: Mapping[str, Any]
    form: Form

    @property
    def version(self) -> str:
        """Names the schema by what it says: a form that was drawn from another one is out of date."""
        return hashlib.sha256(json.dumps(self.schema, default=str).encode()).hexdigest()[:12]

    @property
    def title(self) -> str:
        """The name that people read."""
        return self.form.title or self.slug

    @property
    def description(self) -> str:
        """What the model is good for; may be empty."""
        return self.form.description

    @property
    def media(self) -> str:
        """`image`, `video` or `audio`."""
        return self.form.media

    @property
    def examples(self) -> tuple[Any, ...]:
        """Payloads worth trying."""
        return self.form.examples

    @property
    def sandbox_only(self) -> bool:
        """Whether no real service has it."""
        return self.slug.startswith(SANDBOX_PREFIX)


@dataclass(frozen=True, slots=True)
class Broken:
    """A file that cannot become a model, and why: `code` and `params` are for `playground.texts`."""

    slug: str
    code: str
    params: Mapping[str, Any] = field(default_factory=dict)

    @property
    def line(self) -> int | None:
        """Line of a slip in the JSON, from 1."""
        return self.params.get("line")

    @property
    def column(self) -> int | None:
        """Column of a slip in the JSON, from 1."""
        return self.params.get("column")


@dataclass(slots=True)
class _File:
    """What is known of one file: its fingerprint, its JSON or what is wrong with it, and the models made so far."""

    fingerprint: tuple[int, int]
    schema: Any = None
    broken: Broken | None = None
    models: dict[Language, Model] = field(default_factory=dict)


class Catalog:
    """The models of a folder. Safe to share between threads.

    Args:
        folder: where the files are; it may be missing or change at any time.
        on_sandbox: whether `sandbox-…` models are on offer.
        scan_every: seconds that a look at the folder stays good for.
        clock: seconds that never run backwards.
    """

    def __init__(
        self,
        folder: Path,
        *,
        on_sandbox: bool = True,
        scan_every: float = 0.5,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._folder = folder
        self._on_sandbox = on_sandbox
        self._scan_every = scan_every
        self._clock = clock
        self._scanned: float | None = None
        self._files: dict[str, _File] = {}
        self._lock = Lock()

    def models(self, language: Language = "en") -> tuple[Model, ...]:
        """Every usable model on offer: by title, those of the sandbox last."""
        found = [built for built in self._built(language) if isinstance(built, Model)]
        return tuple(sorted(found, key=lambda model: (model.sandbox_only, model.title.casefold(), model.slug)))

    def making(self, media: str) -> frozenset[str]:
        """The slugs of those on offer that make that: `image`, `video` or `audio`."""
        return frozenset(model.slug for model in self.models() if model.media == media)

    def broken(self) -> tuple[Broken, ...]:
        """Every file that cannot become a model, by slug."""
        return tuple(built for built in self._built("en") if isinstance(built, Broken))

    def model(self, slug: str, language: Language = "en") -> Model:
        """The model of that name.

        Raises:
            UnknownModelError: there is none, or only the sandbox has it; near names are among the params.
            SchemaError: there is one, but its file is broken.
        """
        with self._lock:
            file = self._scan().get(slug)
            built = _build(slug, file, language) if file and self._is_on_offer(slug) else None
        if isinstance(built, Model):
            return built
        if built is not None:
            raise SchemaError(built.code, **built.params)
        if file is not None:
            raise UnknownModelError("catalog.sandbox_only", model=slug)
        names = [model.slug for model in self.models(language)]
        slug = slug[:_MAX_LETTERS]  # to compare longer ones takes long
        near = difflib.get_close_matches(slug.lower(), names, n=3, cutoff=0.5)
        code = "catalog.unknown_model_near" if near else "catalog.unknown_model"
        raise UnknownModelError(code, model=slug, near=join_words(near, language), models=join_words(names, language))

    def _built(self, language: Language) -> list[Model | Broken]:
        with self._lock:
            files = self._scan()
            return [_build(slug, files[slug], language) for slug in sorted(files) if self._is_on_offer(slug)]

    def _is_on_offer(self, slug: str) -> bool:
        return self._on_sandbox or not slug.startswith(SANDBOX_PREFIX)

    def _scan(self) -> Mapping[str, _File]:
        now = self._clock()
        if self._scanned is None or now - self._scanned >= self._scan_every:
            self._files = {
                slug: known
                if (known := self._files.get(slug)) and known.fingerprint == fingerprint
                else _read(path, slug, fingerprint)
                for slug, path, fingerprint in _model_files(self._folder)
            }
            self._scanned = now
        return self._files


def _model_files(folder: Path) -> list[tuple[str, Path, tuple[int, int]]]:
    """Slug, path and fingerprint of each model file; a file that goes away meanwhile is left out."""
    found = []
    for path in folder.glob("*.json"):
        if path.name.startswith(".") or path.name.endswith(EXAMPLE_SUFFIX):
            continue
        try:
            status = path.stat()
        except OSError:
            continue
        found.append((path.stem, path, (status.st_mtime_ns, status.st_size)))
    return found


def _read(path: Path, slug: str, fingerprint: tuple[int, int]) -> _File:
    try:
        return _File(fingerprint, schema=read_json(path))
    except SchemaError as error:
        return _File(fingerprint, broken=Broken(slug, error.code, error.params))


def _build(slug: str, file: _File, language: Language) -> Model | Broken:
    """The model in a language, built once for each state of its file."""
    if file.broken is None and language not in file.models:
        try:
            file.models[language] = Model(slug, file.schema, build_form(file.schema, language=language))
        except SchemaError as error:
            file.broken = Broken(slug, error.code, error.params)
    return file.broken or file.models[language]

"""What the views are drawn with: made for each request, from the parts and from what the reader's browser says."""

from __future__ import annotations

from collections.abc import Callable

from starlette.requests import Request

from playground.catalog import Catalog
from playground.errors import SchemaError, UnknownModelError
from playground.form import fields_of, items
from playground.form.fields import Values
from playground.texts import Language
from playground.ui.grid.titles import axes_in
from playground.ui.run_settings import settings_of
from playground.ui.view_context import ViewContext
from playground.ui.visitor import language_of, zone_of
from playground.wiring import SANDBOX_PATH, Parts


def view_contexts(parts: Parts, own_address: str) -> Callable[[Request], ViewContext]:
    """From a request to what its answer is drawn with.

    Args:
        parts: of this server.
        own_address: where this process can be reached.
    """
    settings = parts.settings
    base_url = own_address + SANDBOX_PATH if settings.on_sandbox else settings.service_name

    def context_for(request: Request) -> ViewContext:
        language = language_of(request)
        return ViewContext(
            language=language,
            currency=settings.currency,
            base_url=base_url,
            outlook=parts.runner.outlook,
            can_cancel=parts.runner.can_cancel,
            is_kept=parts.results.has,
            title_of=lambda slug: _title(parts.catalog, slug, language),
            media_of=lambda slug: _media(parts.catalog, slug),
            has_seed=lambda slug: _has_seed(parts.catalog, slug),
            settings_of=lambda run: settings_of(run.form_input, run.model, parts.catalog, language),
            zone=zone_of(request),
            axes_of=lambda plan, models: axes_in(plan, models, parts.catalog, language),
        )

    return context_for


# A run may be of a model whose file is gone, or broken since.


def _title(catalog: Catalog, slug: str, language: Language) -> str:
    try:
        return catalog.model(slug, language).title
    except (SchemaError, UnknownModelError):
        return slug


def _media(catalog: Catalog, slug: str) -> str:
    try:
        return catalog.model(slug).media
    except (SchemaError, UnknownModelError):
        return "image"


def _has_seed(catalog: Catalog, slug: str) -> bool | None:
    try:
        form = catalog.model(slug).form
    except (SchemaError, UnknownModelError):
        return None
    return any(field.widget == "seed" for field in fields_of(items(form, Values())))

"""What is set, and whether it goes together; nobody is asked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from playground.catalog import Catalog
from playground.doctor.finding import Finding, warn, well, wrong, wrong_by
from playground.errors import SettingsError
from playground.exposure import check_exposure
from playground.settings import PREFIX, SECRETS, Settings, is_postgres

_MASK: Final = "•••"
_NAMED: Final = re.compile(r"(?<=//)[^/?#\s]*@")
"""A name and password within an address."""
_QUERY: Final = re.compile(r"\?.*", re.DOTALL)
"""Signatures and tokens stand there."""


def variables(environ: Mapping[str, str]) -> Iterator[Finding]:
    """Every variable that is set, secrets masked."""
    ours = {f"{PREFIX}{name.upper()}": name for name in Settings.model_fields}
    found = {known: value for given, value in environ.items() if value and (known := given.upper()) in ours}
    for variable, value in sorted(found.items()):
        yield well("doctor.variable", variable=variable, value=shown(ours[variable], value))
    if is_postgres(environ.get("DATABASE_URL", "")) and f"{PREFIX}DATABASE_URL" not in found:
        yield well("doctor.variable", variable="DATABASE_URL", value=_MASK)
    if not found:
        yield well("doctor.no_variables")


def shown(name: str, value: str) -> str:
    """The value of a setting as it may be read by anybody.

    >>> shown("api_key", "mv_live_1"), shown("api_url", "https://me:hush@api.example.com/v1?token=hush")
    ('•••', 'https://•••@api.example.com/v1?•••')
    """
    if name in SECRETS:
        return _MASK
    masked = _NAMED.sub(f"{_MASK}@", value)
    return _QUERY.sub(f"?{_MASK}", masked) if "://" in masked else masked


def exposure(settings: Settings) -> Iterator[Finding]:
    """Whether `serve` would start with this, and who may come in."""
    try:
        check_exposure(settings)
    except SettingsError as error:
        yield wrong_by(error)
        return
    if settings.user_header:
        everybody = [str(network) for network in settings.trusted_proxies if network.prefixlen == 0]
        if everybody:
            yield wrong("doctor.sign_in.anybody", networks=", ".join(everybody))
        else:
            yield well("doctor.sign_in.header", header=settings.user_header, count=len(settings.trusted_proxies))
    elif settings.password:
        yield well("doctor.sign_in.password")
    elif not settings.oidc_issuer and not settings.is_loopback:
        yield warn("doctor.sign_in.open") if settings.api_key else well("doctor.sign_in.play")
    elif not settings.oidc_issuer:
        yield well("doctor.sign_in.here")


def models(settings: Settings) -> Iterator[Finding]:
    """Which model files cannot be read."""
    catalog = Catalog(settings.schemas, on_sandbox=settings.on_sandbox)
    for broken in catalog.broken():
        yield warn("doctor.schemas.broken", file=f"{broken.slug}.json", folder=str(settings.schemas))
    count = len(catalog.models())
    yield well("doctor.schemas.ok", count=count, folder=str(settings.schemas)) if count else wrong("storage.no_schemas")

"""Who could spend the owner's money once a server listens, and whether that was meant."""

from __future__ import annotations

import re

from playground.errors import SettingsError
from playground.settings import Settings

_FOR_EVERYBODY = re.compile(
    r"https://(huggingface\.co|accounts\.google\.com|gitlab\.com|appleid\.apple\.com|"
    r"login\.microsoftonline\.com/(common|consumers|organizations)(/.*)?)",
)
"""Providers at which anybody may have an account."""


def check_exposure(settings: Settings) -> None:
    """Refuse to let strangers spend the owner's money, and to start half of what was meant.

    Args:
        settings: of a server that is about to start.

    Raises:
        SettingsError: beyond loopback with a real key and nothing that keeps anybody out nor `PLAYGROUND_OPEN=1`;
            or what belongs to signing in does not fit together.
    """
    wants_oidc = settings.oidc_issuer or settings.oidc_client_id
    ways = (wants_oidc, settings.user_header, settings.password)
    if sum(way is not None for way in ways) > 1:
        raise SettingsError("settings.sign_in_twice")
    if settings.user_header and not settings.trusted_proxies:
        raise SettingsError("settings.header_without_proxies")
    if wants_oidc and not (settings.oidc_issuer and settings.oidc_client_id and settings.oidc_client_secret):
        raise SettingsError("settings.oidc_incomplete")
    if settings.own_keys and settings.secret is None:
        raise SettingsError("settings.own_keys_without_secret")
    if settings.api_key is None or settings.is_loopback or settings.open:
        return
    if not any(ways):
        raise SettingsError("settings.exposed", host=settings.host)
    if _FOR_EVERYBODY.fullmatch(settings.oidc_issuer or "") and not (settings.oidc_domains or settings.oidc_groups):
        raise SettingsError("settings.oidc_for_everybody", issuer=settings.oidc_issuer)

"""Addresses that browsers go to: this server as others reach it, and the OpenID provider."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import httpx

from playground.certificates import trusted
from playground.doctor.finding import Finding, warn, well, wrong
from playground.files.publish import LOCAL
from playground.loopback import is_loopback
from playground.proxies import is_usable, proxy_for
from playground.settings import Settings

_TIMEOUT: Final = httpx.Timeout(6.0, connect=4.0)
_LARGEST: Final = 1_000_000
_FOUND: Final = 200


def public_address(settings: Settings) -> Iterator[Finding]:
    """Whether a playground answers there; from this machine it may not be seen even where all others see it."""
    url = settings.public_url
    if url is None:
        if settings.oidc_issuer:
            yield warn("doctor.public.sign_in")
        if settings.uploads == LOCAL and not _is_here(settings):
            yield warn("doctor.public.none")
        return
    if url.startswith("http://") and (settings.knows_people or settings.password):
        yield warn("doctor.public.plain", url=url)
    try:
        status, body = _get(f"{url}/healthz")
    except httpx.HTTPError:
        yield warn("doctor.public.unreachable", url=url)
        return
    if status == _FOUND and body.strip() == b"ok":
        yield well("doctor.public.ok", url=url)
    else:
        yield warn("doctor.public.other", url=url, status=status)


def provider(settings: Settings) -> Iterator[Finding]:
    """Whether the OpenID provider says of itself what is needed to sign in."""
    issuer = settings.oidc_issuer
    if issuer is None:
        return
    try:
        status, body = _get(f"{issuer}/.well-known/openid-configuration")
        said = httpx.Response(status, content=body).json()
    except httpx.HTTPError:
        yield wrong("doctor.oidc.unreachable", url=issuer)
        return
    except ValueError:
        said = None
    if status != _FOUND or not isinstance(said, dict):
        yield wrong("doctor.oidc.other", url=issuer, status=status)
    elif str(said.get("issuer", "")).rstrip("/") != issuer:
        yield wrong("doctor.oidc.issuer", url=issuer, said=str(said.get("issuer", ""))[:200])
    elif missing := [name for name in ("authorization_endpoint", "token_endpoint", "jwks_uri") if name not in said]:
        yield wrong("doctor.oidc.missing", url=issuer, names=", ".join(missing))
    else:
        yield well("doctor.oidc.ok", url=issuer)


def _get(url: str) -> tuple[int, bytes]:
    proxy = proxy_for(url)
    if proxy is not None and not is_usable(proxy):
        raise httpx.ProxyError("the proxy of the environment cannot be used")
    with (
        httpx.Client(timeout=_TIMEOUT, trust_env=False, proxy=proxy, verify=trusted()) as client,
        client.stream("GET", url) as answer,
    ):
        body = b""
        for piece in answer.iter_bytes():
            body += piece
            if len(body) > _LARGEST:
                break
        return answer.status_code, body


def _is_here(settings: Settings) -> bool:
    host = httpx.URL(settings.service_name).host if not settings.on_sandbox else "localhost"
    return is_loopback(host) or host == "localhost"

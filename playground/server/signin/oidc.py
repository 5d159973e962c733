"""An OpenID provider: where people are sent to sign in, and what it says of who came back.

Authlib makes the challenge and checks the claims, joserfc the signature; the requests are our own.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

import httpx
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from playground.errors import SignInError
from playground.server.signin.oidc_requests import PATIENCE, ProviderRequests, object_in

_DISCOVERY: Final = "/.well-known/openid-configuration"
_ALGORITHMS: Final = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""None with a shared secret: the client's would be one, and `none` is no signature."""
_LEEWAY: Final = 120
"""Seconds by which its clock and ours may differ."""

_LOG: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Registration:
    """As what we are known at a provider.

    Attributes:
        issuer: its address.
        client_id: our name there.
        client_secret: ours.
        scopes: what we ask to be told, with blanks between.
    """

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    scopes: str = "openid email profile"


class Provider:
    """One provider; it is asked for the first time when somebody signs in.

    Args:
        registration: as what we are known there.
        transport: of requests; None is the network.
        monotonic: gives seconds.
        sleep: waits between two tries.
        patience: seconds for all tries of one request.
    """

    def __init__(
        self,
        registration: Registration,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        patience: float = PATIENCE,
    ) -> None:
        self._registration = registration
        self._requests = ProviderRequests(transport, monotonic, sleep, patience)

    async def address(self, redirect_uri: str, *, state: str, nonce: str, verifier: str) -> str:
        """Where a browser is sent to sign in.

        Raises:
            SignInError: `signin.unreachable`, `signin.provider`.
        """
        endpoint = _text(await self._metadata(), "authorization_endpoint")
        asked = {
            "response_type": "code",
            "client_id": self._registration.client_id,
            "redirect_uri": redirect_uri,
            "scope": self._registration.scopes,
            "state": state,
            "nonce": nonce,
            "code_challenge": create_s256_code_challenge(verifier),
            "code_challenge_method": "S256",
        }
        return f"{endpoint}{'&' if urlsplit(endpoint).query else '?'}{urlencode(asked)}"

    async def claims(self, code: str, redirect_uri: str, *, nonce: str, verifier: str) -> Mapping[str, Any]:
        """What the provider says of who signed in: the claims of its ID token, and of its user info beside them.

        Raises:
            SignInError: `signin.unreachable`, `signin.provider`, or `signin.refused`, the code or the token is no good.
        """
        metadata = await self._metadata()
        token = await self._exchange(metadata, code, redirect_uri, verifier)
        claims = await self._verified(metadata, token, nonce)
        if "userinfo_endpoint" not in metadata or not isinstance(token.get("access_token"), str):
            return claims
        more = await self._user_info(_text(metadata, "userinfo_endpoint"), token["access_token"])
        # Its own subject must be the token's: else it speaks of somebody else.
        if more.get("sub") != claims["sub"]:
            return claims
        if "email" in claims and more.get("email") != claims["email"]:  # it is another address that was verified
            more = {name: value for name, value in more.items() if name != "email_verified"}
        return {**more, **claims}

    async def _metadata(self) -> Mapping[str, Any]:
        issuer = self._registration.issuer.rstrip("/")
        metadata = await self._requests.kept(issuer + _DISCOVERY)
        if _text(metadata, "issuer").rstrip("/") != issuer:
            raise SignInError("signin.provider", reason="issuer")
        return metadata

    async def _exchange(
        self, metadata: Mapping[str, Any], code: str, redirect_uri: str, verifier: str
    ) -> Mapping[str, Any]:
        ours = self._registration
        sent = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "code_verifier": verifier,
            "client_id": ours.client_id,
        }
        methods = _listed(metadata, "token_endpoint_auth_methods_supported", "client_secret_basic")
        auth = httpx.BasicAuth(ours.client_id, ours.client_secret) if "client_secret_basic" in methods else None
        if auth is None:
            sent["client_secret"] = ours.client_secret
        endpoint = _text(metadata, "token_endpoint")
        answer = await self._requests.ask(
            "POST", endpoint, data=sent, auth=auth, headers={"Accept": "application/json"}
        )
        if not answer.is_success:
            _LOG.warning("the OpenID provider did not take a code: status %s", answer.status)
            raise SignInError("signin.refused")
        return object_in(answer)

    async def _verified(self, metadata: Mapping[str, Any], token: Mapping[str, Any], nonce: str) -> Mapping[str, Any]:
        ours, signed = self._registration, token.get("id_token")
        if not isinstance(signed, str):
            raise SignInError("signin.provider", reason="id_token")
        given = _listed(metadata, "id_token_signing_alg_values_supported", "RS256")
        registry = JWSRegistry(algorithms=[name for name in _ALGORITHMS if name in given], strict_check_header=False)
        try:
            decoded = await self._decoded(signed, _text(metadata, "jwks_uri"), registry)
            claims = CodeIDToken(
                decoded.claims,
                decoded.header,
                {
                    "iss": {"essential": True, "values": [metadata["issuer"]]},
                    "aud": {"essential": True, "values": [ours.client_id]},
                    "nonce": {"essential": True},
                },
                {"nonce": nonce, "client_id": ours.client_id, "access_token": token.get("access_token")},
            )
            claims.validate(leeway=_LEEWAY)
        except (
            JoseError,
            ValueError,
            TypeError,
        ) as error:  # the last: a claim of no kind that it can be
            _LOG.warning("an ID token was not believed: %s", error)
            raise SignInError("signin.refused") from error
        if not isinstance(claims["sub"], str) or not claims["sub"]:
            raise SignInError("signin.provider", reason="sub")
        return dict(claims)

    async def _decoded(self, signed: str, keys: str, registry: JWSRegistry) -> jwt.Token:
        """A signed token, if one of the provider's keys signed it; it may have new ones since it was asked for them."""
        try:
            return jwt.decode(signed, _key_set(await self._requests.kept(keys)), registry=registry)
        except (JoseError, ValueError):
            self._requests.forget(keys)
            return jwt.decode(signed, _key_set(await self._requests.kept(keys)), registry=registry)

    async def _user_info(self, endpoint: str, access_token: str) -> Mapping[str, Any]:
        answer = await self._requests.ask("GET", endpoint, headers={"Authorization": f"Bearer {access_token}"})
        return object_in(answer) if answer.is_success and answer.kind.startswith("application/json") else {}


def _key_set(said: Mapping[str, Any]) -> KeySet:
    listed = said.get("keys")
    return KeySet.import_key_set({"keys": listed if isinstance(listed, list) else []})


def _text(metadata: Mapping[str, Any], name: str) -> str:
    """An address that can be asked."""
    value = metadata.get(name)
    if not isinstance(value, str) or not _is_address(value):
        raise SignInError("signin.provider", reason=name)
    return value


def _is_address(text: str) -> bool:
    try:
        return urlsplit(text).scheme in {"http", "https"} and bool(httpx.URL(text).host)
    except (ValueError, httpx.InvalidURL):
        return False


def _listed(metadata: Mapping[str, Any], name: str, usual: str) -> Sequence[Any]:
    """What the provider lists under a name; the usual one where it lists nothing."""
    value = metadata.get(name)
    return value if isinstance(value, list) and value else [usual]

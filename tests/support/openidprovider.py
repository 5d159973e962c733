"""An OpenID provider of the tests' own: it signs in whom it is told to, and misbehaves as told.

As an ASGI app it is called without a socket (`transport`), or served.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import time
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

ISSUER = "http://id.example"
CLIENT, SECRET = "playground-client", "a secret of the client"
ANN = {"sub": "ann-1", "name": "Ann Lee", "email": "ann@example.com", "email_verified": True}
BOB = {"sub": "bob-2", "name": "Bob", "email": "bob@example.com", "email_verified": True}


@cache
def signing_key(name: str, number: int = 1) -> RSAKey:
    """A key that signs, of that name; with each number it is another."""
    del number
    return RSAKey.generate_key(2048, {"kid": name, "use": "sig"}, private=True, auto_kid=False)


@dataclass
class OpenIdProvider:
    """The provider.

    Attributes:
        issuer: its address.
        person: the claims of whoever signs in next.
        changes: what its ID tokens say in place of what they should.
        metadata: the same of what it says of itself.
        info: what its user info says besides; None is no user info at all.
        status: answers each request with that, unless it is 0.
        key: signs.
        shown_keys: what it says that it signs with; None is `key`.
        asked: requests by path.
    """

    issuer: str = ISSUER
    person: dict[str, Any] = field(default_factory=lambda: dict(ANN))
    changes: dict[str, Any] = field(default_factory=dict)
    metadata: dict[str, Any] = field(default_factory=dict)
    info: dict[str, Any] | None = None
    status: int = 0
    key: RSAKey = field(default_factory=lambda: signing_key("one"))
    shown_keys: list[RSAKey] | None = None
    asked: Counter[str] = field(default_factory=Counter)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def app(self) -> Starlette:
        """As an ASGI app."""
        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self._asked(self._metadata)),
                Route("/keys", self._asked(self._keys)),
                Route("/authorize", self._asked(self._authorize)),
                Route("/token", self._asked(self._token), methods=["POST"]),
                Route("/info", self._asked(self._info)),
            ]
        )

    @property
    def transport(self) -> httpx.ASGITransport:
        """For a client that has no need of a socket."""
        return httpx.ASGITransport(self.app)

    async def approve(self, address: str) -> str:
        """What a browser does that is sent there and signs in: where it is sent back to."""
        async with httpx.AsyncClient(transport=self.transport) as browser:
            return (await browser.get(address)).headers["location"]

    def _asked(self, answer: Any) -> Any:
        async def asked(request: Request) -> Response:
            self.asked[request.url.path] += 1
            if self.status:
                return Response("a gateway's words", self.status)
            response: Response = await answer(request)
            return response

        return asked

    async def _metadata(self, _: Request) -> Response:
        said = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
        }
        more = {} if self.info is None else {"userinfo_endpoint": f"{self.issuer}/info"}
        return JSONResponse({**said, **more, **self.metadata})

    async def _keys(self, _: Request) -> Response:
        keys = [self.key] if self.shown_keys is None else self.shown_keys
        return JSONResponse({"keys": [key.as_dict(private=False) for key in keys]})

    async def _authorize(self, request: Request) -> Response:
        asked = dict(request.query_params)
        assert asked["response_type"] == "code"
        assert asked["client_id"] == CLIENT
        assert asked["code_challenge_method"] == "S256"
        assert asked["nonce"]
        code = secrets.token_urlsafe()
        self.codes[code] = asked
        back = urlencode({"code": code, "state": asked["state"]})
        return RedirectResponse(f"{asked['redirect_uri']}?{back}", 303)

    async def _token(self, request: Request) -> Response:
        sent = {name: values[0] for name, values in parse_qs((await request.body()).decode()).items()}
        asked = self.codes.pop(sent.get("code", ""), None)
        expected = "Basic " + base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        challenge = hashlib.sha256(sent.get("code_verifier", "").encode()).digest()
        if (
            asked is None
            or request.headers.get("authorization") != expected
            or sent.get("redirect_uri") != asked["redirect_uri"]
            or base64.urlsafe_b64encode(challenge).decode().rstrip("=") != asked["code_challenge"]
        ):
            return JSONResponse({"error": "invalid_grant"}, 400)
        now = int(time.time())
        whole = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": asked["nonce"]}
        claims = {name: value for name, value in {**whole, **self.person, **self.changes}.items() if value is not None}
        signed = jwt.encode({"alg": "RS256", "kid": self.key.kid}, claims, self.key)
        return JSONResponse({"access_token": "access", "token_type": "Bearer", "id_token": signed})

    async def _info(self, request: Request) -> Response:
        assert request.headers["authorization"] == "Bearer access"
        said = json.dumps({"sub": self.person["sub"], **(self.info or {})})  # half a letter is an escape in it
        return Response(said, media_type="application/json")


def asked_of(address: str) -> dict[str, str]:
    """The parameters in an address."""
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}

"""From the settings to the way of signing in, if there is one."""

from __future__ import annotations

from playground.people.async_people import AsyncPeople
from playground.server.signin.admission import Admission
from playground.server.signin.cookies import CookieRules
from playground.server.signin.header_way import HeaderWay
from playground.server.signin.oidc import Provider, Registration
from playground.server.signin.oidc_way import OidcSettings, OidcWay
from playground.server.signin.password_way import PasswordWay
from playground.server.signin.session_store import SessionStore
from playground.server.signin.way import Way
from playground.settings import Settings


def build_way(settings: Settings, people: AsyncPeople, cookies: CookieRules) -> Way | None:
    """How people sign in; None where everybody may come in.

    Args:
        settings: which `check_exposure` has found to name one way at most.
        people: who signed in before.
        cookies: how cookies are set.
    """
    if settings.user_header:
        return HeaderWay(people, settings.user_header, settings.trusted_proxies)
    if settings.oidc_issuer and settings.oidc_client_id and settings.oidc_client_secret:
        secret = settings.oidc_client_secret.get_secret_value()
        registration = Registration(settings.oidc_issuer, settings.oidc_client_id, secret, settings.oidc_scopes)
        rules = OidcSettings(
            issuer=settings.oidc_issuer,
            client_secret=secret,
            admission=Admission(frozenset(settings.oidc_domains), frozenset(settings.oidc_groups)),
            cookies=cookies,
            public_url=settings.public_url,
        )
        realm = f"oidc {settings.oidc_issuer} {settings.oidc_client_id}"
        return OidcWay(rules, Provider(registration), people, SessionStore(people, realm, cookies))
    if settings.password:
        password = settings.password.get_secret_value()
        return PasswordWay(password=password, sessions=SessionStore(people, f"password {password}", cookies))
    return None

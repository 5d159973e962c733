"""Who may spend the owner's money: a server that others reach says how they come in, and all of it."""

from __future__ import annotations

import pytest

from playground.errors import SettingsError
from playground.exposure import check_exposure
from playground.settings import Settings
from playground.texts import languages, translate

KEY = "mv_live_0123456789"


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.9.1", "::1", "[::1]", "localhost", "LOCALHOST"])
def test_loopback_by_any_name(host: str) -> None:
    settings = Settings.load({"PLAYGROUND_HOST": host, "PLAYGROUND_API_KEY": KEY})
    assert settings.is_loopback
    check_exposure(settings)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.4", "play.example.com"])  # noqa: S104 - the case in point
def test_beyond_loopback_a_real_key_needs_a_password_or_a_word(host: str) -> None:
    exposed = {"PLAYGROUND_HOST": host, "PLAYGROUND_API_KEY": KEY}
    with pytest.raises(SettingsError) as caught:
        check_exposure(Settings.load(exposed))
    assert host in translate(caught.value.code, "en", **caught.value.params)
    check_exposure(Settings.load({**exposed, "PLAYGROUND_PASSWORD": "x"}))
    check_exposure(Settings.load({**exposed, "PLAYGROUND_OPEN": "1"}))
    check_exposure(Settings.load({"PLAYGROUND_HOST": host}))


OIDC = {
    "PLAYGROUND_OIDC_ISSUER": "https://id.example.com",
    "PLAYGROUND_OIDC_CLIENT_ID": "playground",
    "PLAYGROUND_OIDC_CLIENT_SECRET": "hush",
}


HEADER = {"PLAYGROUND_USER_HEADER": "X-Forwarded-User", "PLAYGROUND_TRUSTED_PROXIES": "10.0.0.1"}


REACHED = {"PLAYGROUND_HOST": "192.168.1.4", "PLAYGROUND_API_KEY": KEY}


@pytest.mark.parametrize("way", [OIDC, HEADER])
def test_people_who_sign_in_may_spend(way: dict[str, str]) -> None:
    settings = Settings.load({**REACHED, **way})
    check_exposure(settings)
    assert settings.knows_people


@pytest.mark.parametrize(
    ("environ", "code"),
    [
        ({**OIDC, **HEADER}, "settings.sign_in_twice"),
        ({**OIDC, "PLAYGROUND_PASSWORD": "x"}, "settings.sign_in_twice"),
        ({**HEADER, "PLAYGROUND_PASSWORD": "x"}, "settings.sign_in_twice"),
        ({**HEADER, "PLAYGROUND_TRUSTED_PROXIES": ""}, "settings.header_without_proxies"),
        *(({**OIDC, name: ""}, "settings.oidc_incomplete") for name in list(OIDC)[:2]),
        ({**OIDC, "PLAYGROUND_OIDC_CLIENT_SECRET": ""}, "settings.oidc_incomplete"),
        ({"PLAYGROUND_OWN_KEYS": "1"}, "settings.own_keys_without_secret"),
        ({**REACHED, **OIDC, "PLAYGROUND_OIDC_ISSUER": "https://huggingface.co"}, "settings.oidc_for_everybody"),
        ({**REACHED, **OIDC, "PLAYGROUND_OIDC_ISSUER": "https://accounts.google.com"}, "settings.oidc_for_everybody"),
    ],
)
def test_what_belongs_to_signing_in_has_to_fit_together(environ: dict[str, str], code: str) -> None:
    with pytest.raises(SettingsError) as caught:
        check_exposure(Settings.load(environ))
    assert caught.value.code == code
    assert all(translate(code, language, **caught.value.params) for language in languages())


SPACE = {
    "SPACE_ID": "me/play",
    "SPACE_HOST": "me-play.hf.space",
    "OPENID_PROVIDER_URL": "https://huggingface.co",
    "OAUTH_CLIENT_ID": "of the space",
    "OAUTH_CLIENT_SECRET": "hush",
    "OAUTH_SCOPES": "openid profile email",
}


def test_a_space_that_signs_people_in_says_all_that_is_needed() -> None:
    settings = Settings.load({**SPACE, "PLAYGROUND_OIDC_GROUPS": "studio"})
    check_exposure(settings)
    assert (settings.oidc_issuer, settings.oidc_client_id) == ("https://huggingface.co", "of the space")
    assert settings.oidc_scopes == "openid profile email"
    assert settings.public_url == "https://me-play.hf.space"
    assert Settings.load({name: SPACE[name] for name in ("SPACE_ID", "SPACE_HOST")}).oidc_issuer is None
    assert Settings.load({**SPACE, "SPACE_ID": ""}).oidc_issuer is None, "elsewhere they are somebody else's"

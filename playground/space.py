"""What a Hugging Face Space says of itself, as settings."""

from __future__ import annotations

import re
from collections.abc import Mapping

from playground.setting_values import read_words

_BEHIND_A_SPACE = "10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 100.64.0.0/10, fc00::/7"
"""Where the proxies of a Space connect from; nobody else reaches its container."""
_SPACE_SIGN_IN = {
    "OPENID_PROVIDER_URL": "oidc_issuer",
    "OAUTH_CLIENT_ID": "oidc_client_id",
    "OAUTH_CLIENT_SECRET": "oidc_client_secret",
}
"""What a Hugging Face Space sets for signing in."""


def settings_of_a_space(variables: Mapping[str, str]) -> dict[str, str]:
    """What the variables of a Space say, by the names of our settings; nothing anywhere else.

    A Space is a container that others reach by one name, through proxies.
    """
    if not variables.get("SPACE_ID"):
        return {}
    name = re.sub(r"[^a-z0-9]+", "-", variables["SPACE_ID"].lower()) + ".hf.space"
    hosts = variables.get("SPACE_HOST") or name
    ours = {"host": "0.0.0.0", "hosts": hosts, "trusted_proxies": _BEHIND_A_SPACE}  # noqa: S104 - see above
    if all(variables.get(given) for given in _SPACE_SIGN_IN):  # `hf_oauth: true` stands in its README
        ours |= {name: variables[given] for given, name in _SPACE_SIGN_IN.items()}
        scopes = variables.get("OAUTH_SCOPES", "").split()
        ours |= {"oidc_scopes": " ".join(dict.fromkeys(["openid", "profile", *scopes]))}
        ours |= {"public_url": f"https://{read_words(hosts)[0]}"}
    return ours

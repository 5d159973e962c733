"""Who may come in: a password, an OpenID provider, or a proxy that signs people in.

`gate.py` stands in front of all routes; behind it is one of the ways: `password_way.py`, `oidc_way.py`,
`header_way.py`. `oidc.py` is the provider, `oidc_requests.py` how it is asked.
"""

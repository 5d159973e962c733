"""Who may come in: a password, an OpenID provider, or a proxy that signs people in.

`gate.py` stands in front of all routes; behind it is one of the ways: `password_way.py`, `oidc_way.py`,
`header_way.py`; `build.py` chooses it, `way.py` says what each does for the gate. `oidc.py` is the provider,
`oidc_requests.py` how it is asked, `admission.py` whom of its people the rules let in. `session_store.py` keeps who is
signed in, `cookies.py` names the cookies, `guesses.py` slows down who guesses a password, `leadingback.py` says where
somebody goes after signing in, `opentabs.py` ends the streams of who is signed in no more, `refusals.py` says why not.
"""

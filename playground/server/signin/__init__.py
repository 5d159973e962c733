"""Who may come in: a password, an OpenID provider, or a proxy that signs people in.

`gate` stands in front of all routes; behind it is one of the ways: `password_way`, `oidc_way`, `header_way`. `build`
chooses it, `way` says what each does for the gate. `guesses` slows down who guesses a password; `oidc` is the provider,
`oidc_requests` how it is asked, `admission` whom of its people the rules let in. `session_store` keeps who is signed
in, `cookies` names the cookies, `leadingback` says where somebody goes after signing in, `opentabs` ends the streams of
who is signed in no more, `refusals` says why not.
"""

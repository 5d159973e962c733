"""Who asks: people, their sessions, limits and keys of their own, and what admins did. No HTTP.

A web browser that nobody signed in with is a person as well, known by the id in its cookie; it has a row here only
where something is said of it. A person who signed in has an id of another shape, which no cookie can claim.

`people` has who there is, each a `person`, `sessions` where each is signed in, `own_keys` the keys that they brought,
`audit` what admins changed; `taking_along` gives a person what a browser had before. All stands in `tables` of the
ledger's database; `async_people` asks it for the event loop.
"""

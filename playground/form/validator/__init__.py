"""Beside the first room: jsonschema, made safe and exact, for all that ask whether a value is valid.

`validator` makes one for a subschema and runs it · `keywords` are the checks that differ from jsonschema's own:
`branches` (`anyOf`, `oneOf`), `unevaluated` and `references` · `well_formed` says which keywords count at all.
"""

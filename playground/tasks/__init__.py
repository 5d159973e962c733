"""The remote task API: its words, its wire format, its client and the rules of waiting.

`task`, `problem`: the words · `wire`, `refusals`, `outside`: what comes over the wire, without I/O · `client`: one
request, one answer · `submit`, `watch`, `cancel`: the rules · `listen`, `pace`, `clock`: what watching stands on.
"""

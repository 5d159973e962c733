"""Second room: planning a form. A `Node` becomes a plan: the form before anybody touched it.

`tree` are the kinds of plan, which grow where they are looked at · `build` makes them, by shape: `leaves` (one
control, its widget chosen by the rules), `objects` with their `conditions`, `unions` · `walk` lists every plan that a
form could ever draw, `lookup` finds plans by their names.
"""

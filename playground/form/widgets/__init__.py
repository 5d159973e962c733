"""Before the second room: the widgets, one in each file, and `rules`, the one list that says which a value gets.

A widget knows the words for it, what it is for, what it can show, how a value becomes what its control holds and back,
and how it is drawn (the drawing is the component's template of that name): see `playground.form.widget`.

Of one value: `checkbox`, `number`, `slider`, `seed`, `text`, `textarea`, `password`, `date`, `datetime`, `color`.
One of several: `radio`, `select`; several of them: `multiselect`. `file_upload` is for files, `hidden` is never drawn,
and `json_editor` takes whatever no other can. `choosing` is what several have in common; `seeds` are the numbers that
dice may draw.
"""

from playground.form.widgets.rules import RULES, WIDGETS, Rules

__all__ = ["RULES", "WIDGETS", "Rules"]

"""Before the second room: the widgets, one in each file, and `rules`, the one list that says which a value gets.

A widget knows the words for it, what it is for, what it can show, how a value becomes what its control holds and back,
and how it is drawn (the drawing is the component's template of that name): see `playground.form.widget`. `choosing` is
what several have in common; `seeds` are the numbers that dice may draw.
"""

from playground.form.widgets.rules import RULES, WIDGETS, Rules

__all__ = ["RULES", "WIDGETS", "Rules"]

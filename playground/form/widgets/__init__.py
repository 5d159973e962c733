"""Before the second room: the widgets, one in each file, and `rules`, the one list that says which a value gets.

A widget knows the words for it, what it is for, what it can show, how a value becomes what its control holds and back,
and how it is drawn (the drawing is the component's template of that name): see `playground.form.widget`. `choosing` is
what several have in common; `seeds` are the numbers that dice may draw.
"""

from playground.form.widgets.checkbox import CHECKBOX
from playground.form.widgets.color import COLOR
from playground.form.widgets.date import DATE
from playground.form.widgets.datetime import DATETIME
from playground.form.widgets.file_upload import FILE_UPLOAD
from playground.form.widgets.hidden import HIDDEN
from playground.form.widgets.json_editor import JSON
from playground.form.widgets.multiselect import MULTISELECT
from playground.form.widgets.number import NUMBER
from playground.form.widgets.password import PASSWORD
from playground.form.widgets.radio import RADIO
from playground.form.widgets.rules import RULES, WIDGETS, Rules
from playground.form.widgets.seed import SEED
from playground.form.widgets.select import SELECT
from playground.form.widgets.slider import SLIDER
from playground.form.widgets.text import TEXT
from playground.form.widgets.textarea import TEXTAREA

__all__ = [
    "CHECKBOX",
    "COLOR",
    "DATE",
    "DATETIME",
    "FILE_UPLOAD",
    "HIDDEN",
    "JSON",
    "MULTISELECT",
    "NUMBER",
    "PASSWORD",
    "RADIO",
    "RULES",
    "SEED",
    "SELECT",
    "SLIDER",
    "TEXT",
    "TEXTAREA",
    "WIDGETS",
    "Rules",
]

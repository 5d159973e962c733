"""Pure: a JSON Schema and its hints become a form; values become a payload; a payload has issues or has none.

The data walks through four rooms, once, and each room knows only those before it: `schema` (reading a schema: one
`Node` a value) → `plan` (planning a form: what each value is drawn as) → `page` (the state of a page: the items to draw
and the payload they make) → `payload` (checking a payload). Before the second stand the `widgets`, each a `widget`.
`validator` asks whether a value is valid, for all of them; `inspection` says whether a schema makes a good form.

What all of them share: `fields` are the items and issues, `paths` say where they stand; `json_text` reads JSON,
`json_values` compares it, `numbers` are exact. A schema may come from anyone: `limits` say how much of it is looked at,
`timing` for how long. `nearest` guesses which word was meant.

>>> form = build_form({"type": "object", "properties": {"n": {"type": "integer", "maximum": 6}}})
>>> values = with_raws(untouched(form), {("n",): "7"})
>>> collect(form, values).payload
{'n': 7}
>>> [issue.code for issue in validate(form, {"n": 7})]
['issue.maximum']
"""

from playground.form.fields import (
    UNSET,
    Choice,
    Entries,
    Entry,
    Field,
    Group,
    Issue,
    Item,
    Limits,
    Path,
    Raw,
    Rows,
    Slot,
    State,
    UnreadableError,
    Unset,
    Upload,
    Values,
    Variants,
    Why,
)
from playground.form.inspection.inspect import LeafReport, Report, inspect
from playground.form.inspection.lint import hints_schema
from playground.form.page.collect import Collected, fields_of
from playground.form.page.edit import Edit
from playground.form.page.layout import Layout, items, lay_out
from playground.form.page.values import (
    add_entry,
    add_row,
    choose_variant,
    collect,
    filled,
    move_row,
    remove_entry,
    remove_row,
    set_group,
    set_null,
    untouched,
    values_from_json,
    values_to_json,
    with_raws,
)
from playground.form.paths import field_id, pointer
from playground.form.payload.defaults import defaults_of, with_defaults
from playground.form.payload.files import map_files, map_uploads
from playground.form.payload.masking import (
    MASK,
    mask,
    payload_without_secrets,
    secret_paths,
    without_secrets,
    without_secrets_of,
)
from playground.form.payload.validate import validate
from playground.form.plan.build import Form, build_form
from playground.form.widget import Look, Shape, Widget
from playground.form.widgets import RULES, WIDGETS, Rules

__all__ = [
    "MASK",
    "RULES",
    "UNSET",
    "WIDGETS",
    "Choice",
    "Collected",
    "Edit",
    "Entries",
    "Entry",
    "Field",
    "Form",
    "Group",
    "Issue",
    "Item",
    "Layout",
    "LeafReport",
    "Limits",
    "Look",
    "Path",
    "Raw",
    "Report",
    "Rows",
    "Rules",
    "Shape",
    "Slot",
    "State",
    "UnreadableError",
    "Unset",
    "Upload",
    "Values",
    "Variants",
    "Why",
    "Widget",
    "add_entry",
    "add_row",
    "build_form",
    "choose_variant",
    "collect",
    "defaults_of",
    "field_id",
    "fields_of",
    "filled",
    "hints_schema",
    "inspect",
    "items",
    "lay_out",
    "map_files",
    "map_uploads",
    "mask",
    "move_row",
    "payload_without_secrets",
    "pointer",
    "remove_entry",
    "remove_row",
    "secret_paths",
    "set_group",
    "set_null",
    "untouched",
    "validate",
    "values_from_json",
    "values_to_json",
    "with_defaults",
    "with_raws",
    "without_secrets",
    "without_secrets_of",
]

"""Pure: a JSON Schema and its hints become a form; values become a payload; a payload has issues or has none.

>>> form = build_form({"type": "object", "properties": {"n": {"type": "integer", "maximum": 6}}})
>>> values = with_raws(untouched(form), {("n",): "7"})
>>> collect(form, values).payload
{'n': 7}
>>> [issue.code for issue in validate(form, {"n": 7})]
['issue.maximum']
"""

from playground.form.build import Form, build_form
from playground.form.collect import Collected, fields_of
from playground.form.edit import (
    add_entry,
    add_row,
    choose_variant,
    move_row,
    remove_entry,
    remove_row,
    set_group,
    set_null,
)
from playground.form.faults import hints_schema
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
    Unset,
    Upload,
    Values,
    Variants,
    Why,
    Widget,
)
from playground.form.inspect import LeafReport, Report, inspect
from playground.form.paths import field_id, pointer
from playground.form.payloads import MASK, map_uploads, mask, secret_paths, without_secrets
from playground.form.rules import RULES, Rules
from playground.form.unfold import items
from playground.form.validate import validate
from playground.form.values import collect, filled, untouched, values_from_json, values_to_json, with_raws

__all__ = [
    "MASK",
    "RULES",
    "UNSET",
    "Choice",
    "Collected",
    "Entries",
    "Entry",
    "Field",
    "Form",
    "Group",
    "Issue",
    "Item",
    "LeafReport",
    "Limits",
    "Path",
    "Raw",
    "Report",
    "Rows",
    "Rules",
    "Slot",
    "State",
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
    "field_id",
    "fields_of",
    "filled",
    "hints_schema",
    "inspect",
    "items",
    "map_uploads",
    "mask",
    "move_row",
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
    "with_raws",
    "without_secrets",
]

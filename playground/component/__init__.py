"""The form as a component: `SchemaForm` for any Gradio app, and what it is made of for the page and the workbench.

A form is drawn from what it holds (`form_view`), edited (`edits`) and read back. The room knows no run, no service and
no page; who only draws need not import Gradio.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playground.component.schema_form import SchemaForm

__all__ = ["SchemaForm"]


def __getattr__(name: str) -> Any:
    # The command line and the workbench's processes draw and check without Gradio, whose import takes seconds.
    if name == "SchemaForm":
        return importlib.import_module("playground.component.schema_form").SchemaForm
    raise AttributeError(name)

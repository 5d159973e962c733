"""The form as a component: `SchemaForm` for any Gradio app, and what it is made of for the page and the workbench.

The walk of one form: `schema_form` is the component that an app makes of a schema. `form_view` draws what the form
holds, with `chips` for the schema's examples and `prose` for its descriptions; `drawing` fills the templates, and
`words` are the sentences that the script in `static/` says. `wire` is what script and component tell each other;
`edits` reads what came, and works out what a click in the form makes of it. For clients without a form (Gradio's own,
MCP) `client_schema` says what may be sent.

The room knows no run, no service and no page; who only draws need not import Gradio, whose own import `gradio_import`
makes shorter.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from playground.component import gradio_import as _gradio_import  # noqa: F401 - it is there before Gradio is imported

if TYPE_CHECKING:
    from playground.component.schema_form import SchemaForm

__all__ = ["SchemaForm"]


def __getattr__(name: str) -> Any:
    # The command line and the workbench's processes draw and check without Gradio, whose import takes seconds.
    if name == "SchemaForm":
        return importlib.import_module("playground.component.schema_form").SchemaForm
    raise AttributeError(name)

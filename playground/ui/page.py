"""The page as Gradio blocks: the shell that Gradio serves, with no event in it.

What stands in its places, and all that happens in them, is between the page's own scripts and the server's own routes:
nothing that a visitor sends passes through Gradio, and Gradio keeps nothing of a visitor.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import gradio as gr
from gradio.routes import App

from playground.ui.drawing import draw

_COST: Final = '<div id="cost"><p><span></span><em data-usual></em><em data-left></em></p><kbd></kbd></div>'
_PLAIN: Final[dict[str, Any]] = {"js_on_load": None, "apply_default_css": False}


def build_page() -> gr.Blocks:
    """The blocks; `theme`, style and scripts are given where they are mounted."""
    page: gr.Blocks
    with _no_app_yet(), gr.Blocks(title="Playground", fill_width=True) as page:
        gr.HTML(_placeholder("header"), elem_id="top", **_PLAIN)
        with gr.Row(elem_id="main"):
            with gr.Column(elem_id="form-column"):
                gr.HTML(_placeholder("presets"), elem_id="presets", **_PLAIN)
                gr.HTML(_placeholder("form", draw("waiting", "en")), elem_id="form", **_PLAIN)
                with gr.Column(elem_id="go"):
                    gr.Button("Generate", elem_id="generate", variant="primary")
                    gr.HTML(_placeholder("variations"), elem_id="wish", **_PLAIN)
                    gr.HTML(_COST, **_PLAIN)
            with gr.Column(elem_id="side"):
                gr.HTML(draw("result_frame", "en"), **_PLAIN)
        gr.HTML(_placeholder("foot"), elem_id="foot", **_PLAIN)
    return page


@contextmanager
def _no_app_yet() -> Iterator[None]:
    """Where they are mounted, blocks become an app; Gradio makes two before, which take most of a server's start."""
    create = App.create_app
    App.create_app = staticmethod(_no_app)  # type: ignore[method-assign, assignment] # there is no option for it
    try:
        yield
    finally:
        App.create_app = staticmethod(create)  # type: ignore[method-assign]


def _no_app(*_: object, **_options: object) -> None:
    """Stands in for what makes one."""


def _placeholder(name: str, meanwhile: str = "") -> str:
    """Where the page's script puts what `GET /form` answers under that name."""
    return f'<div data-place="{name}">{meanwhile}</div>'

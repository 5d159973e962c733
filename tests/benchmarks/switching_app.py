"""One form of each size in two ways, behind the same list: `SchemaForm`, and `gr.render` with Gradio's own controls.

python tests/benchmarks/switching_app.py PORT SIZE…
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
sys.path.insert(0, str(Path(__file__).parents[2]))
sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

import gradio as gr
from sized import schema

from playground.component import SchemaForm


def control(name: str, kind: dict[str, Any]) -> None:
    """Gradio's own control for a member, as `gr.render`'s guide would have it."""
    given: dict[str, Any] = {"label": name, "elem_id": name, "value": kind.get("default")}
    if kind.get("type") == "integer":
        gr.Slider(kind["minimum"], kind["maximum"], step=1, **given)
    elif kind.get("type") == "boolean":
        gr.Checkbox(**given)
    elif "enum" in kind:
        (gr.Radio if len(kind["enum"]) <= 7 else gr.Dropdown)(kind["enum"], **given)
    else:
        gr.Textbox(**given)


def app(sizes: list[int]) -> gr.Blocks:
    """Both, each with its list of sizes."""
    names = [str(size) for size in sizes]
    demo: gr.Blocks
    with gr.Blocks() as demo:
        with gr.Tab("Component"):
            ours = gr.Radio(names, value=names[0], label="Size", elem_id="ours")
            form = SchemaForm(schema(sizes[0]))
            ours.change(lambda size: SchemaForm(schema(int(size))), ours, form)
        with gr.Tab("Naive"):
            naive = gr.Radio(names, value=names[0], label="Size", elem_id="naive")

            @gr.render(inputs=naive)  # type: ignore[untyped-decorator] # Gradio's
            def show(size: str) -> None:
                for name, kind in schema(int(size))["properties"].items():
                    control(name, kind)

    return demo


if __name__ == "__main__":
    app([int(size) for size in sys.argv[2:]]).launch(server_port=int(sys.argv[1]), ssr_mode=False, quiet=True)

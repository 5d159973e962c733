"""A Gradio app that uses the form in every way: its tests start it as a process of its own."""

import json
import sys
from pathlib import Path
from typing import Any

import gradio as gr

from playground.component import SchemaForm

SCHEMAS = Path(__file__).parents[2] / "schemas"
REFERENCE = json.loads((SCHEMAS / "qwen-image-2-0-pro.json").read_text(encoding="utf-8"))
SMALL: dict[str, Any] = {
    "title": "Small",
    "required": ["name"],
    "properties": {
        "name": {"type": "string"},
        "big": {"type": "integer", "title": "Big"},
        "photo_url": {"type": "string", "format": "uri", "title": "Photo"},
    },
}
VARIANTS = json.loads((SCHEMAS / "sandbox-everything.json").read_text(encoding="utf-8"))

with gr.Blocks() as demo:
    with gr.Tab("One"):
        form = SchemaForm(REFERENCE, value={"prompt": "A tea house in fog"}, elem_id="one")
        sent = gr.Textbox(label="Sent", elem_id="sent")
        live = gr.Textbox(label="Live", elem_id="live")
        other = gr.Button("Another schema")
        fill = gr.Button("Fill")
        form.submit(json.dumps, form, sent, api_name="send")
        form.change(json.dumps, form, live, queue=False)
        other.click(lambda: SchemaForm(VARIANTS), None, form)
        fill.click(lambda: {"prompt": "Filled", "n": 4}, None, form)
        gr.Examples([[{"prompt": "From an example", "size": "16:9"}]], form)
    with gr.Tab("Two"):
        second = SchemaForm(SMALL, elem_id="two")
        got = gr.Textbox(label="Got", elem_id="got")
        gr.Button("Take").click(json.dumps, second, got)
        SchemaForm(REFERENCE, value={"prompt": "To be read"}, interactive=False, elem_id="read")
    with gr.Tab("Rendered"):
        many = gr.Radio([1, 2], value=1, label="How many")

        @gr.render(inputs=many)  # type: ignore[untyped-decorator] # Gradio's
        def show(count: int) -> None:
            for number in range(count):
                SchemaForm(SMALL, key=f"form-{number}", label=f"Form {number + 1}")


if __name__ == "__main__":
    theme = getattr(gr.themes, sys.argv[2])()
    demo._queue.sleep_when_free = 0.02  # noqa: SLF001 - else it looks for work a thousand times a second
    demo.launch(server_port=int(sys.argv[1]), ssr_mode=False, quiet=True, theme=theme)

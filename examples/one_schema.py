"""One schema, one form, one function: run it with `python examples/one_schema.py`."""

import json
from pathlib import Path

import gradio as gr

from playground.component import SchemaForm

SCHEMA = json.loads((Path(__file__).parents[1] / "schemas" / "qwen-image-2-0-pro.json").read_text(encoding="utf-8"))

with gr.Blocks(title="One schema") as demo:
    form = SchemaForm(SCHEMA, value={"prompt": "A tea house in fog"})
    press = gr.Button("Show the payload", variant="primary")
    payload = gr.JSON(label="Payload")
    form.submit(lambda sent: sent, form, payload)  # Ctrl+Enter; what is wrong stands beside its field
    press.click(lambda sent: sent, form, payload)

if __name__ == "__main__":
    demo.launch()

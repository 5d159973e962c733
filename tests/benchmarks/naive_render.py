"""What the page is measured against: a form that `gr.render` builds anew from Gradio's components, as its guide shows.

python tests/benchmarks/naive_render.py PORT SIZE…
"""

from __future__ import annotations

import os
import sys

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"

import gradio as gr


def naive(sizes: list[int]) -> gr.Blocks:
    """A list of models, and the chosen one's fields."""
    page: gr.Blocks
    with gr.Blocks() as page:
        model = gr.Radio([str(size) for size in sizes], value=str(sizes[0]), label="Model")

        @gr.render(inputs=model)  # type: ignore[untyped-decorator] # Gradio's own
        def form(chosen: str) -> None:
            for number in range(int(chosen)):
                gr.Textbox(label=f"Field {number} of {chosen}", elem_id=f"naive-{chosen}-{number}")

    return page


if __name__ == "__main__":
    naive([int(size) for size in sys.argv[2:]]).launch(server_port=int(sys.argv[1]), quiet=True)

"""An app of somebody else, in tabs: `gr.Interface` with all it has, the hardest schemas, and what events tell.

    python tests/component/foreign_app.py PORT FOLDER

FOLDER is where flagged payloads go. Its tests start it as a process of its own; MCP is on.
"""

import json
import sys
from typing import Any

import gradio as gr
from zoo import FOLDER, NAMES, read

from playground.component import SchemaForm

PUPPET: dict[str, Any] = {
    "title": "Puppet",
    "type": "object",
    "required": ["name"],
    "properties": {
        "name": {"type": "string", "minLength": 1},
        "strings": {"type": "integer", "title": "Strings"},
        "weight": {"type": "number", "title": "Weight"},
        "maker": {"type": ["string", "null"], "title": "Maker"},
        "photo_url": {"type": "string", "format": "uri", "title": "Photo"},
    },
}
FOX = {"name": "Fox", "strings": 9}
OWL = {"name": "Owl", "weight": 1.0}


EVENTS = ("input", "change", "upload", "submit")


def schema(name: str) -> Any:
    """One of the zoo."""
    return read(FOLDER / f"{name}.json")


def carve(puppet: Any) -> str:
    """Carve a puppet."""
    return json.dumps(puppet)


def play(request: Any) -> str:
    """Play one of the hardest."""
    return json.dumps(request)


def listening() -> gr.Blocks:
    """A form of its own, each of whose events is counted: what is told of one form costs the others nothing."""
    told: dict[str, Any] = {"queue": False, "api_visibility": "private"}
    demo: gr.Blocks
    with gr.Blocks() as demo:
        form = SchemaForm(schema("choices"), elem_id="listened")
        gr.Button("Another schema").click(lambda: SchemaForm(schema("nested-media")), None, form, **told)
        for event in EVENTS:
            box = gr.Number(0, label=event, elem_id=f"heard-{event}")
            getattr(form, event)(lambda count: count + 1, box, box, **told)
        form.submit(play, form, gr.Textbox(label="Told", elem_id="told"), **told)
    return demo


def app(flags: str) -> gr.Blocks:
    """All tabs; flagged payloads go into a folder."""
    interface = gr.Interface(
        carve,
        SchemaForm(PUPPET, label="Puppet"),
        gr.Textbox(label="Said", elem_id="said"),
        examples=[[FOX], [OWL]],
        cache_examples=False,
        flagging_mode="manual",
        flagging_dir=flags,
    )
    hardest: gr.Blocks
    with gr.Blocks() as hardest:
        name = gr.Textbox("choices", label="Schema", elem_id="schema")
        form = SchemaForm(schema("choices"), elem_id="foreign")
        got = gr.Textbox(label="Got", elem_id="got")
        name.submit(lambda chosen: SchemaForm(schema(chosen)), name, form, queue=False, api_visibility="private")
        form.submit(play, form, got, queue=False)
        for number, known in enumerate(NAMES):  # what an app tells of every shape, to clients and agents
            hidden = SchemaForm(schema(known), visible=False)
            gr.Button(visible=False).click(play, hidden, got, api_name=f"shape_{number}")
    return gr.TabbedInterface([interface, hardest, listening()], ["Interface", "Hardest", "Listening"])


if __name__ == "__main__":
    tabs = app(sys.argv[2])
    tabs._queue.sleep_when_free = 0.02  # noqa: SLF001 - else it looks for work a thousand times a second
    tabs.launch(server_port=int(sys.argv[1]), ssr_mode=False, quiet=True, mcp_server=True)

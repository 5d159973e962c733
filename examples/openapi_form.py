"""A form for any operation of an OpenAPI document: `python examples/openapi_form.py document.json`.

What is filled in is shown as the request that would be sent; nothing is sent.
"""

import json
import sys
from pathlib import Path
from typing import Any

import gradio as gr

from playground.component import SchemaForm

PETS = {
    "openapi": "3.1.0",
    "info": {"title": "A shelter for pets", "version": "1"},
    "servers": [{"url": "https://pets.example"}],
    "paths": {
        "/pets": {
            "post": {
                "summary": "Take a pet in",
                "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Pet"}}}},
            }
        },
        "/visits": {
            "post": {
                "summary": "Book a visit",
                "requestBody": {
                    "content": {
                        "application/json": {
                            "schema": {
                                "type": "object",
                                "required": ["day"],
                                "properties": {
                                    "day": {"type": "string", "format": "date"},
                                    "people": {"type": "integer", "minimum": 1, "maximum": 6, "default": 2},
                                },
                            }
                        }
                    }
                },
            }
        },
    },
    "components": {
        "schemas": {
            "Pet": {
                "type": "object",
                "required": ["name"],
                "properties": {
                    "name": {"type": "string", "maxLength": 40},
                    "kind": {"enum": ["cat", "dog", "rabbit"], "default": "cat"},
                    "photo_url": {"type": "string", "format": "uri"},
                    "vaccinated": {"type": "boolean", "default": True},
                },
            }
        }
    },
}


def operations(document: dict[str, Any]) -> dict[str, tuple[str, dict[str, Any]]]:
    """Each operation that takes JSON: its name, the request's first line, and the schema with all it refers to."""
    servers = document.get("servers") or [{"url": ""}]
    base = servers[0]["url"]
    found = {}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
            if body is not None:
                name = operation.get("summary", f"{method.upper()} {path}")
                found[name] = (f"{method.upper()} {base}{path}", {**body, "components": document.get("components", {})})
    return found


def page(document: dict[str, Any]) -> gr.Blocks:
    """The page for a document."""
    listed = operations(document)
    names = list(listed)
    demo: gr.Blocks
    with gr.Blocks(title=document["info"]["title"]) as demo:
        gr.Markdown(f"# {document['info']['title']}")
        chosen = gr.Radio(names, value=names[0], label="Operation")
        form = SchemaForm(listed[names[0]][1])
        request = gr.Code(label="Request", language=None)
        chosen.change(lambda name: SchemaForm(listed[name][1]), chosen, form)
        form.submit(
            lambda name, payload: f"{listed[name][0]}\n\n{json.dumps(payload, indent=2, ensure_ascii=False)}",
            [chosen, form],
            request,
        )
        gr.Markdown("Press Ctrl+Enter in the form.")
    return demo


if __name__ == "__main__":
    page(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")) if len(sys.argv) > 1 else PETS).launch()

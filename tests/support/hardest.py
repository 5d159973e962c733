"""What to send with twelve schemas from the field, each with what makes it hard.

Keys name a file of `../shared/corpus/schemas`. Each payload is whole: the defaults that the form sends are in it too.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from filling import Given, Pick


def model(name: str, kind: str) -> dict[str, Any]:
    """A model as InvokeAI names one."""
    return {"key": f"key-{name}", "hash": "b3:00", "name": name, "base": "flux", "type": kind, "submodel_type": None}


def pets(answer: str, **more: Any) -> Pick:
    """A person, whose answer decides what else is asked."""
    return Pick(answer, {"Do you have any pets?": Given(answer), **more})


def literal(kind: str) -> Pick:
    """A plain parameter of an agent's tool, with what its part of the form holds from the start."""
    texts = ("description", "dynamic_variable", "allowed_values_dynamic_variable", "constant_value")
    flags = ("is_system_provided", "is_omitted")
    wish = {"type": kind, **dict.fromkeys(texts, Given("")), **dict.fromkeys(flags, False)}
    return Pick("LiteralJsonSchemaProperty", wish)


def group_of(**properties: Any) -> dict[str, Any]:
    """Parameters of an agent's tool, which may hold such groups again."""
    texts = dict.fromkeys(("description", "dynamic_variable"), "")
    return {"property_kind": "object", "type": "object", "is_omitted": False, "properties": properties, **texts}


HARDEST: Final[Mapping[str, Any]] = {
    "runway/recipes__product_ad": {
        "version": "2026-07",
        "productImages": [
            {"uri": "https://example.com/front.jpg"},
            {"uri": "runway://3f1c2a4b"},
        ],
        "styleImages": [{"uri": "data:image/png;base64,AAAA"}],
        "productInfo": "A lamp of brass.\nIt folds.",
        "userConcept": "",
        "ratio": "1280:720",
        "duration": 10,
        "audio": True,
    },
    "runway/voice_dubbing": {
        "audioUri": "https://example.com/speech.mp3",
        "targetLang": "fil",
        "model": Given("eleven_voice_dubbing"),
        "disableVoiceCloning": False,
        "numSpeakers": 9007199254740991,
    },
    "elevenlabs/music__stream": {
        "prompt": None,
        "generation_mode": None,
        "composition_plan": Pick(
            "Composition plan",
            {
                "chunks": [
                    Pick(
                        "GenerationChunk",
                        {
                            "text": "[Verse]\nCity lights",
                            "duration_ms": 15000,
                            "positive_styles": ["pop", "warm synths"],
                            "context_adherence": "high",
                            "conditioning_ref": {"song_id": "s-1", "range": {"start_ms": 0, "end_ms": 4000}},
                            "condition_strength": "xhigh",
                        },
                    ),
                    Pick("AudioRefChunk", {"song_id": "s-2", "range": {"start_ms": -1, "end_ms": 9000}}),
                ]
            },
        ),
        "music_length_ms": 600000,
        "model_id": "music_v2",
        "force_instrumental": True,
        "finetune_strength": 0.15,
        "use_phonetic_names": False,
        "store_for_inpainting": False,
    },
    "elevenlabs/convai__agents__create": {
        "name": "My agent",
        "tags": ["Customer Support", "试用"],
        "conversation_config": {
            "language_presets": {
                "pt-br": {
                    "overrides": {"agent": {"language": "pt", "prompt": None}, "asr": None},
                    "first_message_translation": {"source_hash": "1", "text": "Olá"},
                }
            },
            "agent": {
                "first_message": "",
                "language": "en",
                "hinglish_mode": False,
                "disable_first_message_interruptions": True,
                "max_conversation_duration_message": "",
                "prompt": {
                    "prompt": "You sell lamps.",
                    "llm": "gpt-4o",
                    "reasoning_effort": "minimal",
                    "enable_reasoning_summary": False,
                    "temperature": 0.7,
                    "max_tokens": -1,
                    "ignore_default_personality": None,
                    "cascade_timeout_seconds": 4.0,
                    "tools": [
                        Pick(
                            "ClientToolConfig",
                            {
                                "name": "find_lamp",
                                "description": "Finds a lamp",
                                "type": "client",
                                **dict.fromkeys(("disable_interruptions", "force_pre_tool_speech"), False),
                                **dict.fromkeys(("pre_tool_speech", "tool_error_handling_mode"), "auto"),
                                "tool_call_sound_behavior": "auto",
                                "interruption_mode": "allow",
                                "execution_mode": "async",
                                "expects_response": True,
                                "response_timeout_secs": 20,
                                "parameters": group_of(
                                    query=literal("string"),
                                    size=Pick("ObjectJsonSchemaProperty", group_of(width=literal("number"))),
                                ),
                            },
                        )
                    ],
                },
            },
        },
        "workflow": {
            "nodes": {
                "start": Pick("WorkflowStartNodeModel", {"type": "start"}),
                "the end": Pick("WorkflowEndNodeModel", {"type": "end"}),
            },
            "prevent_subagent_loops": False,
        },
    },
    "openai/vector_stores": {
        "file_ids": ["file-1", "file-2"],
        "expires_after": {"anchor": Given("last_active_at"), "days": 30},
        "chunking_strategy": Pick(
            "Static Chunking Strategy",
            {"type": Given("static"), "static": {"max_chunk_size_tokens": 800, "chunk_overlap_tokens": 400}},
        ),
        "metadata": {"season": "autumn 2026", "a/b~c": "0", "$ref": "no reference"},
    },
    "openai/images__generations": {
        "prompt": "A cute baby sea otter",
        "model": "my-own-model",
        "n": None,
        "quality": "medium",
        "response_format": None,
        "output_format": "png",
        "output_compression": 100,
        "stream": None,
        "partial_images": 0,
        "size": "1024x1024",
        "moderation": "low",
        "background": "transparent",
        "style": "vivid",
        "user": "user-1234",
    },
    "kie/kling-3.0-omni__transformation": Pick(
        "Video with Images",
        {
            "prompt": "Transform the input video into a cinematic night scene.",
            "image_urls": ["https://example.com/reference-image.jpg", "https://example.com/second.jpg"],
            "video_urls": ["https://example.com/source-video.mp4"],
            "duration": "5",
            "resolution": "4k",
            "aspect_ratio": "9:16",
            "audio": False,
            "elements": [
                {
                    "name": "lamp",
                    "description": "a lamp of brass",
                    "element_input_urls": ["https://example.com/lamp.jpg"],
                    "element_input_audio_urls": ["https://example.com/lamp.mp3"],
                }
            ],
        },
    ),
    "invokeai/FluxDenoise": {
        "dype_preset": Pick("4K Optimized", "4k"),
        "dype_scale": 2.5,
        "dype_exponent": None,
        "id": "node-1",
        "type": Given("flux_denoise"),
        "is_intermediate": True,
        "use_cache": True,
        "latents": {"latents_name": "latents-1", "seed": 7},
        "noise": None,
        "denoise_mask": None,
        "denoising_start": 0.25,
        "denoising_end": 1.0,
        "add_noise": True,
        "transformer": {
            "transformer": model("flux-dev", "main"),
            "loras": [
                {"lora": model("grain", "lora"), "weight": 0.75},
                {"lora": model("glow", "lora"), "weight": -1},
            ],
        },
        "control_lora": None,
        "positive_text_conditioning": Pick(
            "List: Flux conditioning field",
            [
                {"conditioning_name": "cat", "mask": None},
                {"conditioning_name": "hat", "mask": {"tensor_name": "mask-1"}},
            ],
        ),
        "negative_text_conditioning": None,
        "cfg_scale": Pick("List: Number", [1.5, 3]),
        "cfg_scale_start_step": 0,
        "cfg_scale_end_step": -1,
        "width": 1024,
        "height": 1008,
        "num_steps": 4,
        "scheduler": Pick("Heun (2nd order)", "heun"),
        "guidance": 4.0,
        "seed": 4294967295,
        "redux_conditioning": None,
        "fill_conditioning": None,
        "control": None,
        "controlnet_vae": None,
        "ip_adapter": None,
        "kontext_conditioning": None,
    },
    "rjsf/v2_schemaDependencies": {
        "simple": {"name": "Randy", "credit_card": 4111, "billing_address": "1 Elm Street"},
        "conditional": pets("Yes: One", **{"How old is your pet?": 6.5}),
        "arrayOfConditionals": [
            pets("Yes: One", **{"How old is your pet?": 6}),
            pets("Yes: More than one", **{"Do you want to get rid of any?": False}),
        ],
        "fixedArrayOfConditionals": [
            pets("No"),
            pets("Yes: One", **{"How old is your pet?": 6}),
            pets("Yes: More than one", **{"Do you want to get rid of any?": True}),
        ],
    },
    "jsonforms/anyOf": {
        "addressOrUser": Pick(
            "address", {"street_address": "1600 Pennsylvania Avenue NW", "city": "Washington", "state": "DC"}
        ),
        "addressesOrUsers": Pick("users", [{"name": "Ada", "mail": "ada@example.com"}]),
        "addressesOrUsersAnyOfItems": [
            Pick("addresses", [{"street_address": "1 Elm Street", "city": "Springfield", "state": "OR"}]),
            Pick("users", [{"name": "Bob", "mail": "b"}, {"name": "Eve", "mail": "e"}]),
        ],
    },
    "json-editor/meta-schema": Pick(
        "Object",
        {
            "type": Given("object"),
            "$schema": "http://json-schema.org/draft-07/schema#",
            "title": "A picture",
            "properties": {
                "prompt": Pick(
                    "String",
                    {"type": Given("string"), "minLength": 1, "options": {"grid_columns": 1}, "propertyOrder": 1000},
                ),
                "sizes": Pick(
                    "Array",
                    {
                        "type": Given("array"),
                        "items": Pick(
                            "schema",
                            Pick(
                                "Integer",
                                {"type": Given("integer"), "minimum": 64, "options": {"grid_columns": 2}},
                            ),
                        ),
                        "contains": {"type": Given("object")},
                        "additionalItems": {"type": Given("object")},
                        "options": {"grid_columns": 1},
                        "propertyOrder": 1000,
                    },
                ),
            },
            "required": ["prompt"],
            "enumSource": Pick("Complex Source", [Pick("Constant Values", ["a", "b"])]),
            "propertyOrder": 1000,
        },
    ),
    "fal-platform/workflows": {
        "name": "my-image-workflow",
        "title": "My Image Generation Workflow",
        "is_public": False,
        "contents": {
            "name": "my-image-workflow",
            "version": "1.0.0",
            "nodes": {
                "node_a1b2c3": {
                    "id": "node_a1b2c3",
                    "type": "run",
                    "app": "fal-ai/flux/dev",
                    "depends": [],
                    "input": {"prompt": "$input.prompt"},
                    "metadata": {"position": {"x": 300, "y": 100}},
                }
            },
            "output": {"image": "$node_a1b2c3.images.0.url", "the mask/1": "$node.mask"},
            "schema": {"input": {"prompt": {"type": "string"}}, "output": {"image": {"type": "string"}}},
        },
    },
}

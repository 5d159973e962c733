"""How to fill in the twelve hardest schemas of the zoo, each by what stands on the page.

Keys name a schema of `tests/schemas`; its payload there is what must arrive. Each plan is whole: the defaults that the
form sends are in it too.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from filling import Given, Pick

_ASKS: Final = "Do you bring a lamp?"


def visitor(answer: str, **more: Any) -> Pick:
    """A visitor, whose answer decides what else is asked."""
    return Pick(answer, {_ASKS: Given(answer), **more})


def literal(kind: str) -> Pick:
    """A plain member of what a tool takes, with what its part of the form holds from the start."""
    kept = {"description": Given(""), "variable": Given(""), "left_out": False, "fixed": Given("")}
    return Pick("Literal", {"type": kind, **kept})


def members(**properties: Any) -> dict[str, Any]:
    """What a tool takes, in which there may be such groups again."""
    return {"property_kind": "members", "type": "object", "description": "", "properties": properties}


def lamp(key: str, base: str, socket: str | None = None) -> dict[str, Any]:
    """A lamp of the graph."""
    return {"key": key, "base": base, "socket": socket}


HARDEST: Final[Mapping[str, Any]] = {
    "hard-advert": {
        "edition": "autumn-26",
        "puppetViews": [{"uri": "https://pictures.example/front.jpg"}, {"uri": "lantern://4c1d9e2f"}],
        "moodViews": [{"uri": "data:image/png;base64,AAAA"}],
        "puppetInfo": "A fox of leather.\nIts jaw moves.",
        "idea": "",
        "format": "640:360",
        "seconds": 10,
        "sound": True,
    },
    "hard-dubbing": {
        "speechUri": "https://pictures.example/speech.mp3",
        "language": "fil",
        "engine": Given("stage_dubbing"),
        "keepVoice": False,
        "speakers": 9007199254740991,
    },
    "hard-score": {
        "theme": None,
        "sheet": Pick(
            "Sequence",
            {
                "pieces": [
                    Pick(
                        "NewPiece",
                        {
                            "words": "[Opening]\nA drum far away",
                            "ms": 12000,
                            "wanted": ["slow", "warm"],
                            "fidelity": "high",
                        },
                    ),
                    Pick("OldPiece", {"songId": "s-2", "range": {"fromMs": -1, "toMs": 9000}}),
                ]
            },
        ),
        "lengthMs": 480000,
        "player": "drum_2",
        "wordless": True,
        "swing": 0.15,
    },
    "hard-archive": {
        "scroll_ids": ["scroll-1", "scroll-2"],
        "expires": {"since": Given("last_read"), "days": 30},
        "cutting": Pick("Cut to size", {"type": Given("fixed"), "fixed": {"longest": 800, "overlap": 400}}),
        "labels": {"season": "autumn 2026", "a/b~c": "0", "$ref": "no reference"},
    },
    "hard-poster": {
        "scene": "Two cranes over a lake",
        "carver": "my-own-knife",
        "prints": None,
        "finish": "fine",
        "answer": None,
        "file_type": "png",
        "packing": 100,
        "live": None,
        "previews": 0,
        "size": "640x640",
        "backdrop": "clear",
        "visitor": "visitor-7",
    },
    "hard-rework": Pick(
        "Clip and pictures",
        {
            "scene": "Make it winter.",
            "picture_urls": ["https://pictures.example/one.jpg", "https://pictures.example/two.jpg"],
            "clip_urls": ["https://pictures.example/clip.mp4"],
            "seconds": "5",
            "grain": "uhd",
            "shape": "9:16",
            "sound": False,
            "actors": [
                {
                    "name": "fox",
                    "description": "a fox of leather",
                    "face_urls": ["https://pictures.example/fox.jpg"],
                    "voice_urls": ["https://pictures.example/fox.mp3"],
                }
            ],
        },
    ),
    "hard-node": {
        "preset": Pick("Big hall", "big"),
        "id": "node-1",
        "type": Given("stage_light"),
        "is_draft": True,
        "keep": True,
        "film": {"film_name": "film-1", "seed": 7},
        "stencil": None,
        "start": 0.25,
        "end": 1.0,
        "rig": {
            "lamp": lamp("k-1", "led"),
            "filters": [
                {"lamp": lamp("k-2", "oil"), "weight": 0.75},
                {"lamp": lamp("k-3", "led", "E27"), "weight": -1},
            ],
        },
        "cues": Pick(
            "List: Cue field",
            [{"cue_name": "dawn", "stencil": None}, {"cue_name": "dusk", "stencil": {"stencil_name": "moon"}}],
        ),
        "blocks": None,
        "scale": Pick("List: Number", [1.5, 3]),
        "first_step": 0,
        "last_step": -1,
        "width": 1008,
        "dimmer": Pick("Glide (2nd order)", "glide"),
        "warmth": 4.0,
        "seed": 4294967295,
    },
    "hard-visitors": {
        "booking": {"name": "Ana", "card": 4111, "street": "1 Mill Lane"},
        "host": visitor("Yes: an oil lamp", **{"How much oil?": 0.5}),
        "guests": [
            visitor("Yes: an oil lamp", **{"How much oil?": 6}),
            visitor("Yes: a torch", **{"Is it out?": False}),
        ],
        "tables": [
            visitor("No"),
            visitor("Yes: an oil lamp", **{"How much oil?": 6}),
            visitor("Yes: a torch", **{"Is it out?": True}),
        ],
    },
    "hard-senders": {
        "sender": Pick("home", {"street": "9 Quay", "town": "Mo", "land": "L"}),
        "receivers": Pick("persons", [{"name": "Ana", "post": "ana@theatre.example"}]),
        "rounds": [
            Pick("homes", [{"street": "1 Mill Lane", "town": "Lin", "land": "L"}]),
            Pick("persons", [{"name": "Bo", "post": "b"}, {"name": "Cy", "post": "c"}]),
        ],
    },
    "hard-form-of-forms": Pick(
        "Sheet",
        {
            "type": Given("sheet"),
            "title": "A lantern",
            "weight": 1000,
            "boxes": {
                "name": Pick("Line", {"type": Given("line"), "shortest": 1, "weight": 1000}),
                "sizes": Pick(
                    "Stack",
                    {
                        "type": Given("stack"),
                        "rows": Pick("form", Pick("Count", {"type": Given("count"), "least": 0.5, "weight": 1000})),
                        "weight": 2,
                    },
                ),
            },
            "needed": ["name"],
            "source": Pick("Several sources", [Pick("Fixed words", ["a", "b"])]),
        },
    ),
    "hard-workflow": {
        "name": "evening-play",
        "title": "The evening's play",
        "is_public": False,
        "contents": {
            "name": "evening-play",
            "version": "1.0.0",
            "steps": {
                "step_a1": {
                    "id": "step_a1",
                    "run": "lamp",
                    "after": [],
                    "with": {"scene": "$in.scene"},
                    "at": {"x": 300, "y": 100},
                }
            },
            "result": {"image": "$step_a1.images.0", "the mask/1": "$step.mask"},
            "forms": {"into": {"scene": {"type": "string"}}, "out": {"image": {"type": "string"}}},
        },
    },
    "hard-director": {
        "name": "My director",
        "tags": ["Evening", "试用"],
        "play": {
            "presets": {
                "pt-br": {
                    "overrides": {"director": {"language": "pt", "voice": None}, "ear": None},
                    "first_words": {"hash": "1", "text": "Olá"},
                }
            },
            "director": {
                "opening": "",
                "language": "en",
                "strict": True,
                "mind": {
                    "brief": "You run the lamps.",
                    "engine": "owl-2",
                    "effort": "minimal",
                    "heat": 0.75,
                    "most": -1,
                    "tools": [
                        Pick(
                            "HandTool",
                            {
                                "type": "hand",
                                "name": "find_lamp",
                                "description": "Finds a lamp",
                                "seconds": 20,
                                "quiet": False,
                                "sound": "auto",
                                "parameters": members(
                                    query=literal("string"),
                                    size=Pick("Members", members(width=literal("number"))),
                                ),
                            },
                        )
                    ],
                },
            },
        },
        "plan": {
            "nodes": {
                "start": Pick("StartNode", {"type": "start"}),
                "the end": Pick("EndNode", {"type": "end"}),
            },
            "no_loops": False,
        },
    },
}

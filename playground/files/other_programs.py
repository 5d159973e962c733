"""Prompt, negative prompt, seed and size from the metadata of pictures by AUTOMATIC1111 and ComfyUI."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

_NEGATIVE: Final = "Negative prompt:"
_PARAMETERS: Final = re.compile(r"^Steps: \d+, ")
_SEED: Final = re.compile(r"(?:^|, )Seed: (\d{1,20})(?!\d)")
_SIZE: Final = re.compile(r"(?:^|, )Size: (\d{1,9})x(\d{1,9})(?!\d)")

_MAX_STEPS: Final = 200
"""Nodes of a graph that are looked at: it may lead in circles."""

_TEXT_INPUTS: Final = ("text", "text_g", "prompt", "string", "value", "t5xxl", "clip_l")
_SEED_INPUTS: Final = ("seed", "noise_seed")
_CONDITION_INPUTS: Final = ("conditioning", "conditioning_1", "positive", "guider")


def automatic1111(text: str) -> dict[str, Any] | None:
    r"""The input from the text that AUTOMATIC1111 writes, None where it is none.

    >>> automatic1111("a cat\nNegative prompt: dog\nSteps: 20, Sampler: Euler, Seed: 7, Size: 512x768")
    {'prompt': 'a cat', 'negative_prompt': 'dog', 'seed': 7, 'width': 512, 'height': 768}
    """
    *lines, last = text.strip().split("\n")
    if not _PARAMETERS.match(last):
        return None
    split = next((at for at, line in enumerate(lines) if line.startswith(_NEGATIVE)), len(lines))
    given: dict[str, Any] = {"prompt": "\n".join(lines[:split]).strip()}
    if split < len(lines):
        given["negative_prompt"] = "\n".join(lines[split:]).removeprefix(_NEGATIVE).strip()
    if seed := _SEED.search(last):
        given["seed"] = int(seed[1])
    if size := _SIZE.search(last):
        given |= {"width": int(size[1]), "height": int(size[2])}
    return given


def comfyui(text: str) -> dict[str, Any] | None:
    """The input from the graph that ComfyUI writes: that of its first sampler; None where there is none."""
    try:
        graph = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(graph, dict):
        return None
    nodes = {name: inputs for name, node in graph.items() if (inputs := _inputs(node)) is not None}
    samplers = (inputs for inputs in nodes.values() if "positive" in inputs or "guider" in inputs)
    for sampler in samplers:
        found = {
            "prompt": _reached(nodes, sampler, ("positive", "guider"), _TEXT_INPUTS, str),
            "negative_prompt": _reached(nodes, sampler, ("negative",), _TEXT_INPUTS, str),
            "seed": _reached(nodes, sampler, ("noise", *_SEED_INPUTS), _SEED_INPUTS, int, own=True),
            "width": _reached(nodes, sampler, ("latent_image",), ("width",), int),
            "height": _reached(nodes, sampler, ("latent_image",), ("height",), int),
        }
        if found["prompt"] is not None:
            return {name: value for name, value in found.items() if value is not None}
    return None


def _inputs(node: Any) -> Mapping[str, Any] | None:
    inputs = node.get("inputs") if isinstance(node, dict) else None
    return inputs if isinstance(inputs, dict) else None


def _reached(
    nodes: Mapping[str, Mapping[str, Any]],
    start: Mapping[str, Any],
    through: tuple[str, ...],
    wanted: tuple[str, ...],
    kind: type,
    *,
    own: bool = False,
) -> Any:
    """The first value of a kind under one of the `wanted` names, along the links that leave `start` by `through`."""
    first = [start] if own else []
    for inputs in (*first, *_linked(nodes, start, through)):
        for name in wanted:
            value = inputs.get(name)
            if isinstance(value, kind) and not isinstance(value, bool):
                return value
    return None


def _linked(
    nodes: Mapping[str, Mapping[str, Any]], start: Mapping[str, Any], through: tuple[str, ...]
) -> Iterator[Mapping[str, Any]]:
    waiting = [start[name] for name in through if name in start]
    for _ in range(_MAX_STEPS):
        if not waiting:
            return
        link = waiting.pop(0)
        inputs = nodes.get(link[0]) if isinstance(link, list) and link and isinstance(link[0], str) else None
        if inputs is not None:
            yield inputs
            # A node that passes both conditionings on has its second outlet for the negative one.
            is_negative = link[1:2] == [1] and "negative" in inputs
            onward = ("negative",) if is_negative else (*_CONDITION_INPUTS, *_TEXT_INPUTS, *_SEED_INPUTS)
            waiting += [inputs[name] for name in onward if name in inputs]

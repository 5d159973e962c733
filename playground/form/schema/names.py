"""What a property's name says: its words, how people write them, and what the names of secrets and of plumbing are."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache, wraps
from typing import Final, TypeVar

T = TypeVar("T")

_WORD: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[0-9]+|[^\W\d_]+")
_PART: Final = re.compile(
    r"[A-Z]{2,}s(?![a-z])|[A-Za-z][0-9][a-z](?![a-z])|[A-Z]+(?![a-z])[0-9]*|[A-Z]?[a-z]+[0-9]*|[0-9]+[A-Za-z]*|[^\W_]+"
)
_NUMBERED: Final = re.compile(r"([A-Za-z]{3,})([0-9]+)")

_SPELT: Final[Mapping[str, str]] = {
    **{
        word: word.upper()
        for word in (
            *("ai", "api", "bpm", "cfg", "csv", "dpi", "fps", "gif", "gpu", "hd", "hdr", "html", "http", "https", "id"),
            *("ip", "jpeg", "jpg", "json", "llm", "mp3", "mp4", "nsfw", "ocr", "pdf", "png", "rgb", "rgba", "sdk"),
            *("sdxl", "sfx", "sql", "ssml", "svg", "tts", "ui", "uri", "url", "uuid", "vae", "wav", "xml", "2d", "3d"),
            *("4k", "8k", "2k", "1k"),
        )
    },
    "ids": "IDs",
    "urls": "URLs",
    "uris": "URIs",
    "lora": "LoRA",
    "loras": "LoRAs",
    "webp": "WebP",
    "webm": "WebM",
    "controlnet": "ControlNet",
    "oauth": "OAuth",
    "openai": "OpenAI",
    "base64": "Base64",
    "num": "number of",
}
"""How words are written that are not plain words."""

_SECRETS: Final = frozenset(
    {
        *("secret", "secrets", "password", "passwd", "pwd", "passphrase", "apikey", "token"),
        *("credential", "credentials", "authorization"),
    }
)
_KEYS: Final = frozenset({"api", "access", "secret", "private", "auth", "client", "encryption", "signing"})
_NO_SECRET_TOKENS: Final = frozenset(
    {
        *(
            "trigger",
            "placeholder",
            "instance",
            "concept",
            "unique",
            "class",
            "subject",
            "style",
            "special",
            "initializer",
        ),
        *("page", "next", "continuation", "pagination", "sync", "cursor", "file", "image", "video", "audio", "task"),
        *("stop", "eos", "bos", "pad", "mask", "unk"),
    }
)
"""What stands before `token` where it is a word for a model, or a bookmark."""

_PLUMBING: Final = frozenset(
    {
        *(
            "sync_mode",
            "sync",
            "async",
            "async_mode",
            "enable_sync_mode",
            "delivery_method",
            "wait_for_result",
            "polling",
        ),
        *("stream", "streaming", "stream_options", "partial_images", "response_format", "return_format"),
        *("output_storage", "store_output", "store", "upload_endpoint", "enable_base64_output", "return_base64"),
        *("base64_output", "output_type", "response_type", "return_url", "return_urls"),
        *("user", "user_id", "end_user", "end_user_id", "safety_identifier", "client_id", "client_request_id"),
        *("request_id", "external_id", "external_task_id", "trace_id", "session_id", "correlation_id", "reference_id"),
        *("idempotency_key", "prompt_cache_key", "service_tier", "priority", "queue_priority", "timeout", "ttl"),
        *("expires_in", "expires_after", "metadata", "include_cost", "debug", "verbose", "log_level", "notify_url"),
        *("notification_url", "notification_email", "redirect_url", "redirect_uri", "success_url", "cancel_url"),
        *("task_uuid", "number_results_cost", "use_cache", "enable_cache", "cache_control"),
    }
)
_PLUMBING_WORDS: Final = frozenset({"webhook", "webhooks", "callback", "callbacks"})


_JOINED: Final = re.compile(r"(?P<words>[a-z]+(?:_[a-z]+)*)(?:_(?P<ratio>[0-9]{1,2}_[0-9]{1,2}))?")
_SHORTEST_WORD: Final = 4
"""Letters of the longest word: what has none so long is a code, of a language or an encoding."""
_SHAPES: Final = frozenset({"portrait", "landscape", "square", "wide", "widescreen", "vertical", "horizontal", "ratio"})
_NAMES: Final = frozenset(
    {
        *("model", "models", "engine", "version", "voice", "voices", "checkpoint", "lora", "loras", "id", "ids"),
        *("language", "languages", "locale", "region", "scheduler", "sampler", "encoding", "codec", "name", "names"),
        *("tokenizer", "provider", "weights"),
    }
)
"""What the choices of such a property are is called so by whoever made it."""

_MOST_KNOWN: Final = 4_096
_LONGEST_KNOWN: Final = 64
"""Letters of a name that is remembered: a file from anyone may have names of any length."""


def _remembering(read: Callable[[str], T]) -> Callable[[str], T]:
    """The same, worked out once for names of usual length: every form asks for the same few, many times each."""
    known = lru_cache(maxsize=_MOST_KNOWN)(read)

    @wraps(read)
    def remembered(name: str) -> T:
        return known(name) if len(name) <= _LONGEST_KNOWN else read(name)

    return remembered


@_remembering
def words_of(name: str) -> tuple[str, ...]:
    """The words of a property's name, in lower case.

    >>> words_of("startImageURL")
    ('start', 'image', 'url')
    """
    return tuple(word.lower() for word in _WORD.findall(name))


@_remembering
def in_words(name: str) -> str:
    """A property's name as people would write it; a name without letters stays as it is.

    >>> in_words("negative_prompt"), in_words("imageURL2"), in_words("cfgScale"), in_words("num_images")
    ('Negative prompt', 'Image URL 2', 'CFG scale', 'Number of images')
    """
    if not any(letter.isalpha() for letter in name):
        return name
    is_shouted = name.isupper()
    parts = [part for word in _PART.findall(name) for part in _parted(word)]
    written = " ".join(_written(part, is_shouted=is_shouted) for part in parts)
    return written[:1].upper() + written[1:] if written else name


def _parted(word: str) -> tuple[str, ...]:
    numbered = None if word.lower() in _SPELT else _NUMBERED.fullmatch(word)
    return (word,) if numbered is None else (numbered[1], numbered[2])


def _written(word: str, *, is_shouted: bool) -> str:
    low = word.lower()
    if low in _SPELT:
        return _SPELT[low]
    return word if word.isupper() and len(word) > 1 and not is_shouted else low


def choice_in_words(value: str, name: str = "") -> str:
    """One of the texts that a property allows, as people would write it, where it is words and no name of something.

    >>> choice_in_words("square_hd"), choice_in_words("portrait_16_9"), choice_in_words("en_us")
    ('Square HD', 'Portrait 16:9', 'en_us')
    >>> choice_in_words("turbo_v2", "engine"), choice_in_words("nano_banana", "model_id")
    ('turbo_v2', 'nano_banana')
    """
    found = _JOINED.fullmatch(value)
    if found is None or "_" not in value or _NAMES & set(words_of(name)):
        return value
    words, ratio = found["words"], found["ratio"]
    if max(map(len, words.split("_"))) < _SHORTEST_WORD or (ratio and not _SHAPES & set(words.split("_"))):
        return value
    return f"{in_words(words)} {ratio.replace('_', ':')}" if ratio else in_words(words)


def names_secret(name: str) -> bool:
    """Whether a text of this name is a key, a password or the like.

    >>> names_secret("webhook_secret"), names_secret("apiKey"), names_secret("trigger_token")
    (True, True, False)
    """
    words = words_of(name)
    before, last = words[:-1], words[-1] if words else ""
    if last == "token":
        return not _NO_SECRET_TOKENS & set(before)
    return last in _SECRETS or (last in ("key", "keys") and bool(_KEYS & set(before)))


_PLUMBING_NAMES: Final = frozenset(map(words_of, _PLUMBING))
"""The names as they are compared: `base64` is a word and a number."""


def names_plumbing(name: str) -> bool:
    """Whether a value of this name tells the service how to answer, rather than what to make.

    >>> names_plumbing("callBackUrl"), names_plumbing("sync_mode"), names_plumbing("output_format")
    (True, True, False)
    """
    words = words_of(name)
    joined = "_".join(words)
    return words in _PLUMBING_NAMES or bool(_PLUMBING_WORDS & set(words)) or "call_back" in joined

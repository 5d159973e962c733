"""The reference files that a payload names, made readable for the service."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from playground.errors import UploadError
from playground.files.publish import Publisher
from playground.files.uploads import REFERENCE
from playground.form import Field, Issue, Upload, map_files


@dataclass(frozen=True, slots=True)
class Published:
    """A payload as the service gets it.

    Attributes:
        payload: with an address, or the file as a data URI, where a kept file was named.
        issues: the fields whose files cannot be published: nothing may be sent while there are any.
    """

    payload: Any
    issues: tuple[Issue, ...] = ()


async def publish_references(
    fields: Sequence[Field], payload: Any, publisher: Publisher, run: Callable[..., Awaitable[Any]] = asyncio.to_thread
) -> Published:
    """The payload with each kept file (`upload:NAME`) published once; links of the user's own stay.

    Args:
        fields: that the payload comes from.
        payload: as they hold it.
        publisher: of kept files.
        run: calls what takes a while, off the event loop.
    """
    named: dict[tuple[str, Upload], list[Field]] = {}

    def note(field: Field, text: str) -> str:
        if text.startswith(REFERENCE):
            named.setdefault((text, field.upload or Upload()), []).append(field)
        return text

    await run(map_files, fields, payload, note)
    addresses: dict[tuple[str, Upload], str] = {}
    issues: dict[tuple[Any, str], Issue] = {}
    for (token, wanted), holders in named.items():
        try:
            addresses[token, wanted] = await publisher.publish(token.removeprefix(REFERENCE), wanted)
        except UploadError as error:
            for field in holders:
                issues.setdefault((field.path, error.code), Issue(field.path, error.code, error.params))
    if issues:
        return Published(payload, tuple(issues.values()))

    def published(field: Field, text: str) -> str:
        return addresses.get((text, field.upload or Upload()), text)

    return Published(await run(map_files, fields, payload, published))

"""Two lists of a task's results, merged: a result is recognised by what it is, not by its place in the list.

Between two looks a list may grow, change its order, and carry fresh signatures in its links.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from playground.tasks.task import RemoteOutput

_DIGEST: Final = "data:;digest="

_SIGNATURE: Final = re.compile(
    r"x-(amz|goog|oss|cos|obs|bce|tos)-|q-|(signature|sig|sign|expires?|policy|key-pair-id|token|auth(_key)?|"
    r"googleaccessid|ossaccesskeyid|awsaccesskeyid|security-token|se|sp|sv|sr|st|spr|skoid|sktid|skt|ske|sks|skv|"
    r"e|t|ts|timestamp|nonce|ex|is|hm|verify|download_frame)$",
    re.IGNORECASE,
)
"""Parameters that say who may fetch, and until when, and nothing of what: S3, CloudFront, GCS, Azure, OSS, COS."""


@dataclass(frozen=True, slots=True)
class MergedOutputs:
    """The results as known now.

    Attributes:
        outputs: those that were known keep their places, with the links given last; what is new follows.
        guesses: for results whose links tell nothing of what they are, the links that may be theirs, likeliest first.
    """

    outputs: tuple[RemoteOutput, ...]
    guesses: Mapping[int, tuple[RemoteOutput, ...]]


def merge_outputs(known: Sequence[RemoteOutput], fresh: Sequence[RemoteOutput]) -> MergedOutputs:
    """What is known of a task's results after they were listed once more; none is lost, none is there twice.

    >>> a, b = (RemoteOutput("image", f"https://cdn.example/{name}.png?sig=1") for name in "ab")
    >>> fresh = [replace(b, url="https://cdn.example/b.png?sig=2"), replace(a, url="https://cdn.example/a.png?sig=2")]
    >>> [output.url for output in merge_outputs([a, b], fresh).outputs]
    ['https://cdn.example/a.png?sig=2', 'https://cdn.example/b.png?sig=2']
    """
    pairs: dict[int, int] = {}
    for identity, may_repeat in _IDENTITIES:
        _pair(pairs, known, fresh, identity, may_repeat=may_repeat)
    unmatched = [index for index in range(len(fresh)) if index not in set(pairs.values())]
    unpaired = [index for index in range(len(known)) if index not in pairs]
    outputs = [_linked(output, fresh[pairs[index]]) if index in pairs else output for index, output in enumerate(known)]
    if not unpaired:
        return MergedOutputs((*outputs, *(fresh[candidate] for candidate in unmatched)), MappingProxyType({}))
    # Links of other names: which of them is whose only the bytes can tell.
    new = range(len(known), max(len(known), len(fresh)))
    slots = [*unpaired, *new]
    outputs += [fresh[candidate] for candidate in unmatched[-len(new) :]] if new else []
    guesses = {
        slot: tuple(fresh[candidate] for candidate in (*unmatched[turn:], *unmatched[:turn]))
        for turn, slot in enumerate(slots)
    }
    return MergedOutputs(tuple(outputs), MappingProxyType(guesses))


def without_inline_data(output: RemoteOutput) -> RemoteOutput:
    """A result without the bytes in its link, once they are kept elsewhere; it is still known by them.

    >>> without_inline_data(RemoteOutput("image", "data:,x")).url
    'data:;digest=707ce201c2f97b77e63f9ca88c081b76df5c8ee2582686405652fd8f67f61143,'
    """
    if output.url is None or output.url[:5].lower() != "data:" or output.url.startswith(_DIGEST):
        return output
    return replace(output, url=f"{_DIGEST}{_digest(output.url)},")


def _linked(known: RemoteOutput, fresh: RemoteOutput) -> RemoteOutput:
    return known if known.url is not None and known.url.startswith(_DIGEST) else fresh


def _pair(
    pairs: dict[int, int],
    known: Sequence[RemoteOutput],
    fresh: Sequence[RemoteOutput],
    identity: Callable[[RemoteOutput], str],
    *,
    may_repeat: bool,
) -> None:
    """Pair what has the same identity and no partner yet, and, unless it may repeat, is the only one of it."""
    ours, theirs = defaultdict(list), defaultdict(list)
    for index, output in enumerate(known):
        if index not in pairs:
            ours[identity(output)].append(index)
    taken = set(pairs.values())
    for index, output in enumerate(fresh):
        if index not in taken:
            theirs[identity(output)].append(index)
    for name, mine in ours.items():
        if may_repeat or len(mine) == len(theirs[name]) == 1:
            pairs.update(zip(mine, theirs[name], strict=False))


def _whole(output: RemoteOutput) -> str:
    if output.url is None:
        return f"text:{output.text}"
    if output.url.startswith(_DIGEST):
        return output.url.removeprefix(_DIGEST).rstrip(",")
    return _digest(output.url) if output.url[:5].lower() == "data:" else output.url


def without_signature(output: RemoteOutput) -> str:
    """Which file a result is, as far as its link tells, without what says who may fetch it and until when."""
    return _parts(output, lambda query: urlencode([pair for pair in query if not _SIGNATURE.match(pair[0])]))


def _bare(output: RemoteOutput) -> str:
    return _parts(output, lambda _query: "")


def _path(output: RemoteOutput) -> str:
    bare = _bare(output)
    return urlsplit(bare).path if bare.startswith("http") else bare


def _parts(output: RemoteOutput, query: Callable[[list[tuple[str, str]]], str]) -> str:
    whole = _whole(output)
    try:
        scheme, place, path, said, _ = urlsplit(whole)
        return urlunsplit((scheme, place, path, query(parse_qsl(said, keep_blank_values=True)), ""))
    except ValueError:  # no link, or one that makes no sense
        return whole


def _digest(url: str) -> str:
    return hashlib.sha256(url.encode(errors="replace")).hexdigest()


_IDENTITIES: Final = ((_whole, True), (without_signature, False), (_bare, False), (_path, False))
"""From the surest to the least, and whether one may stand in a list twice."""

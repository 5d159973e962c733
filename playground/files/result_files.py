"""One result as a file: named after what it really is; an incomplete one never replaces a complete one."""

from __future__ import annotations

import base64
import binascii
import filecmp
import re
import urllib.parse
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import IO, Final, Protocol

from playground.errors import FetchError
from playground.files.atomic import flush_to_disk, move_into_place, temporary_file
from playground.files.filenames import safe_ascii_name
from playground.files.formats import HEAD_SIZE, MARKUP, UNKNOWN, Format, Kind, by_suffix, served_as, sniff
from playground.files.safeclient import parse_url
from playground.files.truncation import is_complete

_OWN_SUFFIX: Final = re.compile(r"[a-z0-9]{1,8}")

_PART_SUFFIX: Final = "_part"
"""At the end of the name of an incomplete result; no other name has a `_`."""

_MAX_SHOWN_TEXT: Final = 2**20
"""Bytes of a text that the page shows; a longer one is a download."""

MEDIA_KINDS: Final = frozenset({"image", "video", "audio"})


class RemoteResult(Protocol):
    """A result as the service names it; `playground.tasks.task.RemoteOutput` is one."""

    @property
    def kind(self) -> str:
        """What its list's name promises: image, video, audio, text or file."""

    @property
    def url(self) -> str | None:
        """Where to fetch it."""

    @property
    def text(self) -> str | None:
        """The result itself."""


@dataclass(frozen=True, slots=True)
class StoredResult:
    """One result on this machine.

    Attributes:
        name: file name below the run's folder.
        kind: what it really is; a word of `playground.tasks.task.MediaKind`.
        media_type: what a browser may be told that it is.
        size: bytes.
        width: pixels, where known.
        height: pixels, where known.
        text: the result itself where it is text.
        is_complete: whether it is known to be all there.
    """

    name: str
    kind: Kind
    media_type: str
    size: int
    width: int | None = None
    height: int | None = None
    text: str | None = None
    is_complete: bool = True


@dataclass(frozen=True, slots=True)
class Target:
    """Which result is fetched: the run's folder, its index there, and names of files that it must not be a copy of.

    Attributes:
        may_keep: asked right before it is put in place.
        keep: keeps the whole file, of that name and media type, wherever results are kept besides; it comes before the
            file has its place here.
    """

    folder: Path
    index: int
    remote: RemoteResult
    unlike: tuple[str, ...]
    may_keep: Callable[[], bool]
    keep: Callable[[str, Path, str], None]


@dataclass(frozen=True, slots=True)
class Arrival:
    """What one try brought.

    Attributes:
        is_measured: whether the transfer tells that this is all.
        larger_than: bytes of what is kept already.
    """

    target: Target
    file: IO[bytes]
    path: Path
    is_measured: bool
    larger_than: int


@dataclass(frozen=True, slots=True)
class Inspection:
    """What opening the file told: its size in pixels, where known, and whether it opens."""

    width: int | None
    height: int | None
    opens: bool


def is_data_url(url: str) -> bool:
    """Whether a URL holds the file itself."""
    return url[:5].lower() == "data:"


def decode_data_url(url: str, limit: int) -> bytes:
    """The bytes of a data URL.

    Raises:
        FetchError: `fetch.bad_link`, `fetch.too_large`.
    """
    header, comma, body = url[5:].partition(",")
    if not comma:
        raise FetchError("fetch.bad_link")
    if len(body) > 3 * limit:
        raise FetchError("fetch.too_large", limit=limit)
    raw = urllib.parse.unquote_to_bytes(body)
    if header.lower().endswith(";base64"):
        try:
            raw = base64.b64decode(raw + b"=" * (-len(raw) % 4))
        except binascii.Error as error:
            raise FetchError("fetch.bad_link") from error
    if len(raw) > limit:
        raise FetchError("fetch.too_large", limit=limit)
    return raw


def store_text(target: Target) -> StoredResult:
    """Keep a result that is itself text.

    Raises:
        FetchError: `fetch.taken_over`, the run belongs to another process by now.
        OSError: it cannot be written.
    """
    text = target.remote.text or ""
    data = text.encode("utf-8", "replace")
    name = f"{target.index}-text.txt"
    with temporary_file(target.folder) as (file, path):
        file.write(data)
        flush_to_disk(file)
        if not target.may_keep():
            raise FetchError("fetch.taken_over")
        target.keep(name, path, "text/plain")
        move_into_place(file, path, target.folder / name)
    return StoredResult(name, "text", "text/plain", len(data), text=text)


def sniff_file(file: IO[bytes]) -> tuple[int, Format]:
    """Size and format of a file that was written to, and that others may open now."""
    file.flush()
    size = file.seek(0, 2)
    file.seek(0)
    return size, sniff(file.read(HEAD_SIZE))


def check_content(size: int, found: Format, remote: RemoteResult) -> None:
    """Refuse what cannot be the result.

    Raises:
        FetchError: `fetch.empty`; `fetch.wrong_content`, a page or text came where a picture or clip was expected.
    """
    if not size:
        raise FetchError("fetch.empty")
    if remote.kind in MEDIA_KINDS and (found in MARKUP or found.kind == "text"):
        raise FetchError("fetch.wrong_content", found=found.label)


def store_file(arrival: Arrival, size: int, found: Format, seen: Inspection) -> StoredResult:
    """Give the fetched file its name in the run's folder.

    Raises:
        FetchError: `fetch.duplicate`, it is a copy of another result; `fetch.incomplete`, what is kept already is as
            complete; `fetch.taken_over`, the run belongs to another process by now.
        OSError: it cannot be written.
    """
    remote, file, folder, index = arrival.target.remote, arrival.file, arrival.target.folder, arrival.target.index
    has_end = is_complete(file, found)
    # Where neither the format nor the transfer tells, the same number of bytes twice does.
    is_all = seen.opens and (has_end if has_end is not None else arrival.is_measured or size == arrival.larger_than)
    if any(_is_copy(arrival.path, folder / other) for other in arrival.target.unlike):
        raise FetchError("fetch.duplicate")
    # A part has a name of its own: whoever writes one, however late, replaces nothing that is whole.
    name = f"{index}-{_stem(remote)}{'' if is_all else _PART_SUFFIX}.{_suffix(remote, found)}"
    path = folder / name
    if not is_all and size <= max(arrival.larger_than, path.stat().st_size if path.exists() else -1):
        raise FetchError("fetch.incomplete")
    text = None
    if found.kind == "text" and size <= _MAX_SHOWN_TEXT:
        file.seek(0)
        text = file.read().decode("utf-8-sig", "replace")
    flush_to_disk(file)
    if not arrival.target.may_keep():
        raise FetchError("fetch.taken_over")
    arrival.target.keep(name, arrival.path, served_as(name))
    move_into_place(file, arrival.path, path)
    _remove_parts(folder, index, name)
    kind = _kind(found, text, is_measured=seen.width is not None)
    return StoredResult(name, kind, served_as(name), size, seen.width, seen.height, text, is_all)


def parts_of(index: int, names: Iterable[str], name: str) -> list[str]:
    """Among a run's files, what earlier tries kept in part of the result that has that index and this name now."""
    return [old for old in names if old != name and fnmatchcase(old, f"{index}-*{_PART_SUFFIX}.*")]


def _is_copy(path: Path, other: Path) -> bool:
    return other.is_file() and filecmp.cmp(path, other, shallow=False)


def _remove_parts(folder: Path, index: int, name: str) -> None:
    """What earlier tries kept of the same result in part, and the small pictures made of it."""
    for place in (folder, folder / "posters", folder / "thumbnails"):
        for old in place.glob(f"{index}-*{_PART_SUFFIX}.*"):
            if old != folder / name:
                old.unlink(missing_ok=True)


def _kind(found: Format, text: str | None, *, is_measured: bool) -> Kind:
    """What the page can do with it: a picture that browsers do not show and a text too long to read are files."""
    if found.kind == "image" and not is_measured:
        return "file"
    return "file" if found.kind == "text" and text is None else found.kind


def _stem(remote: RemoteResult) -> str:
    """A short name from the link, e.g. `sunset` of `https://cdn.example/a/sunset.png?sig=…`."""
    last = _path(remote).rpartition("/")[2]
    return safe_ascii_name(last.rpartition(".")[0] or last) or remote.kind


def _suffix(remote: RemoteResult, found: Format) -> str:
    """The suffix of what it is; of a format that we do not know, the link's own."""
    if found is not UNKNOWN:
        return found.suffix
    own = _path(remote).rpartition(".")[2].lower()
    return own if _OWN_SUFFIX.fullmatch(own) and by_suffix(own) is UNKNOWN else found.suffix


def _path(remote: RemoteResult) -> str:
    """The path of a link, decoded; empty for a result that came without one."""
    return "" if remote.url is None or is_data_url(remote.url) else parse_url(remote.url).path

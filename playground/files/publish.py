"""Reference files where the service can read them: at this server's own route, in a bucket, or in the request."""

from __future__ import annotations

import asyncio
import base64
import datetime as dt
import urllib.parse
from contextlib import suppress
from pathlib import Path
from typing import Final, Protocol

import obstore
from obstore.exceptions import BaseError, PermissionDeniedError, UnauthenticatedError

from playground.errors import BucketError, SettingsError, UploadError
from playground.files.openbucket import Bucket, open_bucket
from playground.files.uploads import Uploads
from playground.form import Upload
from playground.loopback import is_loopback
from playground.settings import SANDBOX

LOCAL: Final = "local"
"""The setting that publishes on this server's own route."""

_SIGNED_FOR: Final = dt.timedelta(hours=48)
"""A task may wait for a day; S3 signs for at most a week."""

_SECONDS: Final = 60.0
"""For one file, all tries together."""


class Publisher(Protocol):
    """Makes kept files readable for the service."""

    async def publish(self, name: str, wanted: Upload) -> str:
        """The URL of a kept file, for one run: ask once and keep what it says, as a bucket signs anew each time.

        It is a data URI where the field takes nothing else, or takes one and the service reaches no other.

        Args:
            name: of the kept file.
            wanted: what the field that holds it takes.

        Raises:
            UploadError: `upload.gone`, `upload.unreachable`, `upload.long_data`, `upload.store_…`; nothing was sent
                to the service.
        """


class FilePublisher(Publisher, Protocol):
    """One that knows where it put them."""

    async def withdraw(self, name: str) -> None:
        """Remove what was put elsewhere of a kept file that is gone.

        Raises:
            BucketError: it stays there.
        """


def publisher(
    uploads: Uploads, where: str, *, service: str, own_address: str | None, public_url: str | None
) -> FilePublisher:
    """The publisher that the settings ask for.

    Args:
        uploads: the kept files.
        where: `local`, or the address of a bucket: `s3://bucket/prefix`, `gs://…`, `az://container/prefix`. Keys and
            regions come from the environment, under each provider's usual names.
        service: base URL of the task API, or `sandbox`.
        own_address: base URL of this server on this machine; None where none is running.
        public_url: how the outside reaches this server.

    Raises:
        SettingsError: `settings.uploads`, the address names no bucket; `bucket.environment`, it cannot be used.
    """
    if where != LOCAL:
        return _Bucket(uploads, where)
    return _Route(uploads, public_url or (own_address if _is_here(service) else None))


def open_store(address: str) -> Bucket:
    """The bucket at an address; nothing is asked of it yet.

    Raises:
        SettingsError: `settings.uploads`, the address names no bucket; `bucket.environment`, it cannot be used.
    """
    try:
        return open_bucket(address)
    except ValueError as error:
        raise SettingsError("settings.uploads", variable="PLAYGROUND_UPLOADS", value=address) from error


class _Route:
    """This server's own address; `base` is None where the service cannot reach it."""

    def __init__(self, uploads: Uploads, base: str | None) -> None:
        self._uploads = uploads
        self._base = base

    async def publish(self, name: str, wanted: Upload) -> str:
        path, media_type = await _kept(self._uploads, name)
        if not wanted.takes_link or (self._base is None and wanted.longest_data):
            return await asyncio.to_thread(_data_uri, path, media_type, wanted.longest_data)
        if self._base is None:
            raise UploadError("upload.unreachable")
        return self._uploads.url(name, self._base)

    async def withdraw(self, name: str) -> None:
        """That route has it no more."""


class _Bucket:
    """S3, Google Cloud Storage or Azure; each file lies there under its own name and is sent once."""

    def __init__(self, uploads: Uploads, address: str) -> None:
        self._uploads = uploads
        self._address = address
        self._store = open_store(address)

    async def publish(self, name: str, wanted: Upload) -> str:
        path, media_type = await _kept(self._uploads, name)
        if not wanted.takes_link:
            return await asyncio.to_thread(_data_uri, path, media_type, wanted.longest_data)
        try:
            async with asyncio.timeout(_SECONDS):
                if not await self._has(name):
                    await obstore.put_async(self._store, name, path, attributes={"Content-Type": media_type})
                return await obstore.sign_async(self._store, "GET", name, _SIGNED_FOR)
        except (PermissionDeniedError, UnauthenticatedError) as error:
            raise UploadError("upload.store_refused", store=self._address) from error
        except FileNotFoundError as error:
            raise UploadError("upload.store_missing", store=self._address) from error
        except (BaseError, TimeoutError) as error:
            raise UploadError("upload.store_down", store=self._address) from error

    async def withdraw(self, name: str) -> None:
        try:
            async with asyncio.timeout(_SECONDS):
                await obstore.delete_async(self._store, name)
        except FileNotFoundError:
            return
        except (BaseError, TimeoutError) as error:
            raise BucketError("files.down", store=self._address) from error

    async def _has(self, name: str) -> bool:
        """Whether the file is there already; a key that may only write is not told."""
        with suppress(FileNotFoundError, PermissionDeniedError):
            await obstore.head_async(self._store, name)
            return True
        return False


def _data_uri(path: Path, media_type: str, longest: int) -> str:
    """The file itself as text of at most `longest` characters; it blocks while it reads."""
    start = f"data:{media_type};base64,"
    size = path.stat().st_size
    if len(start) + 4 * -(-size // 3) > longest:
        limit = max(0, longest - len(start)) // 4 * 3
        raise UploadError("upload.long_data", size=size, limit=limit)
    return start + base64.b64encode(path.read_bytes()).decode("ascii")


async def _kept(uploads: Uploads, name: str) -> tuple[Path, str]:
    try:
        found = await uploads.find(name)
        await uploads.use(name)
    except BucketError as error:
        raise UploadError("upload.files_away", **error.params) from error
    if found is None:
        raise UploadError("upload.gone")
    return found


def _is_here(service: str) -> bool:
    """Whether the service runs on this machine, and so reaches our own address."""
    host = urllib.parse.urlsplit(service).hostname or ""
    return service == SANDBOX or is_loopback(host)

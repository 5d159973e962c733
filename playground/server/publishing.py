"""Where a service fetches an uploaded file: this server's own address, as far as the service can reach it."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from urllib.parse import urlsplit

from playground.errors import UploadError
from playground.files.uploads import REFERENCE, Uploads
from playground.settings import Settings


def publisher(settings: Settings, own_address: str) -> Callable[[str], str]:
    """A function from what an upload field holds to what is sent.

    Links of the user's own pass through. A token of an upload becomes its address here, where the service reaches it.

    Raises (the function):
        UploadError: `upload.unreachable`, the service cannot fetch files from this machine.
    """
    base = settings.public_url or (
        own_address if settings.on_sandbox or _on_this_machine(settings.service_name) else None
    )

    def publish(held: str) -> str:
        if not held.startswith(REFERENCE):
            return held
        if base is None:
            raise UploadError("upload.unreachable")
        return Uploads.url(held.removeprefix(REFERENCE), base)

    return publish


def _on_this_machine(url: str) -> bool:
    name = urlsplit(url).hostname or ""
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False

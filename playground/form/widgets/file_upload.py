"""Files: chosen, dropped, or named by their address."""

from __future__ import annotations

from typing import Any, Final

from playground.form.fields import UNSET, Field, Raw, UnreadableError
from playground.form.schema.predicates import is_array_meant_as_files, is_media_address, is_string
from playground.form.widget import Look, Widget


class FileUpload(Widget):
    """A place to drop files on; it holds addresses and `upload:NAME` tokens, in order."""

    __slots__ = ()
    name = "file-upload"
    words = (
        *("file", "files", "upload", "file-upload", "file-uploader", "uploader", "uploaders", "upload.dragger"),
        *("image", "video", "audio", "images", "videos", "audios", "mask"),
        *("image-upload", "image-uploader", "imageupload", "filewidget"),
    )
    fits = (is_media_address, is_string, is_array_meant_as_files)
    takes_files = True

    def able_to_show(self, field: Field, value: Any) -> Field | None:
        """Texts."""
        if field.upload is not None and field.upload.multiple:
            is_shown = isinstance(value, list) and all(isinstance(address, str) and address for address in value)
        else:
            is_shown = isinstance(value, str)
        return field if is_shown else None

    def format_value(self, field: Field, value: Any) -> Raw:
        """The addresses."""
        if isinstance(value, list):
            return tuple(address for address in value if isinstance(address, str))
        return (value,) if isinstance(value, str) and value else ()

    def parse(self, field: Field, raw: Raw) -> Any:
        """One address or a list; a required list is sent also where it is empty."""
        addresses = list(raw) if isinstance(raw, tuple) else []
        if field.upload is not None and field.upload.multiple:
            return addresses or (UNSET if field.optional else [])
        if len(addresses) > 1:
            raise UnreadableError("issue.too_many_files")
        return addresses[0] if addresses else UNSET

    def look(self, field: Field) -> Look:
        """A place to drop files on."""
        return Look("uploads")


FILE_UPLOAD: Final = FileUpload()

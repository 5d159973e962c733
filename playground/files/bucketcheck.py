"""Whether a bucket can be used: read, written and emptied again, links to it signed. An empty file is put there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from contextlib import suppress
from enum import StrEnum
from typing import Final

import obstore
from obstore.exceptions import BaseError, PermissionDeniedError, UnauthenticatedError

from playground.files.openbucket import Bucket

NAME: Final = ".check"
"""Always the same: where it may not be removed again, one is left and not many."""


class BucketFault(StrEnum):
    """What keeps a bucket from being used; the last part of the key of a sentence, `bucket.…`."""

    DOWN = "down"
    REFUSED = "refused"
    MISSING = "missing"
    READ_ONLY = "read_only"
    UNSIGNED = "unsigned"


def bucket_fault(bucket: Bucket, *, signs: bool) -> BucketFault | None:
    """What is wrong with a bucket, or None; it blocks, for 20 seconds or so where nobody answers.

    Args:
        bucket: opened with what the environment says.
        signs: whether links to it will be needed: some keys read and write, and sign none.
    """
    return _fault_of_use(bucket) or (_fault_of_links(bucket) if signs else None)


def _fault_of_use(bucket: Bucket) -> BucketFault | None:
    with suppress(FileNotFoundError):  # also where the bucket itself is not there: to put tells
        if fault := _fault_of(lambda: obstore.get(bucket, NAME), BucketFault.REFUSED):
            return fault
    try:
        if fault := _fault_of(lambda: obstore.put(bucket, NAME, b""), BucketFault.READ_ONLY):
            return fault
    except FileNotFoundError:
        return BucketFault.MISSING
    with suppress(FileNotFoundError):  # another process looks as well
        # A store that has just kept something answers; and S3 says in a way of its own why one of many cannot go.
        return _fault_of(lambda: obstore.delete(bucket, NAME), BucketFault.READ_ONLY) and BucketFault.READ_ONLY
    return None


def _fault_of_links(bucket: Bucket) -> BucketFault | None:
    try:
        obstore.sign(bucket, "GET", NAME, dt.timedelta(minutes=1))
    except BaseError:  # the bucket itself has just answered
        return BucketFault.UNSIGNED
    return None


def _fault_of(call: Callable[[], object], refusal: BucketFault) -> BucketFault | None:
    try:
        call()
    except FileNotFoundError:
        raise
    except (PermissionDeniedError, UnauthenticatedError):
        return refusal
    except (BaseError, OSError):
        return BucketFault.DOWN
    return None

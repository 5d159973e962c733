"""Buckets by their address; keys and regions come from the environment, under each provider's usual names."""

from __future__ import annotations

import datetime as dt
from typing import TypeAlias, cast

from obstore.exceptions import BaseError
from obstore.store import AzureStore, GCSStore, S3Store, from_url

Bucket: TypeAlias = S3Store | GCSStore | AzureStore


def open_bucket(address: str) -> Bucket:
    """A bucket, or a folder in one; nothing is connected yet.

    Args:
        address: `s3://bucket/prefix`, `gs://…`, `az://container/prefix`.

    Raises:
        ValueError: it names no bucket that can be used.
    """
    try:
        store = from_url(
            address,
            # A plain-text endpoint is only spoken to where the environment names one (a bucket server next door).
            client_options={"timeout": "30s", "connect_timeout": "5s", "allow_http": True},
            retry_config={"max_retries": 2, "retry_timeout": dt.timedelta(seconds=20)},
        )
    except BaseError as error:
        raise ValueError(address) from error
    return cast("Bucket", store)

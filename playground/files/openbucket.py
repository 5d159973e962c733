"""Buckets by their address; keys and regions come from the environment, under each provider's usual names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final, TypeAlias, cast
from urllib.parse import urlsplit

from obstore.exceptions import BaseError
from obstore.store import AzureStore, GCSStore, S3Store, from_url

from playground.errors import SettingsError

Bucket: TypeAlias = S3Store | GCSStore | AzureStore

_NAMES: Final[Mapping[str, Mapping[str, str]]] = {
    "s3": {"endpoint": "AWS_ENDPOINT_URL, AWS_REGION", "keys": "AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY"},
    "gs": {"endpoint": "GOOGLE_BASE_URL", "keys": "GOOGLE_SERVICE_ACCOUNT"},
    "az": {
        "endpoint": "AZURE_STORAGE_ACCOUNT_NAME, AZURE_STORAGE_ENDPOINT",
        "keys": "AZURE_STORAGE_ACCOUNT_NAME, AZURE_STORAGE_ACCOUNT_KEY",
    },
}
"""By the scheme of an address, the variables that say where such a bucket is and with what key."""


def open_bucket(address: str) -> Bucket:
    """A bucket, or a folder in one; nothing is connected yet.

    Args:
        address: `s3://bucket/prefix`, `gs://…`, `az://container/prefix`.

    Raises:
        ValueError: it names no bucket.
        SettingsError: `bucket.environment`, what the environment says of it cannot be used or is not all.
    """
    if not urlsplit(address).netloc:
        raise ValueError(address)
    try:
        store = from_url(
            address,
            # A plain-text endpoint is only spoken to where the environment names one (a bucket server next door).
            client_options={"timeout": "30s", "connect_timeout": "5s", "allow_http": True},
            retry_config={"max_retries": 2, "retry_timeout": dt.timedelta(seconds=20)},
        )
    except BaseError as error:
        raise bucket_error("environment", address) from error
    return cast("Bucket", store)


def bucket_error(fault: str, address: str) -> SettingsError:
    """What is said where a bucket cannot be used.

    Args:
        fault: the last part of the key of a sentence, `bucket.…`.
        address: of the bucket.
    """
    return SettingsError(f"bucket.{fault}", store=address, **_NAMES[urlsplit(address).scheme])

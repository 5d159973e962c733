"""A process that speaks S3, one for all tests of this process, and buckets in it that hold nothing yet."""

from __future__ import annotations

import atexit
import functools
import itertools
import subprocess
import sys
import time
from typing import Final

import httpx
import patient
import pytest
from fairness import PATIENCE
from ports import free_port

KEYS: Final = {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing", "AWS_REGION": "us-east-1"}

_NUMBERS = itertools.count()


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of an empty bucket; the environment says how it is reached."""
    for name, value in bucket_environment().items():
        monkeypatch.setenv(name, value)
    return new_bucket()


def bucket_environment() -> dict[str, str]:
    """What a process is told so that it reaches the buckets."""
    return {**KEYS, "AWS_ENDPOINT_URL": bucket_server()}


def new_bucket() -> str:
    """The address of an empty bucket."""
    name = f"bucket-{next(_NUMBERS)}"
    with patient.Client(trust_env=False) as client:
        client.put(f"{bucket_server()}/{name}").raise_for_status()
    return f"s3://{name}/files"


@functools.cache
def bucket_server() -> str:
    """The address of the server; it ends with this process."""
    port = free_port()
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    atexit.register(process.kill)
    address = f"http://127.0.0.1:{port}"
    with patient.Client(trust_env=False) as client:
        for _ in range(round(10 * PATIENCE)):
            try:
                client.get(f"{address}/moto-api/data.json")
            except httpx.TransportError:
                time.sleep(0.1)
            else:
                return address
    raise TimeoutError(address)

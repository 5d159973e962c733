"""Makes all checks at once, each within a time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future
from functools import partial
from typing import Final

from playground.doctor import addresses, configuration, service, storage
from playground.doctor.finding import Finding, wrong
from playground.settings import Settings

BOUND: Final = 15.0
"""Seconds for all checks together: they are made side by side."""

Check = Callable[[], Iterable[Finding]]


def checks(settings: Settings, environ: Mapping[str, str]) -> dict[str, Check]:
    """Every check, by its name, in the order in which a person reads them."""
    return {
        "settings": partial(configuration.variables, environ),
        "sign_in": partial(configuration.exposure, settings),
        "schemas": partial(configuration.models, settings),
        "data": partial(storage.data, settings),
        "database": partial(storage.database, settings),
        "uploads": partial(storage.uploads, settings),
        "service": partial(service.service, settings),
        "public": partial(addresses.public_address, settings),
        "oidc": partial(addresses.provider, settings),
        "replicas": partial(storage.replicas, settings),
    }


def examine(to_make: Mapping[str, Check], bound: float = BOUND) -> Iterator[tuple[str, Finding]]:
    """What the checks say, in their order; of one that takes longer than `bound` seconds, that it does."""
    ends = time.monotonic() + bound
    begun = {name: _begin(name, check) for name, check in to_make.items()}
    for name, told in begun.items():
        try:
            findings = told.result(max(0.0, ends - time.monotonic()))
        except TimeoutError:
            findings = [wrong("doctor.slow", seconds=round(bound))]
        for finding in findings:
            yield name, finding


def _begin(name: str, check: Check) -> Future[list[Finding]]:
    """Make it on a thread that keeps nobody from ending."""
    told: Future[list[Finding]] = Future()

    def work() -> None:
        try:
            told.set_result(list(check()))
        except BaseException as error:  # noqa: BLE001 - raised again where it is asked for
            told.set_exception(error)

    threading.Thread(target=work, name=f"check: {name}", daemon=True).start()
    return told

"""What a click asks for, and the run that is made of it."""

from __future__ import annotations

import hashlib
import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from playground.form.fields import Path
from playground.runs.exact import encode
from playground.runs.masking import masked
from playground.runs.price import price_of, unit_of
from playground.runs.run import Run, RunStatus


@dataclass(frozen=True, slots=True)
class RunRequest:
    """One press of *Generate*.

    Attributes:
        browser: whose it is.
        page: which page (or command) pressed; presses of one page for the same settings within a second count once.
        model: slug.
        input: what is sent as the body's `input`, uploads by the URL they are published at.
        settings: the same as the form held it, uploads by their stored name; kept with its secrets masked.
        secrets: where in `input` and `settings` the values of password fields stand, e.g. `("token",)`.
        expected: what the page said it would cost, e.g. `Runner.last_cost`; None where it could not say.
        origin: the address that it came from, as far as many runs from one are too many; not kept.
        texts: names of settings that change no price, such as the prompt; None where nobody said which.
        pressed_at: Unix seconds at which the press reached this machine; None counts from when the run is begun.
        display: what the page wants to know again of this run, as JSON; nothing in this room reads it.
    """

    browser: str
    page: str
    model: str
    input: Mapping[str, Any]
    settings: Mapping[str, Any]
    secrets: tuple[Path, ...] = ()
    expected: Decimal | None = None
    texts: frozenset[str] | None = None
    pressed_at: float | None = None
    origin: str = ""
    display: Mapping[str, Any] = field(default_factory=dict)

    @property
    def deduplication_key(self) -> str:
        """Digest of what two presses share that count once: not the body, a bucket signs its uploads anew for each."""
        return hashlib.sha256(encode([self.browser, self.page, self.model, self.settings])).hexdigest()

    @property
    def body(self) -> bytes:
        """The exact bytes to send: compact JSON in UTF-8, numbers digit by digit."""
        return encode({"model": self.model, "input": self.input})


def prepare(request: RunRequest, service: str, now: float) -> Run:
    """A run of its own, with a key of its own, that nothing was sent of.

    Args:
        request: what was asked.
        service: where it will be sent, and nowhere else.
        now: Unix seconds.
    """
    kept = masked(request.settings, request.secrets)
    unit, count = (None, None) if request.texts is None else unit_of(service, request.model, kept, request.texts)
    return Run(
        run_id=secrets.token_hex(16),
        browser=request.browser,
        model=request.model,
        service=service,
        key=str(uuid.uuid4()),
        body=request.body,
        settings=kept,
        status=RunStatus.PREPARED,
        created_at=now,
        steps=((0.0, "submitting"),),
        secrets=request.secrets,
        expected=request.expected,
        price_of=None if request.texts is None else price_of(service, request.model, kept, request.texts),
        price_unit=unit,
        price_count=count,
        display=request.display,
    )

"""A run request, which is what one click asks for, and the run that is made of it."""

from __future__ import annotations

import hashlib
import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from playground.form import with_defaults
from playground.form.fields import Path
from playground.jsontext import to_json_bytes
from playground.runs.deduplication import DeduplicationKey
from playground.runs.masking import masked
from playground.runs.price import price_of, unit_of
from playground.runs.run import Run, RunStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelRequest:
    """What is asked of a model.

    Attributes:
        model: slug.
        input: what is sent as the body's `input`, uploads by the URL they are published at.
        form_input: the same as the form held it, uploads by their stored name; kept with its secrets masked.
        secrets: where in `input` and `form_input` the values of password fields stand, e.g. `("token",)`.
        expected: what the page said it would cost, e.g. `Runner.last_cost`; None where it could not say.
        texts: names of members that change no price, such as the prompt; None where nobody said which.
        defaults: what counts for the price where `form_input` leaves it out.
    """

    model: str
    input: Mapping[str, Any]
    form_input: Mapping[str, Any]
    secrets: tuple[Path, ...] = ()
    expected: Decimal | None = None
    texts: frozenset[str] | None = None
    defaults: Mapping[Path, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRequest(ModelRequest):
    """What one click on *Generate* asks for.

    Attributes:
        person: whose it is.
        page: which page (or command) asks; clicks on one page for the same settings within a second count as one.
        origin: the address that it came from, as far as many runs from one are too many; not kept.
        clicked_at: Unix seconds at which the click reached this machine; None counts from when the run is begun.
        click: names the click, as in `DeduplicationKey`.
        own_key: names the key that the person brought for it; the runner fills it in.
    """

    person: str
    page: str
    clicked_at: float | None = None
    origin: str = ""
    click: str = ""
    own_key: str | None = None

    def deduplication_key(self, now: float) -> DeduplicationKey:
        """What two clicks share that count as one; not the body, in which a bucket signs its uploads anew.

        Args:
            now: Unix seconds, for a request that does not say when the click came.
        """
        digest = hashlib.sha256(to_json_bytes([self.person, self.page, self.model, self.form_input])).hexdigest()
        return DeduplicationKey(digest, now if self.clicked_at is None else self.clicked_at, self.click)

    @property
    def body(self) -> bytes:
        """The exact bytes to send: compact JSON in UTF-8, numbers digit by digit."""
        return to_json_bytes({"model": self.model, "input": self.input})


def prepare(request: RunRequest, service: str, now: float) -> Run:
    """A new run with an id and an idempotency key of its own; nothing of it was sent yet.

    Args:
        request: what was asked.
        service: where it will be sent, and nowhere else.
        now: Unix seconds.
    """
    kept = masked(request.form_input, request.secrets)
    counted = with_defaults(kept, request.defaults)
    unit, count = (None, None) if request.texts is None else unit_of(service, request.model, counted, request.texts)
    return Run(
        run_id=secrets.token_hex(16),
        person=request.person,
        model=request.model,
        service=service,
        key=str(uuid.uuid4()),
        body=request.body,
        form_input=kept,
        status=RunStatus.PREPARED,
        created_at=now,
        steps=((0.0, "submitting"),),
        secrets=request.secrets,
        expected=request.expected,
        price_of=None if request.texts is None else price_of(service, request.model, counted, request.texts),
        price_unit=unit,
        price_count=count,
        own_key=request.own_key,
    )
